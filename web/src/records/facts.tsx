import { Eye, Pencil } from 'lucide-react'
import { useId, useState } from 'react'
import { post } from '@/api/client'
import { attempt } from '@/api/mutations'
import type { Field, ObjectDef, Rec } from '@/api/types'
import { fieldOf, useMay } from '@/app/hooks'
import { HAS_PAGE } from '@/app/nav'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { FieldInput } from './field-input'
import { useInlineSave } from './use-inline-save'
import { isEmpty, isRef, Value } from './value'

/** The facts of a record; a click on a value changes it. */
export function Facts({
  object,
  record,
  keys,
  labels,
}: {
  object: ObjectDef
  record: Rec
  keys?: string[]
  /** What fields are called here, where it isn't what they are called anywhere. */
  labels?: Record<string, string>
}) {
  const fields = (keys ?? object.facts).map(key => fieldOf(object, key)).filter(field => field !== undefined)
  return (
    <dl className="flex flex-col">
      {fields.map(field => (
        <Fact
          key={field.key}
          object={object}
          field={field}
          label={labels?.[field.key] ?? field.label}
          record={record}
        />
      ))}
    </dl>
  )
}

function Fact({ object, field, label, record }: { object: ObjectDef; field: Field; label: string; record: Rec }) {
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
        wide
          ? 'flex flex-col'
          : 'grid grid-cols-[84px_minmax(0,1fr)] items-baseline gap-1 [:lang(en)_&]:grid-cols-[96px_minmax(0,1fr)]',
      )}
    >
      <dt className="leading-4.5 text-fg2" title={field.help ?? undefined}>
        {label}
      </dt>
      <dd className="flex min-w-0 items-center gap-1">
        {editing ? (
          <FactEditor object={object.key} record={record} field={field} onClose={() => setEditing(false)} />
        ) : editable ? (
          <>
            {!empty && isLink(field) && <Value field={field} record={shown} object={object.key} links />}
            <button
              type="button"
              aria-label={t('facts.edit', { what: field.label })}
              onClick={() => setEditing(true)}
              className={cn(
                'min-h-6 rounded text-left hover:bg-hover max-md:min-h-10',
                !empty && isLink(field)
                  ? // It takes no room from the value until it is wanted.
                    'grid h-6 w-0 shrink-0 place-items-center overflow-hidden text-fg3 group-hover/fact:w-6 focus-visible:w-6 max-md:size-10'
                  : '-mx-1.5 min-w-0 flex-1 px-1.5',
                empty && 'text-fg3',
              )}
            >
              {empty ? (
                `+ ${t('facts.add')}`
              ) : isLink(field) ? (
                <Pencil className="size-3.5" />
              ) : (
                <Value field={field} record={shown} object={object.key} links />
              )}
            </button>
          </>
        ) : (
          <>
            <Value field={field} record={shown} object={object.key} links />
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
  const id = useId()
  const { value, change, failure, end, save } = useInlineSave(object, record, field, onClose)
  const atOnce = ['reference', 'select', 'bool'].includes(field.type)

  return (
    <div
      className="min-w-0 flex-1"
      onBlur={event => {
        if (field.type === 'reference' || event.currentTarget.contains(event.relatedTarget)) return
        void save(value)
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') end()
        else if (
          event.key === 'Enter' &&
          field.type !== 'reference' &&
          (field.type !== 'long_text' || event.ctrlKey || event.metaKey)
        )
          void save(value)
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
        {...(failure && ({ 'aria-invalid': true, 'aria-describedby': id } as const))}
        onChange={next => {
          change(next)
          if (atOnce) void save(next)
        }}
      />
      {failure && (
        <p id={id} role="alert" className="mt-0.5 text-xs text-bad">
          {failure}
        </p>
      )}
    </div>
  )
}
