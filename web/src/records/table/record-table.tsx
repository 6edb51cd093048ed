import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp, Pencil } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Field, ObjectDef, Rec } from '@/api/types'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { Value, valueText } from '../value'
import { CellEditor } from './cell-editor'
import { alignRight, type ListLook, nextSort, tracksOf } from './columns'

export interface TableProps {
  object: ObjectDef
  columns: Field[]
  rows: Rec[]
  look?: ListLook
  phone: boolean
  sort: string | undefined
  onSort: (sort: string | undefined) => void
  at: number
  onAt: (index: number) => void
  selected: ReadonlySet<string>
  onSelect: (ids: ReadonlySet<string>) => void
  onOpen: (record: Rec) => void
  onEnd: () => void
  /** Below the last row: more to come, or nothing. */
  tail?: ReactNode
}

const ROW = 38
const PHONE_ROW = 92

/** A list of records as a grid; only the rows in sight are drawn. */
export function RecordTable(props: TableProps) {
  const { object, columns, rows, look, phone, at, selected, onSelect, onEnd, tail } = props
  const { t } = useT()
  const box = useRef<HTMLDivElement>(null)
  const [editing, setEditing] = useState<{ id: string; key: string } | null>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => (phone ? PHONE_ROW : ROW),
    overscan: 12,
    getItemKey: i => rows[i]?.id ?? i,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are higher on a phone
  useEffect(() => virtual.measure(), [phone, virtual])
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 40) onEnd()
  }, [last, rows.length, onEnd])
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at)
  }, [at, virtual])

  const editable = columns.filter(
    field => !field.read_only && !field.fixed && !field.masked && field.type !== 'json' && object.rights.update,
  )
  function closeEditor(step: -1 | 0 | 1) {
    const i = editable.findIndex(field => field.key === editing?.key)
    const next = step === 0 ? undefined : editable[i + step]
    setEditing(editing && next ? { id: editing.id, key: next.key } : null)
    if (!next) box.current?.focus()
  }

  const { tracks, min } = tracksOf(columns, object, look)
  const all = rows.length > 0 && selected.size >= rows.length
  return (
    <div
      ref={box}
      role={phone ? 'list' : 'grid'}
      aria-label={object.label}
      aria-rowcount={phone ? undefined : rows.length + 1}
      aria-multiselectable={phone ? undefined : true}
      aria-activedescendant={!phone && rows[at] ? `row-${rows[at].id}` : undefined}
      tabIndex={0}
      onKeyDown={event => {
        const record = rows[at]
        if (event.target !== event.currentTarget || !record) return
        if (event.key === 'F2' && editable[0]) setEditing({ id: record.id, key: editable[0].key })
        else if (event.key === 'ArrowDown') props.onAt(Math.min(rows.length - 1, at + 1))
        else if (event.key === 'ArrowUp') props.onAt(Math.max(0, at - 1))
        else return
        event.preventDefault()
      }}
      className="relative min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
    >
      {!phone && (
        <div role="rowgroup" className="sticky top-0 z-10 bg-surface" style={{ minWidth: min }}>
          <div
            role="row"
            aria-rowindex={1}
            className="grid h-8 items-center border-b border-line text-xs text-fg2"
            style={{ gridTemplateColumns: tracks }}
          >
            <span role="columnheader" className="group grid h-full place-items-center">
              <input
                type="checkbox"
                aria-label={t('list.select_all')}
                checked={all}
                onChange={() => onSelect(all ? new Set() : new Set(rows.map(row => row.id)))}
                className={cn(
                  'size-3.5 accent-(--accent) focus-visible:opacity-100',
                  selected.size === 0 && 'opacity-0 group-hover:opacity-100',
                )}
              />
            </span>
            {columns.map(field => (
              <Heading
                key={field.key}
                field={field}
                right={alignRight(field, look)}
                label={look?.labels?.[field.key] ?? field.label}
                sort={props.sort}
                onSort={props.onSort}
              />
            ))}
          </div>
        </div>
      )}
      <div
        role={phone ? undefined : 'rowgroup'}
        className="relative"
        style={{ height: virtual.getTotalSize(), minWidth: phone ? undefined : min }}
      >
        {items.map(item => {
          const record = rows[item.index]
          if (!record) return null
          const shared = { record, index: item.index, top: item.start }
          return phone ? (
            <PhoneRow key={item.key} {...props} {...shared} />
          ) : (
            <Row
              key={item.key}
              {...props}
              {...shared}
              tracks={tracks}
              editing={editing?.id === record.id ? editing.key : null}
              editable={editable}
              onEdit={setEditing}
              onEditEnd={closeEditor}
            />
          )
        })}
      </div>
      {tail}
    </div>
  )
}

