import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

/** As wide as there is room; draws once that is known. */
export function Frame({
  height,
  label,
  children,
}: {
  height: number
  label: string
  children: (width: number) => ReactNode
}) {
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const node = box.current
    if (!node) return
    setWidth(node.clientWidth)
    const watch = new ResizeObserver(() => setWidth(node.clientWidth))
    watch.observe(node)
    return () => watch.disconnect()
  }, [])
  return (
    <div ref={box} style={{ height }}>
      {width > 0 && (
        <svg role="group" aria-label={label} width={width} height={height} className="tnum block overflow-visible">
          {children(width)}
        </svg>
      )}
    </div>
  )
}

/** Round numbers from nought to at least `most`, some four of them. */
export function ticks(most: number): number[] {
  if (most <= 0) return [0]
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map(n => n * power).find(n => n >= rough) ?? rough
  const count = Math.ceil(most / step)
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)))
}

/** A text cut to about so many pixels, a Chinese character being one em and others about half of that. */
export function cut(text: string, room: number, size = 12): string {
  let used = 0
  for (const [i, char] of [...text].entries()) {
    used += (char.codePointAt(0) ?? 0) > 0x2e80 ? size : size * 0.56
    if (used > room) return `${[...text].slice(0, Math.max(1, i - 1)).join('')}…`
  }
  return text
}
