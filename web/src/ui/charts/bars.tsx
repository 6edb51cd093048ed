import { Frame, ticks } from './frame'
import { Mark, type MarkTo } from './mark'

export interface Bar {
  key: string
  value: number
  /** Below it, if there is room. */
  name: string
  /** Everything it says, in one sentence. */
  label: string
  to?: MarkTo
  /** What isn't over yet is paler. */
  unfinished?: boolean
}

const HEIGHT = 260
const LEFT = 52
const BOTTOM = 24
const TOP = 8

/** Amounts side by side over time. */
export function Bars({ bars, label, axis }: { bars: Bar[]; label: string; axis: (value: number) => string }) {
  const steps = ticks(Math.max(0, ...bars.map(b => b.value)))
  const most = steps.at(-1) || 1
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most)
  return (
    <Frame height={HEIGHT} label={label}>
      {width => {
        const slot = (width - LEFT) / Math.max(1, bars.length)
        const thick = Math.min(22, slot * 0.6)
        const every = Math.max(1, Math.ceil(bars.length / Math.max(1, Math.floor((width - LEFT) / 56))))
        return (
          <>
            {steps.map(step => (
              <g key={step}>
                <line x1={LEFT} x2={width} y1={y(step)} y2={y(step)} className="stroke-line" />
                <text x={LEFT - 8} y={y(step) + 4} textAnchor="end" className="fill-fg2 text-2xs">
                  {axis(step)}
                </text>
              </g>
            ))}
            {bars.map((bar, i) => {
              const x = LEFT + slot * i + (slot - thick) / 2
              return (
                <Mark key={bar.key} to={bar.to} label={bar.label}>
                  <rect x={LEFT + slot * i} y={TOP} width={slot} height={HEIGHT - TOP - BOTTOM} fill="transparent" />
                  <rect
                    x={x}
                    y={y(bar.value)}
                    width={thick}
                    height={Math.max(0, HEIGHT - BOTTOM - y(bar.value))}
                    rx={Math.min(3, thick / 2)}
                    className="fill-accent"
                    fillOpacity={bar.unfinished ? 0.45 : 1}
                  />
                  {i % every === 0 && (
                    <text x={x + thick / 2} y={HEIGHT - 6} textAnchor="middle" className="fill-fg2 text-2xs">
                      {bar.name}
                    </text>
                  )}
                </Mark>
              )
            })}
          </>
        )
      }}
    </Frame>
  )
}