function Heading({
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

type RowProps = TableProps & { record: Rec; index: number; top: number }

function Row({
  object,
  columns,
  look,
  at,
  onAt,
  selected,
  onSelect,
  onOpen,
  record,
  index,
  top,
  tracks,
  editing,
  editable,
  onEdit,
  onEditEnd,
}: RowProps & {
  tracks: string
  editing: string | null
  editable: Field[]
  onEdit: (cell: { id: string; key: string }) => void
  onEditEnd: (step: -1 | 0 | 1) => void
}) {
  const { t } = useT()
  const chosen = selected.has(record.id)
  const current = index === at
  return (
    <div
      role="row"
      id={`row-${record.id}`}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      tabIndex={-1}
      onClick={event => {
        onAt(index)
        if (!(event.target instanceof Element && event.target.closest('button, input, select, a, [role=combobox]')))
          onOpen(record)
      }}
      className={cn(
        'group absolute inset-x-0 grid cursor-pointer items-center border-b border-line text-sm hover:bg-hover',
        chosen && 'bg-sel',
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
          onChange={() => onSelect(toggled(selected, record.id))}
          className={cn('size-3.5 accent-(--accent)', !chosen && 'opacity-0 group-hover:opacity-100')}
        />
      </span>
      {columns.map(field => {
        const canEdit = editable.includes(field)
        if (editing === field.key) {
          return (
            <span key={field.key} role="gridcell" className="px-1">
              <CellEditor object={object.key} record={record} field={field} onClose={onEditEnd} />
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
            {canEdit && (
              <button
                type="button"
                tabIndex={-1}
                aria-label={t('list.edit_cell', { what: field.label })}
                title={`${t('list.edit_cell', { what: field.label })} (F2)`}
                onClick={() => onEdit({ id: record.id, key: field.key })}
                className="absolute inset-y-1 right-0.5 hidden w-6 place-items-center rounded border border-line bg-raised text-fg2 group-hover/cell:grid"
              >
                <Pencil className="size-3" />
              </button>
            )}
          </span>
        )
      })}
    </div>
  )
}

function PhoneRow({ object, columns, look, onOpen, record, top }: RowProps) {
  const [first, second, third] = columns.filter(field => field.key !== object.name_field)
  return (
    <div
      role="listitem"
      className="absolute inset-x-0"
      style={{ height: PHONE_ROW, transform: `translateY(${top}px)` }}
    >
      <button
        type="button"
        onClick={() => onOpen(record)}
        className="block h-full w-full border-b border-line px-4 py-2 text-left"
      >
        {look?.phone ? (
          look.phone(record)
        ) : (
          <>
            <span className="block truncate text-base font-medium">{String(record[object.name_field] ?? '—')}</span>
            {[first, second, third].map(
              field =>
                field && (
                  <span key={field.key} className="block h-5 truncate text-sm text-fg2">
                    <Value field={field} record={record} />
                  </span>
                ),
            )}
          </>
        )}
      </button>
    </div>
  )
}

export function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(id)) next.add(id)
  return next
}
