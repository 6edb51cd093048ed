import { Eye, Pencil } from 'lucide-react'
import { useRef, useState } from 'react'
import { post } from '@/api/client'
import { attempt, patchRecord } from '@/api/mutations'
import type { Field, ObjectDef, Rec } from '@/api/types'
import { fieldOf, useMay } from '@/app/hooks'
import { HAS_PAGE } from '@/app/nav'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { FieldInput, toWire } from './field-input'
import { isEmpty, isRef, Value } from './value'

/** The facts of a record; a click on a value changes it. */
export function Facts({ object, record, keys }: { object: ObjectDef; record: Rec; keys?: string[] }) {
  const fields = (keys ?? object.facts).map(key => fieldOf(object, key)).filter(field => field !== undefined)
  return (
    <dl className="flex flex-col">
      {fields.map(field => (
        <Fact key={field.key} object={object} field={field} record={record} />
      ))}
    </dl>
  )
}

function Fact({ object, field, record }: { object: ObjectDef; field: Field; record: Rec }) {
  const { t } = useT()
  const [editing, setEditing] = useState(false)
  const [revealed, setRevealed] = useState<string | null>(null)
  const reveals = useMay('reveal')
  const value = record[field.key]
  const empty = isEmpty(value)
  const hidden = field.masked === true && typeof value === 'string' && value.includes('*')
  const editable = object.rights.update && !field.read_only && !field.fixed && field.type !== 'json' && !hidden
  const shown = revealed ? { ...record, [field.key]: revealed } : record
  const wide = field.type === 'long_text' && (editing || !empty)
  if (empty && !editable) return null

  const reveal = () =>
    attempt(async () => {
      const answer = await post<{ value: string }>(`/${object.key}/${record.id}/reveal`, { field: field.key })
      setRevealed(answer.value)
    })

  return (
    <div
      className={cn(
        'group/fact min-h-7 py-0.5 text-sm',
        wide ? 'flex flex-col' : 'grid grid-cols-[84px_minmax(0,1fr)] items-baseline gap-1',
      )}
    >
      <dt className="truncate text-fg2" title={field.help ?? undefined}>
        {field.label}
      </dt>
      <dd className="flex min-w-0 items-center gap-1">
        {editing ? (
          <FactEditor object={object.key} record={record} field={field} onClose={() => setEditing(false)} />
        ) : editable ? (
          <>
            {!empty && isLink(field) && <Value field={field} record={shown} links />}
            <button
              type="button"
              aria-label={t('facts.edit', { what: field.label })}
              onClick={() => setEditing(true)}
              className={cn(
                'min-h-6 rounded text-left hover:bg-hover max-md:min-h-10',
                !empty && isLink(field)
                  ? 'grid size-6 shrink-0 place-items-center text-fg3 opacity-0 group-hover/fact:opacity-100 focus-visible:opacity-100 max-md:size-10 max-md:opacity-100'
                  : '-mx-1.5 min-w-0 flex-1 px-1.5',
                empty && 'text-fg3',
              )}
            >
              {empty ? (
                `+ ${t('facts.add')}`
              ) : isLink(field) ? (
                <Pencil className="size-3.5" />
              ) : (
                <Value field={field} record={shown} links />
              )}
            </button>
          </>
        ) : (
          <>
            <Value field={field} record={shown} links />
            {hidden && reveals && !revealed && (
              <button
                type="button"
                aria-label={t('facts.reveal', { what: field.label })}
                onClick={() => void reveal()}
                className="grid size-6 place-items-center rounded text-fg3 hover:bg-hover"
              >
                <Eye className="size-3.5" />
              </button>
            )}
          </>
        )}
      </dd>
    </div>
  )
}

/** A value that leads somewhere when clicked; what changes it stands beside. */
const isLink = (field: Field) =>
  ['phone', 'email', 'url'].includes(field.type) || (field.type === 'reference' && HAS_PAGE.has(field.target ?? ''))

function FactEditor({
  object,
  record,
  field,
  onClose,
}: {
  object: string
  record: Rec
  field: Field
  onClose: () => void
}) {
  const before = record[field.key]
  const [value, setValue] = useState<unknown>(before)
  // Leaving ends it once: a control that is taken away loses the focus, too.
  const ended = useRef(false)

  function end() {
    ended.current = true
    onClose()
  }
  const atOnce = ['reference', 'select', 'bool'].includes(field.type)

  function save(next: unknown) {
    if (ended.current) return
    end()
    if (JSON.stringify(toWire(next)) === JSON.stringify(toWire(before))) return
    void attempt(() => patchRecord(object, record, { [field.key]: toWire(next) }, { [field.key]: next }))
  }

  return (
    <div
      className="min-w-0 flex-1"
      onBlur={event => {
        if (field.type === 'reference' || event.currentTarget.contains(event.relatedTarget)) return
        save(value)
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') end()
        else if (
          event.key === 'Enter' &&
          field.type !== 'reference' &&
          (field.type !== 'long_text' || event.ctrlKey || event.metaKey)
        )
          save(value)
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      <FieldInput
        field={field}
        label={field.label}
        account={isRef(record.account) ? record.account : null}
        value={value}
        autoFocus
        onChange={next => {
          setValue(next)
          if (atOnce) save(next)
        }}
      />
    </div>
  )
}
