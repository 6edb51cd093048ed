import { Link } from '@tanstack/react-router'
import { CircleSlash, MoveRight, RotateCcw } from 'lucide-react'
import type { Rec } from '@/api/types'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { Avatar, Ring } from '@/ui/bits'
import { useDrag } from '@/ui/drag'
import { Menu } from '@/ui/menu'
import { DueText, stepText } from '../opportunities/cells'
import { isOpen, Response } from './cells'
import { askReopen } from './verbs'

/** A lead on the board; its menu does what dropping it does. */
export function LeadCard({ record, onDecide }: { record: Rec; onDecide: (kind: 'convert' | 'disqualify') => void }) {
  const { t } = useT()
  const { box, dragged } = useDrag<HTMLDivElement>(record.id)
  const owner = isRef(record.owner) ? record.owner.name : ''
  const open = isOpen(record)
  const items = open
    ? [
        { key: 'convert', label: t('lead.convert'), icon: <MoveRight />, run: () => onDecide('convert') },
        { key: 'disqualify', label: t('lead.disqualify'), icon: <CircleSlash />, run: () => onDecide('disqualify') },
      ]
    : record.status === 'disqualified'
      ? [{ key: 'reopen', label: t('lead.reopen'), icon: <RotateCcw />, run: () => askReopen(record.id) }]
      : []
  return (
    <div
      ref={box}
      className={cn(
        'group relative rounded-lg border border-line bg-raised px-2.5 py-2 shadow-e1 hover:border-line2',
        dragged && 'opacity-40',
      )}
    >
      <Link to="/leads/$id" params={{ id: record.id }} draggable={false} className="block">
        <span className="block truncate pr-5 text-sm leading-5 font-medium">{String(record.name)}</span>
        <span className="block h-4.5 truncate text-xs text-fg2">{String(record.company ?? '')}</span>
        <span className="flex h-7 items-center gap-1">
          <Response record={record} />
          <span className="flex-1" />
          {open && <Ring done={Number(record.steps_done ?? 0)} of={Number(record.steps_required ?? 0)} />}
          {owner && <Avatar name={owner} />}
        </span>
        {open && stepText(record) && (
          <span className="flex h-6 items-center gap-2 border-t border-line pt-1 text-xs text-fg2">
            <span className="min-w-0 flex-1 truncate">{stepText(record)}</span>
            <DueText value={record.next_due_at} />
          </span>
        )}
      </Link>
      {items.length > 0 && (
        <span className="absolute top-1 right-1 opacity-0 group-hover:opacity-100 focus-within:opacity-100 max-md:opacity-100">
          <Menu
            trigger={
              <button
                type="button"
                aria-label={t('board.move', { name: String(record.name) })}
                className="grid size-6 place-items-center rounded text-fg3 hover:bg-hover max-md:size-10"
              >
                <MoveRight className="size-4" />
              </button>
            }
            items={items}
          />
        </span>
      )}
    </div>
  )
}
