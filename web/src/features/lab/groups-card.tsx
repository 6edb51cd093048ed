import { useState } from 'react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { between, percent } from '@/lib/share'
import { Empty } from '@/ui/bits'
import { type By, HOW, type Row, type Supervision } from './data'
import { Figure } from './figure'

const SHOWN = 12
const BYS: By[] = ['owner', 'team', 'version', 'month']

/** Runs by person, team, version or month: how many fit, with the interval, and what went otherwise. */
export function GroupsCard({ data }: { data: Supervision }) {
  const { t } = useT()
  const bys = BYS.filter(by => data.groups[by])
  const [by, setBy] = useState<By>(bys[0] ?? 'owner')
  const [all, setAll] = useState(false)
  const group = data.groups[by]
  if (!group) return null
  const name = (row: Row) => {
    if (row.key == null) return t('owners.unnamed')
    return typeof row.key === 'string' ? row.key.slice(0, 7) : row.key.name
  }
  const rows = all ? group.rows : group.rows.slice(0, SHOWN)
  const verdict =
    group.test == null
      ? t('lab.few')
      : t(group.test.differ ? 'lab.differ' : 'lab.noise', {
          n: group.rows.length,
          p: group.test.p < 0.001 ? '< 0.001' : `= ${group.test.p.toFixed(group.test.p < 0.1 ? 3 : 2)}`,
        })
  return (
    <section
      aria-label={t('lab.groups')}
      className="flex min-w-0 flex-col gap-2 rounded-xl border border-line bg-surface p-4"
    >
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="flex-1 text-sm font-semibold">{t('lab.groups')}</h2>
        <div role="group" aria-label={t('lab.by')} className="flex rounded-lg bg-sunken p-0.5">
          {bys.map(key => (
            <button
              key={key}
              type="button"
              aria-pressed={key === by}
              onClick={() => setBy(key)}
              className={cn(
                'h-7 rounded-md px-2.5 text-sm whitespace-nowrap text-fg2 hover:text-fg max-md:h-10',
                key === by && 'bg-raised font-medium text-fg shadow-e1',
              )}
            >
              {t(`lab.by_${key}`)}
            </button>
          ))}
        </div>
      </div>
      {rows.length === 0 ? (
        <Empty text={t('lab.none')} />
      ) : (
        <div className="overflow-x-auto" role="group" aria-label={t('lab.groups')} tabIndex={0}>
          <table className="w-full min-w-[640px] text-sm">
            <thead>
              <tr className="border-b border-line text-left text-xs text-fg2">
                <th className="py-1.5 pr-3 font-normal">{t(`lab.by_${by}`)}</th>
                <th className="px-2 text-right font-normal">{t('lab.runs')}</th>
                <th className="px-2 font-normal">{t('lab.fits_interval')}</th>
                {HOW.map(how => (
                  <th key={how} className="px-2 text-right font-normal">
                    {t(`how.${how}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <tr
                  key={typeof row.key === 'object' ? (row.key?.id ?? i) : row.key}
                  className="h-9.5 border-b border-line last:border-0"
                >
                  <td className="max-w-48 truncate pr-3">{name(row)}</td>
                  <td className="px-2 text-right">
                    <Figure
                      object="conformances"
                      n={row.n}
                      filter={row.filter}
                      label={t('lab.says_runs', { who: name(row), n: row.n })}
                    />
                  </td>
                  <td className="px-2">
                    <Share row={row} />
                  </td>
                  {HOW.map(how => (
                    <td key={how} className="px-2 text-right">
                      <Figure
                        object="deviations"
                        n={row.how[how].n}
                        filter={row.how[how].filter}
                        label={t('lab.says_how', { who: name(row), how: t(`how.${how}`), n: row.how[how].n })}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="text-xs text-fg2">
        {verdict}{' '}
        {group.rows.length > SHOWN && (
          <button type="button" className="underline underline-offset-3" onClick={() => setAll(!all)}>
            {t(all ? 'lab.less' : 'lab.more', { n: group.rows.length - SHOWN })}
          </button>
        )}
      </p>
    </section>
  )
}

/** A share with its interval: the bar is the interval, the mark the share. */
function Share({ row }: { row: Row }) {
  if (row.rate == null || row.low == null || row.high == null) return <span className="text-fg3">—</span>
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className="relative h-3 w-24 shrink-0 rounded bg-sunken">
        <span
          className="absolute inset-y-1 rounded bg-accent opacity-30"
          style={{ left: `${row.low * 100}%`, width: `${(row.high - row.low) * 100}%` }}
        />
        <span className="absolute inset-y-0 w-0.5 bg-accent" style={{ left: `${row.rate * 100}%` }} />
      </span>
      <span className="tnum whitespace-nowrap">
        {percent(row.rate)} <span className="text-xs text-fg2">{between(row.low, row.high)}</span>
      </span>
    </span>
  )
}
