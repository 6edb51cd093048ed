import { memo } from 'react'
import type { Field, ObjectDef, Rec } from '@/api/types'
import { valueText } from '../value'
import type { ListLook } from './columns'
import { PHONE_ROW, type RowActions } from './table-props'

interface RowProps {
  object: ObjectDef
  columns: Field[]
  look?: ListLook
  record: Rec
  top: number
  actions: RowActions
}

/** A record on a phone, in three lines. */
export const PhoneRow = memo(function PhoneRow({ object, columns, look, record, top, actions }: RowProps) {
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
        className="block h-full w-full border-b border-line px-4 py-2 text-left"
      >
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
      </button>
    </div>
  )
})
