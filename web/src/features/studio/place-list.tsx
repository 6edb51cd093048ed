import { useT } from '@/lib/i18n'
import { NativeSelect } from '@/ui/field'
import { say } from '../sop/document'
import { type Doc, placeKey, readPlace } from './doc'
import { usePart, useStudio } from './studio-context'

const whole = (doc: Doc) => doc

/** Stages and steps as one list to choose from: what a phone has instead of the chart. */
export function PlaceList() {
  const { t, lang } = useT()
  const { place, choose } = useStudio()
  const doc = usePart(whole)
  return (
    <NativeSelect
      aria-label={t('studio.place')}
      value={placeKey(place) ?? ''}
      onChange={e => choose(readPlace(e.target.value))}
    >
      <option value="">{t('studio.whole')}</option>
      {doc.stages.map((stage, i) => (
        <optgroup key={stage.key} label={`${i + 1} · ${say(stage.name, lang) || t('studio.unnamed')}`}>
          <option value={stage.key}>
            {t('studio.the_stage', { name: say(stage.name, lang) || t('studio.unnamed') })}
          </option>
          {stage.steps?.map(step => (
            <option key={step.key} value={`${stage.key}/${step.key}`}>
              {say(step.title, lang) || t('studio.unnamed')}
            </option>
          ))}
        </optgroup>
      ))}
    </NativeSelect>
  )
}
