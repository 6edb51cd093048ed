import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/media'
import { Empty } from '@/ui/bits'
import { ChartCard } from '@/ui/charts/chart-card'
import { Heat } from '@/ui/charts/heat'
import type { HeatData } from './data'

/** Steps below which a share says little. */
const FEW = 5

/** Who does the required steps of which stage in time. */
export function HeatCard({ heat }: { heat: HeatData }) {
  const { t } = useT()
  const phone = usePhone()
  const name = (row: HeatData['rows'][number]) => row.owner?.name ?? t('owners.unnamed')
  type Cell = NonNullable<HeatData['rows'][number]['cells'][number]>
  const all = (cell: Cell) => cell.on_time + cell.late + cell.left_out
  return (
    <ChartCard
      title={t('heat.title')}
      note={t('heat.note')}
      file="sop-heat"
      table={{
        head: [t('owners.who'), t('funnel.stage'), t('heat.on_time'), t('heat.late'), t('heat.left_out')],
        rows: heat.rows.flatMap(row =>
          row.cells.flatMap((cell, i) =>
            cell ? [[name(row), heat.stages[i]?.name ?? '', cell.on_time, cell.late, cell.left_out]] : [],
          ),
        ),
      }}
      foot={
        heat.rows.length > 0 && (
          <p className="text-xs text-fg2">
            {t('heat.method', { n: FEW })}
            {heat.all > heat.rows.length && ` ${t('heat.rest', { n: heat.rows.length, of: heat.all })}`}
          </p>
        )
      }
    >
      {heat.rows.length === 0 ? (
        <Empty text={t('heat.none')} />
      ) : (
        <Heat
          label={t('heat.title')}
          narrow={phone}
          head={heat.stages}
          rows={heat.rows.map((row, r) => ({
            key: row.owner?.id ?? String(r),
            name: name(row),
            cells: row.cells.map((cell, i) => {
              if (!cell) return null
              const share = cell.on_time / all(cell)
              return {
                share,
                text: String(Math.round(share * 100)),
                few: all(cell) < FEW,
                label: t('heat.says', {
                  who: name(row),
                  stage: heat.stages[i]?.name ?? '',
                  on_time: cell.on_time,
                  late: cell.late,
                  left_out: cell.left_out,
                }),
                ...(cell.filter ? { to: { filter: cell.filter } } : {}),
              }
            }),
          }))}
        />
      )}
    </ChartCard>
  )
}
