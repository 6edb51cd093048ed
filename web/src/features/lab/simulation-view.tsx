import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Condition } from '@/api/condition'
import { errorText } from '@/api/mutations'
import { LoadError } from '@/app/fallback'
import { useObject } from '@/app/hooks'
import { Failure } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { between, percent } from '@/lib/share'
import { FilterPopover } from '@/records/filter/filter-popover'
import { Badge, Empty, SkeletonRows } from '@/ui/bits'
import { Scroll } from '@/ui/scroll'
import { type Gate, type Simulation, simulationQuery } from './data'

/** A version tried on the deals of the last twelve months: where it would have stopped which, and what would have been late. */
export function SimulationView({ id }: { id: string }) {
  const { t } = useT()
  const deals = useObject('opportunities')
  const [filter, setFilter] = useState<Condition>()
  const query = useQuery({ ...simulationQuery(id, filter), placeholderData: old => old })
  if (query.isError && !filter) return <LoadError error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <SkeletonRows />
  const data = query.data
  return (
    <Scroll label={t('lab.simulate')} className="flex-1 bg-bg">
      <div
        aria-busy={query.isPlaceholderData}
        className="mx-auto flex max-w-5xl flex-col gap-4 p-5 aria-busy:opacity-60 max-md:p-3"
      >
        {deals && (
          <div className="flex items-center gap-2">
            <p className="min-w-0 flex-1 text-sm text-fg2">{t(filter ? 'lab.set_own' : 'lab.set_usual')}</p>
            <FilterPopover object={deals} value={filter} onChange={setFilter} tone="plain" />
          </div>
        )}
        <Failure text={query.isError ? errorText(query.error) : ''} />
        <p className="text-sm">
          {t('lab.tried', { n: data.deals, compared: data.compared, stopped: data.stopped })}
          {data.other_stages > 0 && ` ${t('lab.other_stages', { n: data.other_stages })}`}
          {data.capped && ` ${t('lab.capped')}`}
        </p>
        <p className="text-xs text-fg2">{t('lab.honest')}</p>
        {data.gates.length === 0 && <Empty text={t('lab.no_gates')} />}
        {data.gates.map(gate => (
          <GateCard key={gate.stage} gate={gate} />
        ))}
        {data.times.length > 0 && <Times times={data.times} />}
        {data.untried.length > 0 && (
          <p className="text-xs text-fg2">{t('lab.untried', { stages: data.untried.join(t('lab.comma')) })}</p>
        )}
      </div>
    </Scroll>
  )
}

function GateCard({ gate }: { gate: Gate }) {
  const { t } = useT()
  return (
    <section aria-label={gate.name} className="flex flex-col gap-2 rounded-xl border border-line bg-surface p-4">
      <h2 className="flex flex-wrap items-center gap-2 text-sm font-semibold">
        <span className="flex-1">{t('lab.gate_of', { stage: gate.name })}</span>
        <span className="tnum text-sm font-normal text-fg2">
          {t('lab.would_stop', {
            n: gate.stopped,
            of: gate.passed,
            rate: percent(gate.passed ? gate.stopped / gate.passed : null),
            interval: between(gate.low, gate.high),
          })}
        </span>
      </h2>
      {gate.unknown > 0 && <p className="text-xs text-fg2">{t('lab.unknown', { n: gate.unknown })}</p>}
      <ul className="flex flex-col gap-1 text-sm">
        {gate.lacks.map(lack => (
          <li key={lack.key} className="flex items-baseline gap-3">
            <span className="min-w-0 flex-1">{lack.text}</span>
            {lack.stopped > 0 && (
              <span className="tnum whitespace-nowrap text-bad">{t('lab.stops', { n: lack.stopped })}</span>
            )}
            {lack.unknown > 0 && (
              <span className="tnum text-xs whitespace-nowrap text-fg2">
                {t('lab.cannot_know', { n: lack.unknown })}
              </span>
            )}
          </li>
        ))}
      </ul>
      {gate.owners.length > 0 && (
        <p className="tnum text-xs text-fg2">
          {t('lab.whose')}{' '}
          {gate.owners
            .slice(0, 8)
            .map(({ owner, n }) => `${owner?.name ?? t('owners.unnamed')} ${n}`)
            .join(' · ')}
          {gate.owners.length > 8 && ` · ${t('lab.others', { n: gate.owners.length - 8 })}`}
        </p>
      )}
      {gate.deals.length > 0 && (
        <details>
          <summary className="cursor-pointer text-sm text-accent-ink">
            {t(gate.deals.length < gate.stopped ? 'lab.first_deals' : 'lab.these_deals', {
              n: gate.deals.length,
              of: gate.stopped,
            })}
          </summary>
          <ul className="mt-2 flex flex-col text-sm">
            {gate.deals.map(deal => (
              <li
                key={deal.id}
                className="flex min-h-9 flex-wrap items-center gap-x-3 border-t border-line py-1 max-md:min-h-10"
              >
                <Link
                  to="/opportunities/$id"
                  params={{ id: deal.id }}
                  className="min-w-40 flex-1 truncate hover:underline"
                >
                  {deal.name ?? t('lab.unnamed_deal')}
                </Link>
                <Badge tone={deal.status === 'won' ? 'ok' : 'plain'}>{t(`status.${deal.status as 'won'}`)}</Badge>
                {deal.owner && <span className="text-xs text-fg2">{deal.owner.name}</span>}
                <span className="w-full truncate text-xs text-fg2">{deal.lacks.join(t('lab.comma'))}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Times({ times }: { times: Simulation['times'] }) {
  const { t } = useT()
  return (
    <section aria-label={t('lab.times')} className="flex flex-col gap-2 rounded-xl border border-line bg-surface p-4">
      <h2 className="text-sm font-semibold">{t('lab.times')}</h2>
      <p className="text-xs text-fg2">{t('lab.times_note')}</p>
      <div className="overflow-x-auto" role="group" aria-label={t('lab.times')} tabIndex={0}>
        <table className="w-full min-w-[640px] text-sm">
          <thead>
            <tr className="border-b border-line text-left text-xs text-fg2">
              <th className="py-1.5 pr-3 font-normal">{t('lab.step')}</th>
              <th className="px-2 font-normal">{t('lab.due')}</th>
              <th className="px-2 text-right font-normal">{t('lab.done')}</th>
              <th className="px-2 text-right font-normal">{t('how.late')}</th>
              <th className="px-2 text-right font-normal">{t('lab.late_share')}</th>
              <th className="px-2 text-right font-normal">{t('lab.median_over')}</th>
            </tr>
          </thead>
          <tbody>
            {times.map(time => (
              <tr key={`${time.stage}:${time.step}`} className="h-9.5 border-b border-line last:border-0">
                <td className="pr-3">
                  {time.title} <span className="text-xs text-fg2">{time.stage_name}</span>
                </td>
                <td className="tnum px-2">{time.due}</td>
                <td className="tnum px-2 text-right">{time.done}</td>
                <td className="tnum px-2 text-right">{time.late}</td>
                <td className="tnum px-2 text-right whitespace-nowrap">
                  {percent(time.done ? time.late / time.done : null)}{' '}
                  <span className="text-xs text-fg2">{between(time.low, time.high)}</span>
                </td>
                <td className="tnum px-2 text-right">
                  {time.median_minutes_over == null
                    ? '—'
                    : t('lab.hours', { n: Math.max(1, Math.round(time.median_minutes_over / 60)) })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
