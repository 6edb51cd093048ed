import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import type { Condition } from '@/api/condition'
import { pageQuery } from '@/api/queries'
import type { ObjectDef, Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { fieldOf } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import type { Values } from './record-form'
import { isEmpty, valueText } from './value'

interface Props {
  object: ObjectDef
  /** What the new record would begin with. */
  given: Values
  onOpen: () => void
}

/** What a record says in a line: its first filled columns. */
function words(object: ObjectDef, record: Rec): string {
  const fields = object.columns.map(key => fieldOf(object, key)).filter(field => field !== undefined)
  return fields
    .filter(field => field.type !== 'bool' && !isEmpty(record[field.key]))
    .slice(0, 3)
    .map(field => valueText(field, record[field.key], record))
    .join(' · ')
}

/** The records beside which a new one would stand: to change one of them may be what is wanted instead. */
export function Existing({ object, given, onOpen }: Props) {
  const { t } = useT()
  const beside: Condition[] = Object.entries(given)
    .filter(([key, value]) => typeof value === 'string' && fieldOf(object, key)?.type === 'reference')
    .map(([field, value]) => ({ field, op: 'eq', value: String(value) }))
  const list = useQuery({
    ...pageQuery(object.key, { filter: { all: beside }, limit: 20 }),
    enabled: beside.length > 0 && object.rights.update,
  })
  const rows = list.data?.data ?? []
  if (rows.length === 0) return null
  const label = t('fix.existing', { what: object.label_one })
  return (
    <section aria-label={label} className="mb-3 flex flex-col gap-1">
      <h3 className="text-xs text-fg2">{label}</h3>
      <ul className="max-h-40 overflow-y-auto rounded-lg border border-line">
        {rows.map(record => (
          <li key={record.id} className="border-b border-line last:border-b-0">
            <button
              type="button"
              className="flex min-h-10 w-full items-center gap-2 px-3 text-left text-sm hover:bg-hover"
              onClick={() => {
                onOpen()
                openDialog({ kind: 'edit', object: object.key, id: record.id })
              }}
            >
              <span className="min-w-0 flex-1 truncate">{words(object, record)}</span>
              <Pencil aria-hidden="true" className="size-3.5 shrink-0 text-fg3" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
