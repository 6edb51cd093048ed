import { Link } from '@tanstack/react-router'
import { shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/media'
import { between, percent } from '@/lib/share'
import { Empty } from '@/ui/bits'
import { ChartCard } from '@/ui/charts/chart-card'
import { Funnel } from '@/ui/charts/funnel'
import { daysText, type FunnelData, type StageRow } from './data'

/** What became of those who entered each stage in the period. */
export function FunnelCard({ funnel, period, currency }: { funnel: FunnelData; period: string; currency: string }) {
  const { t } = useT()
  const phone = usePhone()
  const days = (row: StageRow) => (row.median_days == null ? '—' : t('kpi.days', { n: daysText(row.median_days) }))
  const { cause } = funnel
  const amounts = funnel.stages.every(row => row.amount != null)
  const amount = (row: StageRow) => (amounts ? shortMoney(row.amount, currency) : '')
  // The same deal stands in several stages, so the most that one stage leaves out is told.
  const others = Math.max(0, ...funnel.stages.map(row => row.others))
  return (
    <ChartCard
      title={t('funnel.title')}
      note={t('funnel.note', { period })}
      file={`funnel-${funnel.sop.name}`}
      table={{
        head: [
          t('funnel.stage'),
          t('funnel.entered'),
          ...(amounts ? [`${t('trend.amount')} (${currency})`] : []),
          t('funnel.on'),
          t('funnel.lost'),
          t('funnel.back'),
          t('funnel.open'),
          t('funnel.rate'),
          t('funnel.interval'),
          t('funnel.within'),
          t('funnel.median'),
        ],
        rows: funnel.stages.map(row => [
          row.name,
          row.entered,
          ...(amounts ? [Number(row.amount)] : []),
          row.on,
          row.lost,
          row.back,
          row.open,
          percent(row.rate),
          between(row.low, row.high),
          row.days,
          row.median_days == null ? null : daysText(row.median_days),
        ]),
      }}
      foot={
        <>
          {cause && (
            <p className="rounded-md bg-bad-soft px-3 py-2 text-sm text-bad">
              {t('funnel.cause', {
                stage: cause.name,
                days: cause.days,
                rate: percent(cause.rate),
                interval: between(cause.low, cause.high),
                before: percent(cause.before),
                before_interval: between(cause.before_low, cause.before_high),
                fewer: cause.fewer,
              })}{' '}
              {cause.filter && (
                <Link to="/opportunities" search={{ filter: cause.filter }} className="underline">
                  {t('funnel.see')}
                </Link>
              )}
            </p>
          )}
          <p className="text-xs text-fg2">
            {!cause && funnel.compared > 0 && `${t('funnel.no_cause')} `}
            {funnel.compared === 0 && `${t('funnel.few', { n: funnel.enough })} `}
            {t('funnel.method')}
            {amounts && ` ${t('funnel.amounts')}`}
            {others > 0 && ` ${t('kpi.others', { n: others })}`}
          </p>
        </>
      }
    >
      {funnel.stages.every(row => row.entered === 0) ? (
        <Empty text={t('funnel.none')} />
      ) : (
        <Funnel
          label={t('funnel.title')}
          narrow={phone}
          head={[phone ? t('funnel.rate') : t('funnel.rate_interval'), t('funnel.median')]}
          rows={funnel.stages.map(row => ({
            key: row.key,
            name: row.name,
            value: row.entered,
            note: amount(row),
            cells: [
              row.rate == null
                ? '—'
                : phone
                  ? percent(row.rate)
                  : `${percent(row.rate)} (${between(row.low, row.high)})`,
              days(row),
            ],
            label: t('funnel.says', {
              stage: row.name,
              entered: row.entered,
              amount: amount(row),
              on: row.on,
              lost: row.lost,
              open: row.open,
              days: row.days,
              rate: percent(row.rate),
              interval: between(row.low, row.high),
            }),
            ...(row.filter ? { to: { filter: row.filter } } : {}),
          }))}
        />
      )}
    </ChartCard>
  )
}
