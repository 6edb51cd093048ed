import { shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/media'
import { between, percent } from '@/lib/share'
import { Empty } from '@/ui/bits'
import { ChartCard } from '@/ui/charts/chart-card'
import { Ranges } from '@/ui/charts/ranges'
import type { Dashboard } from './data'

const SHOWN = 12

/** Win rates side by side, and whether they differ by more than chance. */
export function OwnersCard({ owners, currency }: { owners: NonNullable<Dashboard['owners']>; currency: string }) {
  const { t } = useT()
  const phone = usePhone()
  const { rows, test } = owners
  const name = (row: (typeof rows)[number]) => row.owner?.name ?? t('owners.unnamed')
  const won = rows.reduce((sum, row) => sum + row.won, 0)
  const n = rows.reduce((sum, row) => sum + row.n, 0)
  const verdict =
    test == null
      ? t('owners.few', { n: owners.enough })
      : t(test.differ ? 'owners.differ' : 'owners.noise', {
          n: owners.compared,
          p: test.p < 0.001 ? '< 0.001' : `= ${test.p.toFixed(test.p < 0.1 ? 3 : 2)}`,
        })
  return (
    <ChartCard
      title={t('owners.title')}
      note={t('owners.note')}
      file="win-rate-by-owner"
      table={{
        head: [
          t('owners.who'),
          t('owners.won'),
          t('owners.closed'),
          t('kpi.win_rate'),
          t('funnel.interval'),
          `${t('trend.amount')} (${currency})`,
        ],
        rows: rows.map(row => [
          name(row),
          row.won,
          row.n,
          percent(row.rate, 1),
          between(row.low, row.high),
          row.amount == null ? null : Number(row.amount),
        ]),
      }}
      foot={
        rows.length > 0 && (
          <p className="text-xs text-fg2">
            {verdict}
            {rows.length > SHOWN && ` ${t('owners.rest', { n: rows.length - SHOWN })}`}
          </p>
        )
      }
    >
      {rows.length === 0 ? (
        <Empty text={t('kpi.none_closed')} />
      ) : (
        <Ranges
          label={t('owners.title')}
          narrow={phone}
          middle={n > 0 ? won / n : null}
          rows={rows.slice(0, SHOWN).map((row, i) => ({
            key: row.owner?.id ?? String(i),
            name: name(row),
            rate: row.rate,
            low: row.low,
            high: row.high,
            note:
              row.amount == null || phone
                ? `${row.won}/${row.n}`
                : `${row.won}/${row.n} · ${shortMoney(row.amount, currency)}`,
            label: t('owners.says', {
              who: name(row),
              won: row.won,
              of: row.n,
              rate: percent(row.rate, 1),
              interval: between(row.low, row.high),
            }),
            to: { filter: row.filter },
          }))}
        />
      )}
    </ChartCard>
  )
}
