import { memo } from 'react'
import type { Field, ObjectDef, Rec } from '@/api/types'
import { Avatar } from '@/ui/bits'
import { isRef, valueText } from '../value'
import type { ListLook } from './columns'
import { PHONE_ROW, type RowActions } from './table-props'

interface RowProps {
  object: ObjectDef
  columns: Field[]
  look?: ListLook
  record: Rec
  top: number
  actions: RowActions
  /** Whether it says whose the record is. */
  owners: boolean
}

/** A record on a phone, in three lines. */
export const PhoneRow = memo(function PhoneRow({ object, columns, look, record, top, actions, owners }: RowProps) {
  const [first, second, third] = columns.filter(field => field.key !== object.name_field)
  return (
    <div
      role="listitem"
      className="absolute inset-x-0"
      style={{ height: PHONE_ROW, transform: `translateY(${top}px)` }}
    >
      <button
        type="button"
        onClick={() => actions.open(record)}
        className="flex h-full w-full items-center gap-2.5 border-b border-line px-4 py-2 text-left"
      >
        <span className="min-w-0 flex-1">
          {look?.phone ? (
            look.phone(record)
          ) : (
            <>
              <span className="block truncate text-base font-medium">{String(record[object.name_field] ?? '—')}</span>
              <span className="block h-5 truncate text-sm text-fg2">
                {[first, second]
                  .map(field => field && valueText(field, record[field.key], record))
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <span className="block h-5 truncate text-xs text-fg2">
                {third && valueText(third, record[third.key], record)}
              </span>
            </>
          )}
        </span>
        {owners && (
          <span className="flex w-12 shrink-0 flex-col items-center gap-1 text-2xs text-fg2">
            {isRef(record.owner) && (
              <>
                <Avatar name={record.owner.name} size={26} />
                <span className="max-w-full truncate">{record.owner.name}</span>
              </>
            )}
          </span>
        )}
      </button>
    </div>
  )
})
