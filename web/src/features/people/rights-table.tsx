import type { ReactNode } from 'react'
import type { ObjectDef } from '@/api/types'
import { useObjects } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { type Key, useT } from '@/lib/i18n'
import { usePhone } from '@/lib/media'
import { NativeSelect } from '@/ui/field'
import { FieldRights } from './field-rights'
import {
  type Action,
  type ObjectRights,
  type Rights,
  reachOf,
  rightsOf,
  SCOPES,
  type Scope,
  scopeKey,
  scopesOf,
  withObject,
} from './rights'

const COLUMNS: { key: 'read' | 'create' | 'update' | 'delete' | 'transfer'; label: Key }[] = [
  { key: 'read', label: 'role.read' },
  { key: 'create', label: 'role.create' },
  { key: 'update', label: 'role.update' },
  { key: 'delete', label: 'role.delete' },
  { key: 'transfer', label: 'role.transfer' },
]

interface Props {
  rights: Rights
  /** Given while it is being changed. */
  onChange?: (rights: Rights) => void
}

/** What a role may do with each kind of record, in words. On a phone each kind is a card. */
export function RightsTable({ rights, onChange }: Props) {
  const { t } = useT()
  const phone = usePhone()
  const objects = useObjects()
  const rows: (ObjectDef | null)[] = rights.objects?.['*'] ? [...objects, null] : objects
  const label = (object: ObjectDef | null) => object?.label ?? t('role.others')
  const cell = (object: ObjectDef | null, column: (typeof COLUMNS)[number]): ReactNode => {
    const mine = object ? rightsOf(rights, object.key) : (rights.objects?.['*'] ?? {})
    return (
      <Cell
        object={object}
        rights={mine}
        column={column.key}
        label={`${label(object)} · ${t(column.label)}`}
        onChange={onChange && (change => onChange(withObject(rights, object?.key ?? '*', change)))}
      />
    )
  }
  const fields = (object: ObjectDef | null) =>
    object && (
      <FieldRights
        object={object}
        rights={rightsOf(rights, object.key)}
        onChange={onChange && (change => onChange(withObject(rights, object.key, change)))}
      />
    )

  if (phone)
    return (
      <ul className="flex flex-col gap-3">
        {rows.map(object => (
          <li key={object?.key ?? '*'} className="rounded-lg border border-line p-3">
            <h3 className="font-medium">{label(object)}</h3>
            <dl className="mt-1 flex flex-col">
              {COLUMNS.map(column => (
                <div key={column.key} className="flex min-h-8 items-center gap-3 text-sm">
                  <dt className="w-20 shrink-0 text-fg2">{t(column.label)}</dt>
                  <dd className="min-w-0 flex-1">{cell(object, column)}</dd>
                </div>
              ))}
            </dl>
            {fields(object)}
          </li>
        ))}
      </ul>
    )
  return (
    <table className="w-full border-collapse text-sm">
      <thead>
        <tr className="border-b border-line text-left text-xs text-fg2">
          <th scope="col" className="py-2 pr-3 font-normal">
            {t('role.kind')}
          </th>
          {COLUMNS.map(column => (
            <th key={column.key} scope="col" className="px-2 py-2 font-normal whitespace-nowrap">
              {t(column.label)}
            </th>
          ))}
          <th scope="col" className="py-2 pl-2 font-normal">
            {t('role.fields')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(object => (
          <tr key={object?.key ?? '*'} className="border-b border-line align-middle">
            <th scope="row" className="py-1.5 pr-3 text-left font-medium">
              {label(object)}
            </th>
            {COLUMNS.map(column => (
              <td key={column.key} className="px-2 py-1.5">
                {cell(object, column)}
              </td>
            ))}
            <td className="py-1.5 pl-2">{fields(object)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface CellProps {
  object: ObjectDef | null
  rights: ObjectRights
  column: (typeof COLUMNS)[number]['key']
  label: string
  onChange?: (change: Partial<ObjectRights>) => void
}

function Cell({ object, rights, column, label, onChange }: CellProps) {
  const { t } = useT()
  const makes = column === 'create' || column === 'transfer'
  // What only the program writes is seen, and nothing else; only what has an owner is handed over.
  const impossible =
    object && ((object.by_verbs && column !== 'read') || (column === 'transfer' && object.access !== 'owned'))
  if (impossible) return <span className="text-fg3">—</span>
  if (makes) {
    const on = rights[column] === true
    if (!onChange) return <Words on={on}>{t(on ? 'role.yes' : 'role.none')}</Words>
    return (
      <input
        type="checkbox"
        aria-label={label}
        className="size-4 accent-(--accent) max-md:size-6"
        checked={on}
        onChange={event => onChange({ [column]: event.target.checked })}
      />
    )
  }
  const action = column as Action
  const scope = reachOf(object, rights, action)
  if (!onChange) return <Words on={scope !== 'none'}>{t(scopeKey(object ?? undefined, scope, action))}</Words>
  // What isn't seen can't be changed: no further than seeing is offered.
  const most = action === 'read' ? 'all' : reachOf(object, rights, 'read')
  const offered = (object ? scopesOf(object) : SCOPES).filter(other => SCOPES.indexOf(other) <= SCOPES.indexOf(most))
  return (
    <NativeSelect
      aria-label={label}
      className="h-7 w-33 max-md:w-full"
      value={scope}
      onChange={event => onChange({ [action]: event.target.value as Scope })}
    >
      {offered.map(other => (
        <option key={other} value={other}>
          {t(scopeKey(object ?? undefined, other, action))}
        </option>
      ))}
    </NativeSelect>
  )
}

function Words({ on, children }: { on: boolean; children: ReactNode }) {
  return <span className={cn('whitespace-nowrap', on ? '' : 'text-fg3')}>{children}</span>
}
