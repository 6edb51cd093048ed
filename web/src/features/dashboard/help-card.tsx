import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { both, type Condition } from '@/api/condition'
import { aggregateQuery } from '@/api/queries'
import { recordPath } from '@/app/nav'
import { cn } from '@/lib/cn'
import { number } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { Empty } from '@/ui/bits'
import type { Kpi } from './data'

/** People shown, those with most that waits first. */
const SHOWN = 8

interface Row {
  id: string
  name: string
  open: number
  overdue: number
  at_risk: number
}

/** The deals of each person that a filter leaves. */
function useCounts(filter: Condition | undefined) {
  const body = { filter, group: ['owner'], measures: ['count'] }
  const rows = useQuery({ ...aggregateQuery('opportunities', body), enabled: filter !== undefined }).data
  return rows?.flatMap(row => (isRef(row.owner) ? [{ owner: row.owner, n: Number(row.count) }] : []))
}

/** Whose deals wait for a hand: steps past their time and deals at risk, person by person, each leading to its records. */
export function HelpCard({ kpis }: { kpis: Kpi[] }) {
  const { t } = useT()
  const filter = (key: Kpi['key']) => kpis.find(kpi => kpi.key === key)?.filter
  const open = useCounts(filter('open'))
  const overdue = useCounts(filter('overdue'))
  const risky = useCounts(filter('at_risk'))
  if (!filter('open') || !filter('overdue') || !filter('at_risk')) return null
  if (!open || !overdue || !risky) return null
  const of = (counts: typeof open, id: string) => counts.find(count => count.owner.id === id)?.n ?? 0
  const rows: Row[] = open.map(({ owner, n }) => ({
    id: owner.id,
    name: owner.name,
    open: n,
    overdue: of(overdue, owner.id),
    at_risk: of(risky, owner.id),
  }))
  const waiting = rows
    .filter(row => row.overdue + row.at_risk > 0)
    .sort((a, b) => b.overdue + b.at_risk - a.overdue - a.at_risk)
  return (
    <section
      aria-label={t('help_card.title')}
      className="flex min-w-0 flex-col gap-2 rounded-xl border border-line bg-surface p-4"
    >
      <div className="flex min-h-8 items-center gap-2">
        <h2 className="shrink-0 text-sm font-semibold">{t('help_card.title')}</h2>
        <p className="min-w-0 flex-1 truncate text-xs text-fg2">{t('help_card.note')}</p>
      </div>
      {waiting.length === 0 ? (
        <Empty text={t('help_card.none')} />
      ) : (
        <table className="w-full text-sm">
          <thead>
            <tr className="text-xs text-fg2">
              <th className="py-1 text-left font-normal">{t('owners.who')}</th>
              {(['overdue', 'at_risk', 'open'] as const).map(key => (
                <th key={key} className="w-24 py-1 pl-2 text-right font-normal max-md:w-18">
                  {t(`help_card.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {waiting.slice(0, SHOWN).map(row => (
              <tr key={row.id} className="border-t border-line">
                <td className="max-w-0 truncate py-1">
                  <Link to={recordPath('users', row.id)} className="hover:underline">
                    {row.name}
                  </Link>
                </td>
                {(['overdue', 'at_risk', 'open'] as const).map(key => (
                  <td key={key} className="p-0 text-right">
                    {row[key] === 0 ? (
                      <span className="tnum inline-block py-1 text-fg3">0</span>
                    ) : (
                      <Link
                        to="/opportunities"
                        search={{ filter: both(filter(key), { field: 'owner', op: 'eq', value: row.id }) }}
                        preload={false}
                        aria-label={t('help_card.says', { who: row.name, n: row[key], what: t(`help_card.${key}`) })}
                        className={cn(
                          'tnum inline-block min-w-10 rounded px-1 py-1 hover:bg-hover max-md:py-2.5',
                          key === 'overdue' && 'text-bad',
                        )}
                      >
                        {number(row[key])}
                      </Link>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="text-xs text-fg2">
        {t('help_card.method')}
        {waiting.length > SHOWN && ` ${t('owners.rest_more', { n: waiting.length - SHOWN })}`}
      </p>
    </section>
  )
}
