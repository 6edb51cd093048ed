import { fieldOf, useObject } from '@/app/hooks'
import { dayOf, dayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { valueText } from '@/records/value'
import { Badge, type Tone } from '@/ui/bits'
import type { MapPerson } from './data'

const TONE: Record<string, Tone> = { supporter: 'ok', positive: 'ok', negative: 'bad', unknown: 'warn' }

/** What a map says of a person: role, attitude, influence, concern, last contact. */
export function PersonCard({ person }: { person: MapPerson }) {
  const { t } = useT()
  const object = useObject('stakeholders')
  const say = (key: 'role' | 'attitude' | 'influence') => {
    const field = fieldOf(object, key)
    return field ? valueText(field, person[key]) : ''
  }
  return (
    <>
      <span className="flex w-full shrink-0 items-center gap-1.5 text-sm font-medium">
        <span className="min-w-0 truncate">{person.contact?.name ?? '—'}</span>
        <span className="min-w-0 flex-1 truncate text-xs font-normal text-fg2">{person.title}</span>
        {person.role && <Badge tone={person.role === 'decider' ? 'accent' : 'plain'}>{say('role')}</Badge>}
      </span>
      <span className="flex w-full shrink-0 flex-wrap items-center gap-1.5 text-xs text-fg2">
        <Badge tone={TONE[person.attitude ?? 'unknown'] ?? 'plain'}>
          {t('map.attitude', { is: say('attitude') || t('map.unknown') })}
        </Badge>
        {person.influence && <span>{t('map.influence', { is: say('influence') })}</span>}
        {person.met && <span>{t('map.met')}</span>}
      </span>
      {person.concern && (
        <span className="w-full shrink-0 truncate text-xs text-fg2">{t('map.concern', { is: person.concern })}</span>
      )}
      <span className="shrink-0 text-xs text-fg2">
        {person.last_contact_at ? t('map.last', { day: dayText(dayOf(person.last_contact_at)) }) : t('map.never')}
      </span>
    </>
  )
}
