import { useQuery } from '@tanstack/react-query'
import { get } from '@/api/client'
import type { Rec, Ref } from '@/api/types'
import { dayText, instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { isOpen } from './cells'

interface Reason {
  rule: string
  name: string
  points: number
}

interface Standing {
  pool: Ref | null
  returns_at: string | null
  why: 'contact' | 'progress' | null
  days: number | null
}

const reasons = (value: unknown): Reason[] => (Array.isArray(value) ? (value as Reason[]) : [])

/** Why a lead stands where it stands: its score in points, why it is whose it is, and when it would go back to the pool. */
export function WhyCard({ record }: { record: Rec }) {
  const { t, lang } = useT()
  const open = isOpen(record)
  const held = open && record.owner != null
  const standing = useQuery({
    queryKey: ['list', 'leads', 'standing', record.id, record.version],
    queryFn: ({ signal }) => get<Standing>(`/leads/${record.id}/standing`, { signal }),
    enabled: held,
    retry: false,
  }).data
  const why = reasons(record.score_why)
  const because = record.assigned_because as { zh: string; en: string } | null | undefined
  const scored = typeof record.score === 'number'
  if (!scored && !because && !standing?.returns_at) return null
  return (
    <section aria-label={t('why.title')} className="flex flex-col gap-3 text-sm">
      {scored && (
        <div>
          <h2 className="flex items-baseline gap-2 pb-1 text-xs text-fg3">
            {t('score.title')}
            <span className="tnum text-lg font-semibold text-fg">{String(record.score)}</span>
          </h2>
          <ul>
            {why.map(reason => (
              <li key={reason.rule} className="flex min-h-6 items-baseline gap-2">
                <span className="min-w-0 flex-1">{reason.name}</span>
                <span className="tnum shrink-0 text-fg2">
                  {reason.points > 0 ? `+${reason.points}` : `−${Math.abs(reason.points)}`}
                </span>
              </li>
            ))}
            {why.length === 0 && <li className="text-fg2">{t('score.no_reason')}</li>}
          </ul>
        </div>
      )}
      {because && (
        <div>
          <h2 className="pb-1 text-xs text-fg3">{t('why.assigned')}</h2>
          <p>{lang === 'en' ? because.en : because.zh}</p>
        </div>
      )}
      {standing?.returns_at && standing.pool && standing.why && (
        <div>
          <h2 className="pb-1 text-xs text-fg3">{t('why.pool')}</h2>
          <p>
            {t(`why.returns_${standing.why}`, {
              when: instantText(standing.returns_at),
              pool: standing.pool.name,
              n: standing.days ?? 0,
            })}
          </p>
          {typeof record.kept_until === 'string' && (
            <p className="text-fg2">
              {t('why.kept', { day: dayText(record.kept_until), why: String(record.kept_because ?? '') })}
            </p>
          )}
        </div>
      )}
    </section>
  )
}
