import { useCallback } from 'react'
import { useT } from '@/lib/i18n'
import { Input, NativeSelect } from '@/ui/field'
import type { Doc, Stage } from './doc'
import { changeStage, type Edit, moveStage, removeStage, set } from './edits'
import { Labelled, Part, WordsField, WordsList } from './fields'
import { GateForm } from './gate-form'
import { KeyField } from './key-field'
import { PlaceTools } from './place-tools'
import { RoleField } from './role-field'
import { SpanField } from './span-field'
import { useStudio } from './studio-context'
import { WaysForm } from './ways-form'

const PHASES = ['develop', 'contact', 'discover', 'propose', 'negotiate', 'sign', 'deliver', 'care'] as const

/** Everything that a stage says. */
export function StageForm({ doc, stage, index }: { doc: Doc; stage: Stage; index: number }) {
  const { t } = useT()
  const { store, edits, choose } = useStudio()
  const at = `/stages/${index}`
  const put = useCallback(
    (values: Partial<Stage>, mark = Object.keys(values).join()) => {
      const edit: Edit = changeStage(stage.key, s => set(s, values))
      store.apply(edit, `${stage.key}:${mark}`)
    },
    [store, stage.key],
  )
  return (
    <div className="flex flex-col">
      <PlaceTools
        title={t('studio.stage_n', { n: index + 1, of: doc.stages.length })}
        first={index === 0}
        last={index === doc.stages.length - 1}
        onMove={by => store.apply(moveStage(stage.key, index + by))}
        onRemove={
          doc.stages.length > 1
            ? () => {
                store.apply(removeStage(stage.key))
                choose({ kind: 'stage', stage: doc.stages[index === 0 ? 1 : index - 1]?.key ?? '' })
              }
            : undefined
        }
      />
      <Part title={t('studio.basics')}>
        <WordsField
          label={t('studio.name')}
          pointer={`${at}/name`}
          value={stage.name}
          onChange={name => put({ name })}
        />
        <WordsField
          label={t('guide.goal')}
          pointer={`${at}/goal`}
          value={stage.goal}
          rows={2}
          onChange={goal => put({ goal })}
        />
        <div className="grid grid-cols-2 gap-x-3 gap-y-2">
          <RoleField
            label={t('guide.role')}
            pointer={`${at}/role`}
            value={stage.role}
            onChange={r => put({ role: r ?? '' })}
          />
          <Labelled label={t('studio.phase')} pointer={`${at}/phase`}>
            {control => (
              <NativeSelect {...control} value={stage.phase} onChange={e => put({ phase: e.target.value })}>
                {PHASES.map(phase => (
                  <option key={phase} value={phase}>
                    {t(`phase.${phase}`)}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Labelled>
          <SpanField
            label={t('studio.target')}
            pointer={`${at}/target`}
            value={stage.target}
            required
            onChange={target => put({ target: target ?? '' })}
          />
          <Labelled label={t('studio.probability')} pointer={`${at}/probability`}>
            {control => (
              <Input
                {...control}
                type="number"
                min={0}
                max={100}
                className="w-20"
                value={stage.probability}
                onChange={e => put({ probability: Math.max(0, Math.min(100, Math.round(Number(e.target.value)))) })}
              />
            )}
          </Labelled>
        </div>
        <label className="flex items-center gap-2 text-sm max-md:min-h-10">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            disabled={!edits}
            checked={stage.signing === true}
            onChange={e => put({ signing: e.target.checked || undefined })}
          />
          {t('studio.signing')}
        </label>
      </Part>
      <GateForm exits={stage.exit} at={at} put={put} />
      <WaysForm doc={doc} stage={stage} index={index} />
      <WordsList
        title={t('guide.standards')}
        add={t('studio.add_standard')}
        pointer={`${at}/standards`}
        value={stage.standards}
        field="standards"
        put={put}
      />
      <WordsList
        title={t('guide.cautions')}
        add={t('studio.add_caution')}
        pointer={`${at}/cautions`}
        value={stage.cautions}
        field="cautions"
        put={put}
      />
      <Part title={t('guide.appraisal')}>
        <WordsField
          label={t('guide.appraisal')}
          hideLabel
          pointer={`${at}/appraisal`}
          value={stage.appraisal}
          rows={2}
          onChange={w => put({ appraisal: w.zh || w.en ? w : undefined })}
        />
      </Part>
      <KeyField value={stage.key} />
    </div>
  )
}
