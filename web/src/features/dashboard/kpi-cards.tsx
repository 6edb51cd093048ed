import { Link } from '@tanstack/react-router'
import { number, shortMoney } from '@/lib/format'
import { type Translate, useT } from '@/lib/i18n'
import { between, percent } from '@/lib/share'
import { type Dashboard, daysText, type Kpi } from './data'

/** The figures at a glance; each leads to its records. */
export function KpiCards({ data }: { data: Dashboard }) {
  const { t } = useT()
  return (
    <ul className="flex flex-wrap overflow-hidden rounded-xl border border-line bg-line [gap:1px]">
      {data.kpis.map(kpi => (
        <li key={kpi.key} className="flex-[1_1_45%] bg-surface md:flex-[1_1_30%] lg:flex-[1_1_150px]">
          <Link
            to="/opportunities"
            search={{ filter: kpi.filter }}
            preload={false}
            className="flex h-full flex-col gap-1 px-4 py-3 outline-offset-[-2px] hover:bg-hover"
          >
            <span className="text-xs text-fg2">{t(`kpi.${kpi.key}`)}</span>
            <span className="tnum text-2xl font-semibold">{value(kpi, data.currency, t)}</span>
            <span className="tnum text-xs text-fg2">{note(kpi, data.currency, t)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function value(kpi: Kpi, currency: string, t: Translate): string {
  switch (kpi.key) {
    case 'won':
      return shortMoney(kpi.amount, currency)
    case 'open':
    case 'at_risk':
      return kpi.amount == null ? number(kpi.n) : shortMoney(kpi.amount, currency)
    case 'win_rate':
      return percent(kpi.rate, 1)
    case 'cycle':
      return kpi.median == null ? '—' : t('kpi.days', { n: daysText(kpi.median) })
    default:
      return kpi.more ? `${number(kpi.n)}+` : number(kpi.n)
  }
}

function note(kpi: Kpi, currency: string, t: Translate): string {
  const parts: string[] = []
  const others = kpi.others ? [t('kpi.others', { n: kpi.others })] : []
  switch (kpi.key) {
    case 'won':
      parts.push(t('kpi.deals', { n: kpi.n }), t('kpi.before', { what: shortMoney(kpi.before, currency) }))
      break
    case 'open':
    case 'at_risk':
      if (kpi.amount != null) parts.push(t('kpi.deals', { n: kpi.n }))
      else parts.push(t('kpi.now'))
      break
    case 'new':
      parts.push(t('kpi.before', { what: number(kpi.before_n ?? 0) }))
      break
    case 'win_rate':
      if (kpi.n === 0) parts.push(t('kpi.none_closed'))
      else parts.push(t('kpi.interval', { what: between(kpi.low, kpi.high), won: kpi.won ?? 0, of: kpi.n }))
      if (kpi.before != null && kpi.change_low != null && kpi.change_high != null)
        parts.push(
          kpi.change_low > 0 || kpi.change_high < 0
            ? t('kpi.before', { what: percent(Number(kpi.before), 1) })
            : t('kpi.no_change', { what: percent(Number(kpi.before), 1) }),
        )
      break
    case 'cycle':
      if (kpi.quarter != null && kpi.three_quarters != null)
        parts.push(t('kpi.half', { low: daysText(kpi.quarter), high: daysText(kpi.three_quarters) }))
      parts.push(t('kpi.deals', { n: kpi.n }))
      break
    case 'overdue':
      parts.push(t('kpi.now'))
      break
  }
  return [...parts, ...others].join(' · ')
}
