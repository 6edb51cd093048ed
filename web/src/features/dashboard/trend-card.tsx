import { dayText } from '@/lib/dates'
import { dateFormat, number, shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/bits'
import { Bars } from '@/ui/charts/bars'
import { ChartCard } from '@/ui/charts/chart-card'
import type { Dashboard, TrendPoint } from './data'

/** What was won, week by week, or month by month of a year. */
export function TrendCard({ trend, currency }: { trend: NonNullable<Dashboard['trend']>; currency: string }) {
  const { t, lang } = useT()
  const amounts = trend.points.every(p => p.amount != null)
  const value = (p: TrendPoint) => (amounts ? Number(p.amount) : p.n)
  const shown = (n: number) => (amounts ? shortMoney(n, currency) : number(n))
  const span = (p: TrendPoint) => `${dayText(p.from, lang)} – ${dayText(p.to, lang)}`
  const short = (p: TrendPoint) =>
    dateFormat(lang, {
      timeZone: 'UTC',
      month: trend.unit === 'month' ? 'short' : 'numeric',
      ...(trend.unit === 'month' ? {} : { day: 'numeric' }),
    }).format(new Date(`${p.from}T00:00:00Z`))
  return (
    <ChartCard
      title={trend.unit === 'month' ? t('trend.by_month') : t('trend.by_week')}
      note={trend.others > 0 ? t('kpi.others', { n: trend.others }) : t('trend.note')}
      file={`won-by-${trend.unit}`}
      table={{
        head: [t('trend.span'), ...(amounts ? [`${t('trend.amount')} (${currency})`] : []), t('trend.n')],
        rows: trend.points.map(p => [`${p.from} – ${p.to}`, ...(amounts ? [Number(p.amount)] : []), p.n]),
      }}
    >
      {trend.points.every(p => p.n === 0) ? (
        <Empty text={t('trend.none')} />
      ) : (
        <Bars
          label={t('trend.note')}
          axis={shown}
          bars={trend.points.map(p => ({
            key: p.from,
            value: value(p),
            name: short(p),
            unfinished: p.unfinished,
            label: `${span(p)}: ${amounts ? `${shown(value(p))}, ` : ''}${t('kpi.deals', { n: p.n })}`,
            to: { filter: p.filter },
          }))}
        />
      )}
    </ChartCard>
  )
}
