import { useQuery } from '@tanstack/react-query'
import { Ellipsis, Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Condition } from '@/api/condition'
import { attempt, createRecord, deleteRecord, patchRecord } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { useMe } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { type Key, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { FieldRow, Input } from '@/ui/field'
import { Menu } from '@/ui/menu'
import { Popover } from '@/ui/popover'
import { isRef } from './value'

/** A view that the program brings. */
export interface BuiltInView {
  key: string
  label: Key
  filter?: Condition
  sort?: string
}

/** What a list shows now. */
export interface ViewState {
  filter?: Condition
  sort?: string
  columns?: string[]
}

/** Saved views may keep their JSON as text or as it is. */
const parsed = <T,>(value: unknown): T | undefined => {
  if (typeof value !== 'string') return (value as T | null) ?? undefined
  try {
    return JSON.parse(value) as T
  } catch {
    return undefined
  }
}

export const viewState = (view: Rec): ViewState => ({
  filter: parsed<Condition>(view.filter),
  sort: typeof view.sort === 'string' && view.sort !== '' ? view.sort : undefined,
  columns: parsed<string[]>(view.columns),
})

export function useSavedViews(object: string): Rec[] {
  const list = useQuery(pageQuery('saved_views', { filter: { field: 'object', op: 'eq', value: object }, limit: 50 }))
  return list.data?.data ?? []
}

interface Props {
  object: string
  views: BuiltInView[]
  saved: Rec[]
  active: string
  onChoose: (key: string | undefined) => void
  /** What "save" keeps. */
  now: ViewState
  changed: boolean
}

/** The views of a list as tabs, and the way to keep a new one. */
export function ViewTabs({ object, views, saved, active, onChoose, now, changed }: Props) {
  const { t } = useT()
  const me = useMe()
  const tabs = [
    ...views.map(v => ({ key: v.key, label: t(v.label) })),
    ...saved.map(v => ({ key: v.id, label: String(v.name) })),
  ]
  const current = saved.find(view => view.id === active)
  const mine = current && isRef(current.owner) && current.owner.id === me.user.id
  return (
    <div className="no-bar flex min-w-0 items-center gap-0.5 overflow-x-auto max-md:w-full">
      <div role="tablist" aria-label={t('views.title')} className="flex shrink-0 gap-0.5">
        {tabs.map((tab, i) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            aria-selected={tab.key === active}
            onClick={() => onChoose(i === 0 ? undefined : tab.key)}
            className={cn(
              'h-7 shrink-0 rounded-md px-2.5 text-sm whitespace-nowrap max-md:h-10',
              tab.key === active ? 'bg-accent-soft font-medium text-fg' : 'text-fg2 hover:bg-hover',
            )}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {mine && (
        <Menu
          align="start"
          trigger={
            <button
              type="button"
              aria-label={t('views.menu')}
              className="grid size-7 place-items-center rounded-md text-fg3 hover:bg-hover max-md:size-10"
            >
              <Ellipsis className="size-4" />
            </button>
          }
          items={[
            {
              key: 'save',
              label: t('views.update'),
              disabled: !changed,
              run: () => void attempt(() => patchRecord('saved_views', current, { ...now })),
            },
            {
              key: 'share',
              label: current.shared ? t('views.unshare') : t('views.share'),
              run: () => void attempt(() => patchRecord('saved_views', current, { shared: !current.shared })),
            },
            {
              key: 'delete',
              label: t('views.delete'),
              tone: 'bad',
              run: () => {
                onChoose(undefined)
                void attempt(() => deleteRecord('saved_views', current))
              },
            },
          ]}
        />
      )}
      <NewView object={object} now={now} onSaved={onChoose} />
    </div>
  )
}

function NewView({ object, now, onSaved }: { object: string; now: ViewState; onSaved: (id: string) => void }) {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)

  async function save(event: FormEvent) {
    event.preventDefault()
    await attempt(async () => {
      const { filter, sort, columns } = now
      const view = await createRecord('saved_views', {
        name,
        object,
        shared,
        ...(filter && { filter }),
        ...(sort && { sort }),
        ...(columns && { columns }),
      })
      setOpen(false)
      setName('')
      onSaved(view.id)
    })
  }

  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="start"
      width={280}
      title={t('views.new')}
      trigger={
        <button
          type="button"
          aria-label={t('views.new')}
          title={t('views.new')}
          className="grid size-7 shrink-0 place-items-center rounded-md text-fg3 hover:bg-hover max-md:size-10"
        >
          <Plus className="size-4" />
        </button>
      }
    >
      <form onSubmit={event => void save(event)} className="flex flex-col gap-3 p-3">
        <p className="text-xs text-fg2">{t('views.lead')}</p>
        <FieldRow label={t('views.name')} required>
          {aria => <Input {...aria} autoFocus value={name} maxLength={60} onChange={e => setName(e.target.value)} />}
        </FieldRow>
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-3.5 accent-(--accent)"
            checked={shared}
            onChange={e => setShared(e.target.checked)}
          />
          {t('views.shared')}
        </label>
        <Button type="submit" tone="primary" disabled={name.trim() === ''}>
          {t('action.save')}
        </Button>
      </form>
    </Popover>
  )
}
