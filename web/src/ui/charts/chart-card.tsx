import { ChartNoAxesColumn, Download, Table2 } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { notify } from '@/ui/toast'
import { type ChartTable, saveCsv, savePng } from './export'

interface Props {
  title: string
  note?: ReactNode
  table: ChartTable
  /** What the saved files are called. */
  file: string
  className?: string
  children: ReactNode
  /** What stands below, under the chart and the table alike. */
  foot?: ReactNode
}

/** A chart with its name, the same as a table, and both to take away. */
export function ChartCard({ title, note, table, file, className, children, foot }: Props) {
  const { t } = useT()
  const [asTable, setAsTable] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  async function picture() {
    const svg = box.current?.querySelector('svg')
    try {
      if (svg) await savePng(file, svg)
    } catch {
      notify({ text: t('chart.png_failed'), tone: 'bad' })
    }
  }
  return (
    <section
      aria-label={title}
      className={cn('flex min-w-0 flex-col gap-2 rounded-xl border border-line bg-surface p-4', className)}
    >
      <div className="flex min-h-8 items-center gap-2">
        <h2 className="shrink-0 text-sm font-semibold">{title}</h2>
        <p className="min-w-0 flex-1 truncate text-xs text-fg2">{note}</p>
        <IconButton
          label={asTable ? t('chart.as_chart') : t('chart.as_table')}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? <ChartNoAxesColumn className="size-4" /> : <Table2 className="size-4" />}
        </IconButton>
        <Menu
          trigger={
            <IconButton label={t('chart.save')}>
              <Download className="size-4" />
            </IconButton>
          }
          items={[
            { key: 'csv', label: 'CSV', run: () => saveCsv(file, table) },
            ...(asTable ? [] : [{ key: 'png', label: 'PNG', run: () => void picture() }]),
          ]}
        />
      </div>
      {asTable ? <FigureTable title={title} table={table} /> : <div ref={box}>{children}</div>}
      {foot}
    </section>
  )
}

function FigureTable({ title, table }: { title: string; table: ChartTable }) {
  return (
    <section aria-label={`${title} (${table.head[0] ?? ''})`} tabIndex={0} className="max-h-96 overflow-auto">
      <table className="tnum w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left text-xs text-fg2">
            {table.head.map((name, i) => (
              <th
                key={name}
                scope="col"
                className={cn('py-1.5 pr-3 font-normal whitespace-nowrap', i > 0 && 'text-right')}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, r) => (
            <tr key={String(r)} className="border-b border-line">
              {row.map((value, i) =>
                i === 0 ? (
                  <th key="0" scope="row" className="py-1.5 pr-3 text-left font-normal whitespace-nowrap">
                    {value}
                  </th>
                ) : (
                  <td key={String(i)} className="py-1.5 pr-3 text-right whitespace-nowrap">
                    {value ?? '—'}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
