import { Pencil } from 'lucide-react'
import { memo, useState } from 'react'
import type { Field, ObjectDef, Rec } from '@/api/types'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { Value, valueText } from '../value'
import { CellEditor } from './cell-editor'
import { alignRight, type ListLook } from './columns'
import { ROW, type RowActions } from './table-props'

interface RowProps {
  object: ObjectDef
  columns: Field[]
  look?: ListLook
  tracks: string
  record: Rec
  index: number
  top: number
  chosen: boolean
  current: boolean
  /** The field that is being changed. */
  editing: string | null
  editable: Field[]
  actions: RowActions
}

/** A row of the grid; a click opens it, the pencil changes a cell in place. Drawn again only when something of it changes. */
export const RecordRow = memo(function RecordRow(props: RowProps) {
  const { object, columns, look, tracks, record, index, top, chosen, current, editing, editable, actions } = props
  const { t } = useT()
  const [near, setNear] = useState(false)
  return (
    <div
      role="row"
      id={`row-${record.id}`}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      tabIndex={-1}
      onClick={event => {
        actions.at(index)
        if (!(event.target instanceof Element && event.target.closest('button, input, select, a, [role=combobox]')))
          actions.open(record)
      }}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      className={cn(
        'group absolute inset-x-0 grid [contain:layout_style] cursor-pointer items-center border-b border-line text-sm hover:bg-hover',
        chosen && 'bg-sel',
        // What is wrong with a value lies over the rows below.
        editing && 'z-[1]',
        current && 'bg-hover shadow-[inset_2px_0_0_var(--accent)]',
      )}
      style={{ gridTemplateColumns: tracks, height: ROW, transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" className="grid h-full place-items-center">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={t('list.select_row', { what: String(record[object.name_field] ?? '') })}
          checked={chosen}
          onChange={() => actions.toggle(record.id)}
          className={cn('size-3.5 accent-(--accent)', !chosen && 'opacity-0 group-hover:opacity-100')}
        />
      </span>
      {columns.map(field => {
        const canEdit = editable.includes(field)
        if (editing === field.key) {
          return (
            <span key={field.key} role="gridcell" className="px-1">
              <CellEditor object={object.key} record={record} field={field} onClose={actions.editEnd} />
            </span>
          )
        }
        const custom = look?.cells?.[field.key]
        return (
          <span
            key={field.key}
            role="gridcell"
            title={custom ? undefined : valueText(field, record[field.key], record)}
            className={cn(
              'group/cell relative flex min-w-0 items-center px-2',
              alignRight(field, look) && 'justify-end',
              field.key === object.name_field && 'font-medium',
            )}
          >
            <span
              className="min-w-0 flex-1 truncate data-[right]:text-right [&>*]:align-middle"
              data-right={alignRight(field, look) || undefined}
            >
              {custom ? custom(record) : <Value field={field} record={record} />}
            </span>
            {canEdit && near && (
              <button
                type="button"
                tabIndex={-1}
                aria-label={t('list.edit_cell', { what: field.label })}
                title={`${t('list.edit_cell', { what: field.label })} (F2)`}
                onClick={() => actions.edit(record.id, field.key)}
                className={cn(
                  'absolute inset-y-1 hidden w-6 place-items-center rounded border border-line bg-raised text-fg2 group-hover/cell:grid',
                  // Beside the value, never over its last digits.
                  alignRight(field, look) ? 'left-0.5' : 'right-0.5',
                )}
              >
                <Pencil className="size-3" />
              </button>
            )}
          </span>
        )
      })}
    </div>
  )
})
