import { queryOptions, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { get } from '@/api/client'
import type { Condition } from '@/api/condition'
import type { Ref } from '@/api/types'
import { LoadError } from '@/app/fallback'
import type { ResponseSearch } from '@/app/router'
import { number } from '@/lib/format'
import { type Translate, useT } from '@/lib/i18n'
import { usePhone } from '@/lib/media'
import { percent } from '@/lib/share'
import { isRef } from '@/records/value'
import { Empty, SkeletonRows } from '@/ui/bits'
import { Bars } from '@/ui/charts/bars'
import { ChartCard } from '@/ui/charts/chart-card'
import { Ranges } from '@/ui/charts/ranges'
import { NativeSelect } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'

const route = getRouteApi('/shell/leads/response')

const PERIODS = ['this_month', 'last_month', 'this_quarter', 'last_quarter', 'this_year'] as const
const GROUPS = ['owner', 'team', 'source', 'form', 'week', 'month'] as const

/** How leads of a group were answered. */
interface Times {
  n: number
  in_time: number
  late: number
  unanswered: number
  waiting: number
  rate: number | null
  low: number | null
  high: number | null
  median: number | null
  p90: number | null
  filter: Condition
  late_filter: Condition
  unanswered_filter: Condition
}

interface Response {
  all: Times
  bars: { from: number; to: number | null; n: number; filter: Condition }[]
  rows: (Times & { key: Ref | string | null })[]
  left: number
  differ: boolean | null
  p: number | null
}

const responseQuery = (period: string, group: string) =>
  queryOptions({
    queryKey: ['list', 'leads', 'first_response', period, group],
    queryFn: ({ signal }) => get<Response>('/insights/first_response', { query: { period, group }, signal }),
    placeholderData: old => old,
  })

/** Working minutes as people say them. */
const minutes = (n: number, t: Translate): string =>
  n < 120 ? t('response.minutes', { n }) : t('response.hours', { n: Math.round(n / 6) / 10 })

/** How fast leads are answered, in working time. */
export function ResponsePage() {
  const { t } = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const period = search.period ?? 'this_quarter'
  const group = search.group ?? 'owner'
  const query = useQuery(responseQuery(period, group))
  const set = (part: Partial<ResponseSearch>) => void navigate({ search: { ...search, ...part }, replace: true })
  const data = query.data
  return (
    <>
      <PageHead title={t('response.title')}>
        <NativeSelect
          aria-label={t('period.label')}
          className="w-auto"
          value={period}
          onChange={e => set({ period: e.target.value as ResponseSearch['period'] })}
        >
          {PERIODS.map(key => (
            <option key={key} value={key}>
              {t(`period.${key}`)}
            </option>
          ))}
        </NativeSelect>
      </PageHead>
      {query.isPending ? (
        <SkeletonRows />
      ) : !data ? (
        <LoadError error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Scroll label={t('response.title')} className="flex-1 bg-bg">
          <div className="mx-auto flex max-w-[1240px] flex-col gap-4 p-5 max-md:p-3">
            <Figures all={data.all} />
            <div className="grid gap-4 lg:grid-cols-2">
              <Distribution data={data} />
              <Groups data={data} group={group} onGroup={key => set({ group: key })} />
            </div>
          </div>
        </Scroll>
      )}
    </>
  )
}

function Figures({ all }: { all: Times }) {
  const { t } = useT()
  const figures: { key: string; label: string; value: string; note: string; filter: Condition }[] = [
    {
      key: 'rate',
      label: t('response.in_time'),
      value: all.rate == null ? '—' : percent(all.rate),
      note:
        all.low == null || all.high == null
          ? t('response.none')
          : t('response.interval', { low: percent(all.low), high: percent(all.high), n: all.n }),
      filter: all.filter,
    },
    {
      key: 'median',
      label: t('response.median'),
      value: all.median == null ? '—' : minutes(all.median, t),
      note: all.median == null && all.n > 0 ? t('response.never') : t('response.working'),
      filter: all.filter,
    },
    {
      key: 'p90',
      label: t('response.p90'),
      value: all.p90 == null ? '—' : minutes(all.p90, t),
      note: all.p90 == null && all.n > 0 ? t('response.never') : t('response.working'),
      filter: all.filter,
    },
    {
      key: 'late',
      label: t('response.late'),
      value: number(all.late),
      note: t('response.unanswered', { n: all.unanswered }),
      filter: all.late_filter,
    },
  ]
  return (
    <div>
      <ul className="grid grid-cols-4 gap-3 max-md:grid-cols-2">
        {figures.map(figure => (
          <li key={figure.key}>
            <Link
              to="/leads"
              search={{ view: 'all', filter: figure.filter }}
              className="block h-full rounded-xl border border-line bg-surface px-4 py-3 hover:border-line2"
            >
              <span className="block text-xs text-fg2">{figure.label}</span>
              <span className="tnum block text-2xl font-semibold">{figure.value}</span>
              <span className="block text-xs text-fg2">{figure.note}</span>
            </Link>
          </li>
        ))}
      </ul>
      {all.waiting > 0 && <p className="pt-2 text-xs text-fg2">{t('response.waiting', { n: all.waiting })}</p>}
    </div>
  )
}

function Distribution({ data }: { data: Response }) {
  const { t } = useT()
  const span = (bar: Response['bars'][number]) =>
    bar.to == null ? t('response.more', { n: bar.from }) : `${bar.from}–${bar.to}`
  const none = data.bars.every(bar => bar.n === 0)
  return (
    <ChartCard
      title={t('response.distribution')}
      note={t('response.distribution_note')}
      file="first-response"
      table={{
        head: [t('response.span'), t('response.leads')],
        rows: data.bars.map(bar => [span(bar), bar.n]),
      }}
    >
      {none ? (
        <Empty text={t('response.none')} />
      ) : (
        <Bars
          label={t('response.distribution')}
          axis={n => number(n)}
          bars={data.bars.map(bar => ({
            key: String(bar.from),
            value: bar.n,
            name: span(bar),
            label: t('response.bar', { span: span(bar), n: bar.n }),
            to: { filter: bar.filter, leads: true },
          }))}
        />
      )}
    </ChartCard>
  )
}

function Groups({
  data,
  group,
  onGroup,
}: {
  data: Response
  group: string
  onGroup: (key: (typeof GROUPS)[number]) => void
}) {
  const { t } = useT()
  const phone = usePhone()
  const name = (key: Ref | string | null) => (isRef(key) ? key.name : key) || t('response.unnamed')
  const rows = data.rows.filter(row => row.n > 0)
  const verdict = data.differ == null ? t('response.few') : t(data.differ ? 'response.differ' : 'response.noise')
  return (
    <ChartCard
      title={t('response.by')}
      note={
        <NativeSelect
          aria-label={t('response.by')}
          className="w-auto"
          value={group}
          onChange={e => onGroup(e.target.value as (typeof GROUPS)[number])}
        >
          {GROUPS.map(key => (
            <option key={key} value={key}>
              {t(`response.by_${key}`)}
            </option>
          ))}
        </NativeSelect>
      }
      file={`first-response-by-${group}`}
      table={{
        head: [
          t(`response.by_${group as (typeof GROUPS)[number]}`),
          t('response.leads'),
          t('response.in_time'),
          t('response.median'),
          t('response.p90'),
          t('response.late'),
        ],
        rows: rows.map(row => [
          name(row.key),
          row.n,
          row.rate == null ? null : percent(row.rate),
          row.median,
          row.p90,
          row.late,
        ]),
      }}
      foot={rows.length > 0 && <p className="text-xs text-fg2">{verdict}</p>}
    >
      {rows.length === 0 ? (
        <Empty text={t('response.none')} />
      ) : (
        <Ranges
          label={t('response.by')}
          narrow={phone}
          middle={data.all.rate}
          rows={rows.map((row, i) => ({
            key: String(i),
            name: name(row.key),
            rate: row.rate ?? 0,
            low: row.low ?? 0,
            high: row.high ?? 1,
            note: `${percent(row.rate ?? 0)} (${row.n})`,
            label: t('response.row', {
              name: name(row.key),
              rate: percent(row.rate ?? 0),
              low: percent(row.low ?? 0),
              high: percent(row.high ?? 1),
              n: row.n,
            }),
            to: { filter: row.filter, leads: true },
          }))}
        />
      )}
    </ChartCard>
  )
}
