import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import type { Condition } from '@/api/condition'
import type { ObjectDef } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { FieldRow, Input, NativeSelect } from '@/ui/field'
import { Popover } from '@/ui/popover'
import { ConditionEditor } from './filter/condition-editor'
import { tidy } from './filter/tidy'

/** What narrows and orders a list. */
export interface Narrowing {
  q?: string
  sort?: string
  filter?: Condition
}

interface Props {
  object: ObjectDef
  value: Narrowing
  onChange: (value: Narrowing) => void
}

/** On a phone, what the table's head and the bar above it do on a desk: search by name, order, filter. */
export function PhoneTools({ object, value, onChange }: Props) {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  const [draft, setDraft] = useState<Narrowing>({})

  function toggle(next: boolean) {
    if (next) setDraft(value)
    setOpen(next)
  }

  function apply(next: Narrowing) {
    onChange({ q: next.q?.trim() || undefined, sort: next.sort, filter: tidy(next.filter) })
    setOpen(false)
  }

  const orders = object.fields
    .filter(field => field.sortable)
    .flatMap(field => [
      { value: `-${field.key}`, label: `${field.label} ↓` },
      { value: field.key, label: `${field.label} ↑` },
    ])
  return (
    <Popover
      open={open}
      onOpenChange={toggle}
      title={t('list.tools')}
      width={600}
      trigger={
        <IconButton label={t('list.tools')} className="md:hidden">
          <SlidersHorizontal className="size-4" />
        </IconButton>
      }
    >
      <form
        className="flex flex-col gap-3 p-3"
        onSubmit={event => {
          event.preventDefault()
          apply(draft)
        }}
      >
        <Input
          type="search"
          aria-label={t('list.narrow')}
          placeholder={t('list.narrow')}
          value={draft.q ?? ''}
          onChange={event => setDraft({ ...draft, q: event.target.value })}
        />
        <FieldRow label={t('list.sort')}>
          {props => (
            <NativeSelect
              {...props}
              value={draft.sort ?? ''}
              onChange={event => setDraft({ ...draft, sort: event.target.value || undefined })}
            >
              <option value="">{t('list.sort_usual')}</option>
              {orders.map(order => (
                <option key={order.value} value={order.value}>
                  {order.label}
                </option>
              ))}
            </NativeSelect>
          )}
        </FieldRow>
        <ConditionEditor
          object={object}
          value={draft.filter ?? { all: [] }}
          onChange={filter => setDraft({ ...draft, filter })}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={() => apply({})}>{t('filter.clear')}</Button>
          <Button tone="primary" type="submit">
            {t('filter.apply')}
          </Button>
        </div>
      </form>
    </Popover>
  )
}
