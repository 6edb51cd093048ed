import { cut, Frame } from './frame'
import { Mark, type MarkTo } from './mark'

export interface HeatCell {
  /** From 0 to 1. */
  share: number
  text: string
  /** Whether it is of too few to mean much. */
  few: boolean
  label: string
  to?: MarkTo
}

export interface HeatRow {
  key: string
  name: string
  cells: (HeatCell | null)[]
}

const ROW = 34
const HEAD = 22

/** A table whose cells are the darker, the larger their share is. */
export function Heat({
  rows,
  head,
  label,
  narrow,
}: {
  rows: HeatRow[]
  head: { key: string; name: string }[]
  label: string
  narrow: boolean
}) {
  const left = narrow ? 64 : 84
  return (
    <Frame height={HEAD + ROW * rows.length} label={label}>
      {width => {
        const slot = (width - left) / Math.max(1, head.length)
        return (
          <>
            {head.map((column, i) => (
              <text
                key={column.key}
                x={left + slot * (i + 0.5)}
                y={13}
                textAnchor="middle"
                className="fill-fg2 text-2xs"
              >
                {cut(column.name, slot - 4, 11)}
              </text>
            ))}
            {rows.map((row, r) => (
              <g key={row.key}>
                <text x={0} y={HEAD + ROW * r + 21} className="fill-fg text-sm">
                  {cut(row.name, left - 8, 13)}
                </text>
                {row.cells.map((cell, c) => {
                  const x = left + slot * c
                  const y = HEAD + ROW * r
                  const key = head[c]?.key ?? String(c)
                  if (!cell) {
                    return (
                      <text key={key} x={x + slot / 2} y={y + 21} textAnchor="middle" className="fill-fg3 text-xs">
                        —
                      </text>
                    )
                  }
                  const deep = Math.round(6 + cell.share * 38)
                  return (
                    <Mark key={key} to={cell.to} label={cell.label}>
                      <rect x={x} y={y} width={slot} height={ROW} fill="transparent" />
                      <rect
                        x={x + 1.5}
                        y={y + 1.5}
                        width={Math.max(1, slot - 3)}
                        height={ROW - 3}
                        rx={4}
                        style={{
                          fill: cell.few
                            ? 'var(--sunken)'
                            : `color-mix(in oklab, var(--accent) ${deep}%, var(--surface))`,
                        }}
                      />
                      <text
                        x={x + slot / 2}
                        y={y + 21}
                        textAnchor="middle"
                        className={cell.few ? 'fill-fg2 text-sm' : 'fill-fg text-sm'}
                      >
                        {cell.text}
                      </text>
                    </Mark>
                  )
                })}
              </g>
            ))}
          </>
        )
      }}
    </Frame>
  )
}
