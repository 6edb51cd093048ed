import type { ReactNode } from 'react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { useDrag, useDrop } from '@/ui/drag'
import type { Step } from './doc'

interface Props {
  place: string
  step: Step
  chosen: boolean
  edits: boolean
  marks: ReactNode
  height: number
  onChoose: (place: string) => void
  /** Another step was dropped here. */
  onDrop: (from: string) => void
}

/** A step in the chart: chosen by a click, moved by dragging, or with Alt and the arrows. */
export function StepButton({ place, step, chosen, edits, marks, height, onChoose, onDrop }: Props) {
  const { t, lang } = useT()
  const { box: drag, dragged } = useDrag<HTMLButtonElement>(place, edits)
  const { box: drop, over } = useDrop<HTMLLIElement>(onDrop)
  const title = lang === 'en' ? step.title.en : step.title.zh
  return (
    <li ref={drop} className={cn('nodrag nopan', over && 'bg-sel')}>
      <button
        ref={drag}
        type="button"
        data-place={place}
        aria-pressed={chosen}
        onClick={() => onChoose(place)}
        className={cn(
          'flex w-full items-center gap-2 px-3 text-left text-xs outline-offset-[-2px] hover:bg-hover',
          chosen && 'bg-accent-soft font-medium',
          dragged && 'opacity-50',
        )}
        style={{ height }}
      >
        <span
          aria-hidden="true"
          className={cn('size-1.5 shrink-0 rounded-full', step.required ? 'bg-accent' : 'border border-line2')}
        />
        <span className={cn('min-w-0 flex-1 truncate', !title && 'text-fg3')}>{title || t('studio.unnamed')}</span>
        {marks}
        {step.due && <span className="tnum shrink-0 text-2xs text-fg2">{step.due}</span>}
      </button>
    </li>
  )
}
