import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useMe } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { isRef } from '../value'
import { alignRight, tracksOf } from './columns'
import { PhoneRow } from './phone-row'
import { RecordRow } from './record-row'
import { TableHeading } from './table-heading'
import { PHONE_ROW, ROW, type RowActions, type TableProps, toggled } from './table-props'

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
    overscan: 8,
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

  const editable = useMemo(
    () => columns.filter(f => !f.read_only && !f.fixed && !f.masked && f.type !== 'json' && object.rights.update),
    [columns, object],
  )
  useKeys([
    {
      keys: 'F2',
      label: 'key.edit',
      run: () => {
        const record = rows[at]
        if (record && editable[0] && !phone) setEditing({ id: record.id, key: editable[0].key })
      },
    },
  ])
  function closeEditor(step: -1 | 0 | 1) {
    const i = editable.findIndex(field => field.key === editing?.key)
    const next = step === 0 ? undefined : editable[i + step]
    setEditing(editing && next ? { id: editing.id, key: next.key } : null)
    if (!next) box.current?.focus()
  }

  // One set of functions for all rows, so that scrolling draws only the rows that come into sight.
  const latest = useRef<RowActions>(null)
  latest.current = {
    at: props.onAt,
    open: props.onOpen,
    toggle: id => onSelect(toggled(selected, id)),
    edit: (id, key) => setEditing({ id, key }),
    editEnd: closeEditor,
  }
  const actions = useMemo<RowActions>(
    () => ({
      at: index => latest.current?.at(index),
      open: record => latest.current?.open(record),
      toggle: id => latest.current?.toggle(id),
      edit: (id, key) => latest.current?.edit(id, key),
      editEnd: step => latest.current?.editEnd(step),
    }),
    [],
  )

  const me = useMe().user.id
  // Whose it is goes without saying in a list of one's own.
  const owners = phone && rows.some(row => isRef(row.owner) && row.owner.id !== me)

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
        if (event.key === 'ArrowDown') props.onAt(Math.min(rows.length - 1, at + 1))
        else if (event.key === 'ArrowUp') props.onAt(Math.max(0, at - 1))
        else return
        event.preventDefault()
      }}
      className={cn(
        'relative min-h-0 flex-1 overflow-auto outline-offset-[-2px]',
        // The row that the keys are at is marked instead.
        rows[at] && 'focus-visible:outline-none',
      )}
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
              <TableHeading
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
          const shared = { object, columns, look, record, top: item.start, actions }
          return phone ? (
            <PhoneRow key={item.key} {...shared} owners={owners} />
          ) : (
            <RecordRow
              key={item.key}
              {...shared}
              index={item.index}
              tracks={tracks}
              chosen={selected.has(record.id)}
              current={item.index === at}
              editing={editing?.id === record.id ? editing.key : null}
              editable={editable}
            />
          )
        })}
      </div>
      {tail}
    </div>
  )
}
