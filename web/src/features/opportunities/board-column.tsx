import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Condition } from '@/api/condition'
import type { Rec } from '@/api/types'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { useDrop } from '@/ui/drag'
import { BoardCard } from './board-card'
import type { BoardStage, Tally } from './board-data'
import { rampColor } from './stages'

interface ColumnProps {
  stage: BoardStage
  index: number
  of: number
  cards: Rec[]
  tally: Tally | undefined
  filter: Condition
  current: string | null
  onDrop: (id: string) => void
  onStage: (record: Rec) => void
}

export function BoardColumn({ stage, index, of, cards, tally, filter, current, onDrop, onStage }: ColumnProps) {
  const { t } = useT()
  const { box, over } = useDrop<HTMLDivElement>(onDrop)
  const more = (tally?.count ?? 0) - cards.length
  return (
    <section
      aria-label={stage.name}
      className="flex min-h-0 min-w-[164px] flex-1 basis-0 flex-col rounded-xl bg-sunken max-md:w-[78vw] max-md:flex-none"
    >
      <h2 className="flex min-h-10 shrink-0 items-center gap-x-1.5 px-2.5 py-1 text-sm font-semibold [:lang(en)_&]:flex-wrap">
        <span
          aria-hidden="true"
          className="size-2 shrink-0 rounded-full"
          style={{ background: rampColor(index, of) }}
        />
        <span className="min-w-0 truncate" title={stage.name}>
          {stage.name}
        </span>
        <Link
          to="/opportunities"
          search={{ filter }}
          aria-label={t('board.open', { stage: stage.name })}
          className="tnum flex flex-1 items-center justify-between gap-1.5 text-xs font-normal whitespace-nowrap text-fg2 hover:underline [:lang(en)_&]:basis-full [:lang(en)_&]:pl-3.5"
        >
          <span>{tally?.count ?? ''}</span>
          <span>{tally?.sum}</span>
        </Link>
      </h2>
      <div
        ref={box}
        tabIndex={0}
        aria-label={stage.name}
        role="group"
        className={cn(
          'flex min-h-16 flex-1 flex-col gap-1.5 overflow-y-auto rounded-xl p-1.5 pt-0 outline-offset-[-2px]',
          over && 'bg-sel outline-2 outline-accent',
        )}
      >
        {cards.map(record => (
          <BoardCard key={record.id} record={record} current={current === record.id} onStage={onStage} />
        ))}
        {more > 0 && (
          <Link
            to="/opportunities"
            search={{ filter }}
            className="py-2 text-center text-xs text-accent-ink hover:underline"
          >
            {t('board.more', { n: more })}
          </Link>
        )}
      </div>
    </section>
  )
}

/** Won and lost, narrow; they still take what is dropped. */
export function BoardRail({
  label,
  tone,
  tally,
  onDrop,
  children,
}: {
  label: string
  tone: string
  tally: Tally
  onDrop: (id: string) => void
  children?: ReactNode
}) {
  const { box, over } = useDrop<HTMLDivElement>(onDrop)
  return (
    <div
      ref={box}
      className={cn(
        'flex w-11 shrink-0 flex-col items-center gap-2 rounded-xl bg-sunken py-3',
        over && 'bg-sel outline-2 outline-accent',
      )}
    >
      <span aria-hidden="true" className="size-2 rounded-full" style={{ background: tone }} />
      <h2 className="text-sm font-semibold [writing-mode:vertical-rl]">{label}</h2>
      <span className="tnum text-xs text-fg2">{tally.count}</span>
      <span className="tnum text-xs text-fg2 [writing-mode:vertical-rl]">{tally.sum}</span>
      {children}
    </div>
  )
}
