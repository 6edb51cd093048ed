import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { Condition } from '@/api/condition'
import { attempt, patchRecord } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import type { Collection, Field, ObjectDef, Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { fieldOf, useObject } from '@/app/hooks'
import { HAS_PAGE, recordPath } from '@/app/nav'
import { due } from '@/lib/dates'
import { shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { recordName } from './reference-picker'
import { currencyOf, isEmpty, valueText } from './value'

const shown = (field: Field, record: Rec): string =>
  field.type === 'money'
    ? shortMoney(record[field.key] as string | null, currencyOf(record))
    : valueText(field, record[field.key], record)

/** What a related record says beside its name: its first filled columns. */
function hint(object: ObjectDef, record: Rec, back: string): string {
  return (
    object.columns
      .filter(key => key !== object.name_field && key !== back && key !== 'updated_at')
      // A stage is a key of its SOP; its phase has a name of its own.
      .map(key => fieldOf(object, key === 'stage' ? 'phase' : key))
      .filter(field => field !== undefined && !isEmpty(record[field.key]) && field.type !== 'bool')
      .slice(0, 2)
      .map(field => (field ? shown(field, record) : ''))
      .filter(Boolean)
      .join(' · ')
  )
}

interface Props {
  collection: Collection
  id: string
  filter?: Condition
  /** Others that belong here as well, by another way. */
  or?: Condition
  title?: string
  create?: Record<string, unknown>
}

/** The records of another object that belong to this one. */
export function Related({ collection, id, filter, or, title, create }: Props) {
  const { t } = useT()
  const object = useObject(collection.object)
  const back: Condition = { field: collection.field, op: 'eq', value: id }
  const belongs: Condition = or ? { any: [back, or] } : back
  const list = useQuery({
    ...pageQuery(collection.object, { filter: filter ? { all: [belongs, filter] } : belongs, limit: 20 }),
    enabled: object !== undefined,
  })
  const rows = list.data?.data ?? []
  if (!object || (rows.length === 0 && !object.rights.create)) return null
  const label = title ?? collection.label.charAt(0).toUpperCase() + collection.label.slice(1)

  return (
    <section aria-label={label} className="flex flex-col">
      <div className="flex h-8 items-center gap-1">
        <h2 className="flex-1 text-xs text-fg3">
          {label} {rows.length > 0 && <span className="tnum">{rows.length}</span>}
        </h2>
        {object.rights.create && (
          <IconButton
            label={t('form.new', { what: object.label_one })}
            className="size-7"
            onClick={() =>
              openDialog({ kind: 'create', object: collection.object, values: { [collection.field]: id, ...create } })
            }
          >
            <Plus className="size-3.5" />
          </IconButton>
        )}
      </div>
      {rows.map(record => {
        const name = recordName(record, object.name_field) || hint(object, record, collection.field) || '—'
        const body = (
          <>
            <span className="min-w-0 truncate">{name}</span>
            <span className="min-w-0 flex-1 truncate text-right text-xs text-fg2">
              {hint(object, record, collection.field)}
            </span>
          </>
        )
        const look =
          '-mx-1.5 flex min-h-8 items-center gap-2 rounded-md px-1.5 text-left text-sm hover:bg-hover max-md:min-h-11'
        if (collection.object === 'tasks')
          return <TaskRow key={record.id} record={record} name={name} look={look} updates={object.rights.update} />
        return HAS_PAGE.has(collection.object) ? (
          <Link key={record.id} to={recordPath(collection.object, record.id)} className={look}>
            {body}
          </Link>
        ) : (
          <button
            key={record.id}
            type="button"
            disabled={!object.rights.update}
            onClick={() => openDialog({ kind: 'edit', object: collection.object, id: record.id })}
            className={look}
          >
            {body}
          </button>
        )
      })}
    </section>
  )
}

/** What is still to be done for a record. */
export function OpenTasks({ object, id }: { object: ObjectDef; id: string }) {
  const { t } = useT()
  const tasks = object.collections.find(c => c.key === 'tasks')
  if (!tasks) return null
  return (
    <Related
      collection={tasks}
      id={id}
      filter={{ field: 'status', op: 'in', value: ['open', 'doing'] }}
      title={t('record.open_tasks')}
    />
  )
}

/** A task: the circle calls it done, the rest opens it. */
function TaskRow({ record, name, look, updates }: { record: Rec; name: string; look: string; updates: boolean }) {
  const { t } = useT()
  const when = typeof record.due_on === 'string' ? due(record.due_on) : null
  return (
    <div className={look}>
      <button
        type="button"
        disabled={!updates}
        aria-label={t('today.finish', { what: name })}
        onClick={() => void attempt(() => patchRecord('tasks', record, { status: 'done' }))}
        className="size-4 shrink-0 rounded-full border border-line2 hover:border-accent hover:bg-accent-soft max-md:size-6"
      />
      <button
        type="button"
        className="min-w-0 flex-1 truncate text-left"
        onClick={() => openDialog({ kind: 'edit', object: 'tasks', id: record.id })}
      >
        {name}
      </button>
      {when && <span className={when.tone === 'bad' ? 'text-xs text-bad' : 'text-xs text-fg2'}>{when.text}</span>}
    </div>
  )
}
