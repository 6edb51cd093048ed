import { cut, Frame } from './frame'
import { Mark, type MarkTo } from './mark'

export interface Range {
  key: string
  name: string
  /** A share with the bounds of its interval, all from 0 to 1. */
  rate: number
  low: number
  high: number
  note: string
  label: string
  to?: MarkTo
}

const ROW = 34
const FOOT = 22

/** Shares with their intervals below each other, and what they have in common. */
export function Ranges({
  rows,
  middle,
  label,
  narrow,
}: {
  rows: Range[]
  /** The share of all together. */
  middle: number | null
  label: string
  narrow: boolean
}) {
  const left = narrow ? 68 : 92
  const right = narrow ? 76 : 132
  const height = ROW * rows.length + FOOT
  return (
    <Frame height={height} label={label}>
      {width => {
        const x = (share: number) => left + (width - left - right) * share
        return (
          <>
            {[0, 0.25, 0.5, 0.75, 1].map(share => (
              <g key={share}>
                <line x1={x(share)} x2={x(share)} y1={0} y2={height - FOOT} className="stroke-line" />
                <text x={x(share)} y={height - 6} textAnchor="middle" className="fill-fg2 text-2xs">
                  {`${share * 100}%`}
                </text>
              </g>
            ))}
            {middle != null && (
              <line
                x1={x(middle)}
                x2={x(middle)}
                y1={0}
                y2={height - FOOT}
                strokeDasharray="4 3"
                className="stroke-fg3"
              />
            )}
            {rows.map((row, i) => {
              const y = ROW * i + ROW / 2
              return (
                <Mark key={row.key} to={row.to} label={row.label}>
                  <rect x={0} y={ROW * i} width={width} height={ROW} fill="transparent" />
                  <rect
                    x={x(row.low)}
                    y={y - 3}
                    width={Math.max(1, x(row.high) - x(row.low))}
                    height={6}
                    rx={3}
                    style={{ fill: 'var(--s2)' }}
                  />
                  <circle cx={x(row.rate)} cy={y} r={4.5} className="fill-accent" />
                  <g>
                    <text x={0} y={y + 5} className="fill-fg text-sm">
                      {cut(row.name, left - 8, 13)}
                    </text>
                    <text x={width} y={y + 5} textAnchor="end" className="fill-fg text-sm">
                      {row.note}
                    </text>
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
