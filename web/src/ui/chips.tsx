import { useRef } from 'react'
import { cn } from '@/lib/cn'

export interface Chip<T extends string> {
  key: T
  label: string
  hint?: string
}

interface ChipsProps<T extends string> {
  label: string
  /** Whether the label is shown and not only read aloud. */
  visible?: boolean
  chips: Chip<T>[]
  value: T | null
  onChange: (value: T | null) => void
}

/** One of a few, as chips: one stop of the Tab key, arrows to choose, a second press clears. */
export function Chips<T extends string>({ label, visible, chips, value, onChange }: ChipsProps<T>) {
  const box = useRef<HTMLDivElement>(null)
  const at = Math.max(
    0,
    chips.findIndex(chip => chip.key === value),
  )

  function move(step: number) {
    const next = (at + step + chips.length) % chips.length
    onChange(chips[next]?.key ?? null)
    box.current?.querySelectorAll('button')[next]?.focus()
  }

  return (
    <div ref={box} role="radiogroup" aria-label={label} className="flex flex-wrap items-center gap-1">
      {visible && (
        <span aria-hidden="true" className="min-w-16 shrink-0 px-1 text-xs text-fg2 max-md:w-full">
          {label}
        </span>
      )}
      {chips.map((chip, i) => (
        <button
          key={chip.key}
          type="button"
          role="radio"
          aria-checked={chip.key === value}
          tabIndex={i === at ? 0 : -1}
          onClick={() => onChange(chip.key === value ? null : chip.key)}
          onKeyDown={event => {
            if (event.key === 'ArrowRight' || event.key === 'ArrowDown') move(value == null ? 0 : 1)
            else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') move(-1)
            else return
            event.preventDefault()
          }}
          title={chip.hint}
          className={cn(
            'h-6 rounded-full border px-2.5 text-xs whitespace-nowrap transition-colors duration-[120ms] max-md:h-10 max-md:px-3.5 max-md:text-sm',
            chip.key === value ? 'border-accent bg-accent-soft text-accent-ink' : 'border-line text-fg2 hover:bg-hover',
          )}
        >
          {chip.label}
        </button>
      ))}
    </div>
  )
}
