import { ArrowDown, ArrowUp } from 'lucide-react'
import type { Field } from '@/api/types'
import { cn } from '@/lib/cn'
import { nextSort } from './columns'
import type { TableProps } from './table-props'

/** A column's name; a click sorts by it, where there is an index for it. */
export function TableHeading({
  field,
  label,
  right,
  sort,
  onSort,
}: {
  field: Field
  label: string
  right: boolean
  sort: string | undefined
  onSort: TableProps['onSort']
}) {
  const down = sort === `-${field.key}`
  const up = sort === field.key
  return (
    <span
      role="columnheader"
      aria-sort={down ? 'descending' : up ? 'ascending' : undefined}
      className={cn('min-w-0 px-2', right && 'text-right')}
    >
      {field.sortable ? (
        <button
          type="button"
          onClick={() => onSort(nextSort(sort, field.key))}
          className={cn(
            'inline-flex max-w-full items-center gap-1 rounded hover:text-fg',
            (down || up) && 'font-medium text-fg',
          )}
        >
          <span className="truncate">{label}</span>
          {down && <ArrowDown className="size-3 shrink-0" />}
          {up && <ArrowUp className="size-3 shrink-0" />}
        </button>
      ) : (
        <span className="block truncate">{label}</span>
      )}
    </span>
  )
}
