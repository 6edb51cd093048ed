import { cut, Frame } from './frame'
import { Mark, type MarkTo } from './mark'

export interface FunnelRow {
  key: string
  name: string
  value: number
  /** What stands beside the value. */
  note?: string
  /** What stands in its columns on the right, from the left. */
  cells: string[]
  label: string
  to?: MarkTo
}

const HEAD = 20
/** Room for a value, and for what stands beside it. */
const VALUE = { wide: 52, narrow: 34 }
const NOTE = 76

/** Stages below each other, each as wide as it counts. */
export function Funnel({
  rows,
  head,
  label,
  narrow,
}: {
  rows: FunnelRow[]
  head: string[]
  label: string
  narrow: boolean
}) {
  const most = Math.max(1, ...rows.map(r => r.value))
  const left = narrow ? 92 : 116
  const columns = narrow ? [58, 72] : [118, 76]
  const right = columns.reduce((sum, w) => sum + w, 0)
  const noted = rows.some(r => r.note)
  // Where there is no room beside the value the note stands below the name.
  const under = noted && narrow
  const height = under ? 42 : 34
  return (
    <Frame height={HEAD + height * rows.length} label={label}>
      {width => {
        const room = width - left - right - (narrow ? VALUE.narrow : VALUE.wide) - (noted && !under ? NOTE : 0)
        const end = (i: number) => width - columns.slice(i + 1).reduce((sum, w) => sum + w, 0)
        return (
          <>
            {head.map((text, i) => (
              <text key={text} x={end(i)} y={12} textAnchor="end" className="fill-fg2 text-2xs">
                {cut(text, columns[i] ?? 60, 11)}
              </text>
            ))}
            {rows.map((row, i) => {
              const y = HEAD + height * i
              const line = under ? y + 17 : y + 20
              const wide = row.value === 0 ? 2 : Math.max(4, (room * row.value) / most)
              const shade = Math.min(6, 1 + Math.round((i * 5) / Math.max(1, rows.length - 1)))
              return (
                <Mark key={row.key} to={row.to} label={row.label}>
                  <rect x={0} y={y} width={width} height={height} fill="transparent" />
                  <rect x={left} y={y + 2} width={wide} height={28} rx={5} style={{ fill: `var(--s${shade})` }} />
                  <g>
                    <text x={0} y={line} className="fill-fg text-sm">
                      {cut(row.name, left - 8, 13)}
                    </text>
                    <text x={left + wide + 8} y={y + 20} className="fill-fg text-sm font-semibold">
                      {row.value}
                      {row.note && !under && (
                        <tspan dx={6} className="fill-fg2 font-normal">
                          {row.note}
                        </tspan>
                      )}
                    </text>
                    {row.note && under && (
                      <text x={0} y={y + 32} className="fill-fg2 text-2xs">
                        {row.note}
                      </text>
                    )}
                    {row.cells.map((text, c) => (
                      <text key={head[c]} x={end(c)} y={y + 20} textAnchor="end" className="fill-fg text-sm">
                        {text}
                      </text>
                    ))}
                  </g>
                </Mark>
              )
            })}
          </>
        )
      }}
    </Frame>
  )
}
