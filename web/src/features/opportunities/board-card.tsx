import { Link } from '@tanstack/react-router'
import { CirclePause, MoveRight } from 'lucide-react'
import { useEffect } from 'react'
import type { Rec } from '@/api/types'
import { cn } from '@/lib/cn'
import { shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { currencyOf, isRef } from '@/records/value'
import { Avatar, Ring } from '@/ui/bits'
import { useDrag } from '@/ui/drag'
import { HealthMark } from '../health/health-mark'
import { DueText, dealName, dealTopic, STUCK_DAYS, stayOf, stepText } from './cells'

interface Props {
  record: Rec
  current: boolean
  onStage: (record: Rec) => void
}

/** A deal on the board: account, product, amount, age, steps, owner, next step and when. */
export function BoardCard({ record, current, onStage }: Props) {
  const { t } = useT()
  const { box, dragged } = useDrag<HTMLDivElement>(record.id)
  const day = stayOf(record)
  const name = dealName(record)
  const owner = isRef(record.owner) ? record.owner.name : ''

  useEffect(() => {
    if (current) box.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current, box])

  return (
    <div
      ref={box}
      data-card={record.id}
      className={cn(
        'group relative rounded-lg border border-line bg-raised px-2.5 pt-2 shadow-e1 hover:border-line2',
        dragged && 'opacity-40',
        current && 'border-accent outline-1 outline-accent',
      )}
    >
      <Link to="/opportunities/$id" params={{ id: record.id }} draggable={false} className="block">
        <span className="block truncate text-sm leading-5 font-medium group-focus-within:pr-6 group-hover:pr-6 max-md:pr-8">
          {name}
        </span>
        <span className="flex h-4.5 items-center gap-1 text-xs text-fg2">
          <span className="min-w-0 flex-1 truncate">{dealTopic(record)}</span>
          {day - 1 > STUCK_DAYS && (
            <span className="tnum rounded bg-warn-soft px-1 text-2xs whitespace-nowrap text-warn">
              {t('opp.day_n', { n: day })}
            </span>
          )}
        </span>
        <span className="flex h-7 items-center gap-1">
          <span className="tnum text-sm font-medium whitespace-nowrap">
            {shortMoney(record.amount as string | null, currencyOf(record))}
          </span>
          {record.status === 'on_hold' && (
            <CirclePause className="size-3.5 text-warn" aria-label={t('status.on_hold')} />
          )}
          <span className="flex-1" />
          <HealthMark record={record} />
          <Ring done={Number(record.steps_done ?? 0)} of={Number(record.steps_required ?? 0)} />
          {owner && <Avatar name={owner} />}
        </span>
        <span className="mt-0.5 flex h-7.5 items-center gap-2 border-t border-line text-xs text-fg2">
          <span className="min-w-0 flex-1 truncate">{stepText(record)}</span>
          <DueText value={record.next_due_at} />
        </span>
      </Link>
      <button
        type="button"
        aria-label={t('board.move', { name })}
        title={`${t('opp.change_stage')} (S)`}
        onClick={() => onStage(record)}
        className="absolute top-1 right-1 grid size-6 place-items-center rounded text-fg3 opacity-0 group-hover:opacity-100 hover:bg-hover focus-visible:opacity-100 max-md:size-10 max-md:opacity-100"
      >
        <MoveRight className="size-4" />
      </button>
    </div>
  )
}
