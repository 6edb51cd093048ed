import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { LoadError } from '@/app/fallback'
import type { DashboardSearch } from '@/app/router'
import { cn } from '@/lib/cn'
import { dayText, fullInstant } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { SkeletonRows } from '@/ui/bits'
import { NativeSelect } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { type Dashboard, dashboardQuery, PERIODS, type Period } from './data'
import { FunnelCard } from './funnel-card'
import { HeatCard } from './heat-card'
import { HelpCard } from './help-card'
import { KpiCards } from './kpi-cards'
import { OwnersCard } from './owners-card'
import { TeamSelect } from './team-select'
import { TrendCard } from './trend-card'

const route = getRouteApi('/shell/dashboard')

/** How the team does: what was won, where deals stand and get lost, who keeps to the SOP. */
export function DashboardPage() {
  const { t } = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(dashboardQuery(search))
  const set = (part: Partial<DashboardSearch>) => void navigate({ search: { ...search, ...part }, replace: true })
  const data = query.data
  return (
    <>
      <PageHead title={t('nav.dashboard')} note={data && <Span data={data} />}>
        <PeriodChoice
          value={(search.period as Period | undefined) ?? 'this_quarter'}
          onChange={p => set({ period: p })}
        />
      </PageHead>
      <Scroll label={t('nav.dashboard')} className="flex-1 bg-bg">
        {query.isPending ? (
          <SkeletonRows />
        ) : query.isError ? (
          <LoadError error={query.error} retry={() => void query.refetch()} />
        ) : (
          <div className="mx-auto flex max-w-[1240px] flex-col gap-4 p-5 max-md:p-3">
            <Choices data={query.data} search={search} onChange={set} />
            <KpiCards data={query.data} />
            <div className="grid gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,6fr)]">
              {query.data.funnel && (
                <div data-tour="funnel" className="grid min-w-0">
                  <FunnelCard
                    funnel={query.data.funnel}
                    period={t(`period.${query.data.period.key}`)}
                    currency={query.data.currency}
                  />
                </div>
              )}
              {query.data.trend && <TrendCard trend={query.data.trend} currency={query.data.currency} />}
              <HelpCard kpis={query.data.kpis} />
              {query.data.owners && <OwnersCard owners={query.data.owners} currency={query.data.currency} />}
              {query.data.heat && (
                <div className="grid min-w-0 lg:col-span-2">
                  <HeatCard heat={query.data.heat} />
                </div>
              )}
            </div>
          </div>
        )}
      </Scroll>
    </>
  )
}

function Span({ data }: { data: Dashboard }) {
  const { lang } = useT()
  return (
    <span title={fullInstant(data.as_of, lang)}>
      {dayText(data.period.from, lang)} – {dayText(data.period.until, lang)}
    </span>
  )
}

function PeriodChoice({ value, onChange }: { value: Period; onChange: (period: Period) => void }) {
  const { t } = useT()
  return (
    <>
      <div role="group" aria-label={t('period.label')} className="flex rounded-lg bg-sunken p-0.5 max-md:hidden">
        {PERIODS.map(period => (
          <button
            key={period}
            type="button"
            aria-pressed={period === value}
            onClick={() => onChange(period)}
            className={cn(
              'h-7 rounded-md px-2.5 text-sm whitespace-nowrap text-fg2 hover:text-fg',
              period === value && 'bg-raised font-medium text-fg shadow-e1',
            )}
          >
            {t(`period.${period}`)}
          </button>
        ))}
      </div>
      <NativeSelect
        aria-label={t('period.label')}
        className="w-36 md:hidden"
        value={value}
        onChange={event => onChange(event.target.value as Period)}
      >
        {PERIODS.map(period => (
          <option key={period} value={period}>
            {t(`period.${period}`)}
          </option>
        ))}
      </NativeSelect>
    </>
  )
}

/** Which team, which SOP; only where there is a choice. */
function Choices({
  data,
  search,
  onChange,
}: {
  data: Dashboard
  search: DashboardSearch
  onChange: (part: Partial<DashboardSearch>) => void
}) {
  const sops = data.funnel?.sops ?? []
  if (data.teams.length < 2 && sops.length < 2) return null
  return (
    <div className="flex flex-wrap items-center gap-2">
      <TeamSelect teams={data.teams} value={search.team} onChange={team => onChange({ team })} />
      {sops.length > 1 && (
        <NativeSelect
          aria-label="SOP"
          className="w-44"
          value={data.funnel?.sop.id}
          onChange={event => onChange({ sop: event.target.value })}
        >
          {sops.map(sop => (
            <option key={sop.id} value={sop.id}>
              {sop.name}
            </option>
          ))}
        </NativeSelect>
      )}
    </div>
  )
}
