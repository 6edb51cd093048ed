import { X } from 'lucide-react'
import { fieldOf, useObject } from '@/app/hooks'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Facts } from '@/records/facts'
import { valueText } from '@/records/value'
import { IconButton } from '@/ui/button'
import { FieldRow, NativeSelect } from '@/ui/field'
import type { MapPerson } from './data'

interface Props {
  person: MapPerson
  people: MapPerson[]
  edits: boolean
  onLine: (person: string, superior: string | null) => void
  onClose: () => void
}

/** A person of the map: what is known of them, to whom they report, how their attitude went. */
export function PersonSide({ person, people, edits, onLine, onClose }: Props) {
  const { t } = useT()
  const object = useObject('stakeholders')
  const attitude = fieldOf(object, 'attitude')
  if (!object) return null
  const others = people.filter(one => one.id !== person.id)
  return (
    <section aria-label={person.contact?.name ?? ''} className="flex flex-col gap-4">
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold">
          {person.contact?.name ?? '—'} <span className="text-xs font-normal text-fg2">{person.title}</span>
        </h2>
        <IconButton label={t('action.close')} onClick={onClose}>
          <X className="size-4" />
        </IconButton>
      </div>
      <Facts object={object} record={person} keys={['role', 'attitude', 'influence', 'concern', 'met']} />
      {edits && object.rights.update && (
        <FieldRow label={t('map.reports_to')}>
          {aria => (
            <NativeSelect
              {...aria}
              value={person.reports_to ?? ''}
              onChange={event => onLine(person.id, event.target.value || null)}
            >
              <option value="">{t('form.none')}</option>
              {others.map(one => (
                <option key={one.id} value={one.id}>
                  {[one.contact?.name, one.title].filter(Boolean).join(' ')}
                </option>
              ))}
            </NativeSelect>
          )}
        </FieldRow>
      )}
      <div>
        <h3 className="pb-1 text-xs text-fg2">{t('map.history')}</h3>
        {person.attitudes.length === 0 ? (
          <p className="text-sm text-fg2">{t('map.no_history')}</p>
        ) : (
          <ol className="flex flex-col gap-1 text-sm">
            {person.attitudes.map(change => (
              <li key={change.at} className="flex flex-wrap items-baseline gap-x-2">
                <span>
                  {attitude ? valueText(attitude, change.from) || t('map.unknown') : ''} →{' '}
                  {attitude ? valueText(attitude, change.to) || t('map.unknown') : ''}
                </span>
                <span className="text-xs text-fg2">
                  {[instantText(change.at), change.by].filter(Boolean).join(' · ')}
                </span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </section>
  )
}
