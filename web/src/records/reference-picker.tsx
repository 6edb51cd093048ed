import { Combobox } from '@base-ui/react/combobox'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Check, ChevronsUpDown, Plus, X } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import type { Condition } from '@/api/condition'
import { attempt, createRecord } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import type { Rec, Ref } from '@/api/types'
import { fieldOf, useObject } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/bits'
import { controlClass } from '@/ui/field'
import { usePeopleAt } from './people-at'
import { isRef, valueText } from './value'

interface Props {
  target: string
  value: Ref | null
  onChange: (value: Ref | null) => void
  id?: string
  label?: string
  'aria-invalid'?: true
  'aria-describedby'?: string
  autoFocus?: boolean
  required?: boolean
  /** The account that is being worked on: its contacts come first, and a new contact belongs to it. */
  account?: Ref | null
}

/** Stands for "make a new one of this name" in the list. */
const NEW = 'new'

/** Objects that can be made from their name alone. */
const BY_NAME = new Set(['accounts', 'contacts', 'products'])

/** What a record of an object is called; a record that is named by a reference takes that one's name. */
export function recordName(record: Record<string, unknown>, nameField: string): string {
  const name = record[nameField]
  if (typeof name === 'string' && name !== '') return name
  if (isRef(record.contact)) return record.contact.name
  return isRef(name) ? name.name : ''
}

/** Who and what may be chosen at all. */
const CHOOSABLE: Record<string, Condition> = {
  // People who left can't be.
  users: { field: 'active', op: 'eq', value: true },
  // Leads take theirs by themselves: who chooses one chooses it for a deal.
  sops: { field: 'object', op: 'eq', value: 'opportunities' },
}

/** What tells namesakes apart. */
const TELLS_APART: Record<string, string[]> = { contacts: ['account', 'title'], opportunities: ['account', 'amount'] }

interface Item extends Ref {
  hint?: string
  /** Of the account at hand. */
  near?: boolean
}

/** Those of the account at hand first, then the rest. */
function offered(near: Rec[], rest: Rec[], item: (record: Rec) => Item): Item[] {
  const ids = new Set(near.map(record => record.id))
  return [
    ...near.map(record => ({ ...item(record), near: true })),
    ...rest.filter(record => !ids.has(record.id)).map(item),
  ]
}

/** Chooses a record of another object by typing part of its name. */
export function ReferencePicker({ target, value, onChange, id, label, autoFocus, required, account, ...aria }: Props) {
  const { t } = useT()
  const object = useObject(target)
  const [typed, setTyped] = useState<string | null>(null)
  const [open, setOpen] = useState(false)
  const q = useDeferredValue(typed ?? '')
  const name = q.trim()
  const of = target === 'contacts' ? account : null
  const there = usePeopleAt(of?.id ?? '')
  const near = useQuery({
    ...pageQuery(target, {
      q: name || undefined,
      limit: 20,
      filter: there,
    }),
    enabled: open && of != null,
    placeholderData: keepPreviousData,
  })
  // Until something is typed, only the account at hand's own people are offered.
  const wide = of == null || name !== ''
  const list = useQuery({
    ...pageQuery(target, { q: name || undefined, limit: 20, filter: CHOOSABLE[target] }),
    enabled: open && wide,
    placeholderData: keepPreviousData,
  })
  const found = offered((of && near.data?.data) || [], wide ? (list.data?.data ?? []) : [], record => ({
    id: record.id,
    name: recordName(record, object?.name_field ?? 'name'),
    hint: (TELLS_APART[target] ?? [])
      .map(key => fieldOf(object, key))
      .map(field => field && valueText(field, record[field.key], record))
      .filter(Boolean)
      .join(' · '),
  }))
  const makes = name !== '' && object?.rights.create && BY_NAME.has(target) && !found.some(item => item.name === name)
  const items: Item[] = makes ? [...found, { id: NEW, name }] : found

  async function choose(next: Ref | null) {
    setTyped(null)
    if (next?.id !== NEW) {
      onChange(next)
      return
    }
    await attempt(async () => {
      const made = await createRecord(target, {
        name: next.name,
        ...(account && fieldOf(object, 'account') && { account: account.id }),
      })
      onChange({ id: made.id, name: next.name })
    })
  }

  return (
    <Combobox.Root<Item>
      items={items}
      filter={null}
      value={value}
      onValueChange={next => void choose(next && { id: next.id, name: next.name })}
      open={open}
      onOpenChange={next => {
        setOpen(next)
        if (!next) setTyped(null)
      }}
      onInputValueChange={(text, details) => {
        if (details.reason === 'input-change') setTyped(text)
      }}
      itemToStringLabel={item => item.name}
      isItemEqualToValue={(a, b) => a.id === b.id}
      autoHighlight
    >
      <div className="relative">
        <Combobox.Input
          id={id}
          aria-label={label}
          autoFocus={autoFocus}
          placeholder={t('picker.placeholder', { what: object?.label_one ?? '' })}
          className={cn(controlClass, 'h-8 w-full pr-14 max-md:h-10')}
          {...aria}
        />
        <span className="absolute inset-y-0 right-1 flex items-center">
          {value && !required && (
            <Combobox.Clear
              aria-label={t('action.clear')}
              className="grid size-6 place-items-center rounded text-fg3 hover:bg-hover"
            >
              <X className="size-3.5" />
            </Combobox.Clear>
          )}
          <Combobox.Trigger
            aria-label={t('action.open_list')}
            className="grid size-6 place-items-center rounded text-fg3 hover:bg-hover"
          >
            <ChevronsUpDown className="size-3.5" />
          </Combobox.Trigger>
        </span>
      </div>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} className="z-50">
          <Combobox.Popup className="pop max-h-72 w-(--anchor-width) min-w-56 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-e2">
            <Combobox.Empty className="text-sm text-fg3">
              <span className="block p-2">
                {list.isFetching || near.isFetching ? t('list.loading') : t('picker.none')}
              </span>
            </Combobox.Empty>
            <Combobox.List>
              {(item: Item) => (
                <Combobox.Item
                  key={item.id}
                  value={item}
                  className="flex h-8 cursor-pointer items-center gap-2 rounded-md px-2 text-sm outline-none select-none data-[highlighted]:bg-hover max-md:h-11"
                >
                  {item.id === NEW && <Plus className="size-4 text-fg3" />}
                  <span className="max-w-full shrink-0 truncate">
                    {item.id === NEW
                      ? t('picker.create', { what: object?.label_one ?? '', name: item.name })
                      : item.name}
                  </span>
                  <span className="min-w-0 flex-1 truncate text-right text-xs text-fg2">{item.hint}</span>
                  {item.near && <Badge tone="accent">{t('picker.near')}</Badge>}
                  <Combobox.ItemIndicator>
                    <Check className="size-4 text-accent-ink" />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}
