import { ArrowUp, Columns3 } from 'lucide-react'
import type { ObjectDef } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Popover } from '@/ui/popover'

interface Props {
  object: ObjectDef
  columns: string[]
  onChange: (columns: string[] | undefined) => void
}

const HIDDEN = new Set(['id', 'version', 'currency'])

/** Chooses the columns of a list and their order. */
export function ColumnPicker({ object, columns, onChange }: Props) {
  const { t } = useT()
  const known = object.fields.filter(field => !HIDDEN.has(field.key) && field.type !== 'json')
  const chosen = columns.map(key => known.find(field => field.key === key)).filter(field => field !== undefined)
  const rest = known.filter(field => !columns.includes(field.key))
  return (
    <Popover
      title={t('columns.title')}
      width={260}
      trigger={
        <Button tone="ghost" size="sm" className="max-md:hidden">
          <Columns3 className="size-4" />
          {t('columns.title')}
        </Button>
      }
    >
      <div className="flex max-h-96 flex-col overflow-y-auto p-2">
        {[...chosen, ...rest].map((field, i) => (
          <div key={field.key} className="flex h-8 items-center gap-2 rounded-md px-1.5 text-sm hover:bg-hover">
            <label className="flex min-w-0 flex-1 items-center gap-2">
              <input
                type="checkbox"
                className="size-3.5 accent-(--accent)"
                checked={i < chosen.length}
                disabled={i < chosen.length && chosen.length === 1}
                onChange={e =>
                  onChange(e.target.checked ? [...columns, field.key] : columns.filter(key => key !== field.key))
                }
              />
              <span className="truncate">{field.label}</span>
            </label>
            {i > 0 && i < chosen.length && (
              <button
                type="button"
                aria-label={t('columns.up', { what: field.label })}
                className="grid size-6 place-items-center rounded text-fg3 hover:bg-sunken"
                onClick={() => onChange(columns.toSpliced(i, 1).toSpliced(i - 1, 0, field.key))}
              >
                <ArrowUp className="size-3.5" />
              </button>
            )}
          </div>
        ))}
        <Button size="sm" tone="ghost" className="mt-1" onClick={() => onChange(undefined)}>
          {t('columns.reset')}
        </Button>
      </div>
    </Popover>
  )
}
