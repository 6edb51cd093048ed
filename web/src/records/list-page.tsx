import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ListFilter, Plus } from 'lucide-react'
import { type ReactNode, useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { both, type Condition } from '@/api/condition'
import { aggregateQuery, listPages, lostBy } from '@/api/queries'
import type { ObjectDef, Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { LoadError } from '@/app/fallback'
import { fieldOf, useObject } from '@/app/hooks'
import { recordPath } from '@/app/nav'
import type { ListSearch } from '@/app/router'
import { homeCurrency, number, shortMoney } from '@/lib/format'
import { type Key, useT } from '@/lib/i18n'
import { type Binding, useKeys } from '@/lib/keys'
import { usePhone } from '@/lib/media'
import { Empty, SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { ColumnPicker } from './column-picker'
import { FilterPopover } from './filter/filter-popover'
import { tidy } from './filter/tidy'
import { PhoneTools } from './phone-tools'
import { recordName } from './reference-picker'
import { BulkBar } from './table/bulk-bar'
import type { ListLook } from './table/columns'
import { RecordTable } from './table/record-table'
import { toggled } from './table/table-props'
import { type BuiltInView, useSavedViews, ViewTabs, viewState } from './views'

interface Props {
  object: string
  views: BuiltInView[]
  look?: ListLook
  search: ListSearch
  onSearch: (search: ListSearch) => void
  /** The field whose sum stands at the foot. */
  total?: string
  /** What the total takes in, and what it is called, if it isn't all that is listed. */
  totalOf?: { filter: Condition; label: Key }
  /** Further keys, for the row the cursor is on. */
  keys?: (record: Rec | undefined) => Binding[]
  hint?: string
  /** Further controls beside the title. */
  tools?: ReactNode
  /** What stands above the rows. */
  top?: ReactNode
}

function useColumns(object: ObjectDef | undefined, fromView: string[] | undefined) {
  const name = `columns-${object?.key}`
  const [own, setOwn] = useState<string[] | undefined>(
    () => JSON.parse(localStorage.getItem(name) ?? 'null') ?? undefined,
  )
  const set = (columns: string[] | undefined) => {
    if (columns) localStorage.setItem(name, JSON.stringify(columns))
    else localStorage.removeItem(name)
    setOwn(columns)
  }
  const keys = own ?? fromView ?? object?.columns ?? []
  const known = keys.filter(key => fieldOf(object, key))
  // The same list as long as it says the same: rows are drawn anew when it changes.
  const said = known.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `said` is `known` in one word
  const fields = useMemo(() => known.map(key => fieldOf(object, key)).filter(f => f !== undefined), [object, said])
  return { keys: known, fields, own, set }
}

/** A list of records of any object. */
export function ListPage({
  object: key,
  views,
  look,
  search,
  onSearch,
  total,
  totalOf,
  keys,
  hint,
  tools,
  top,
}: Props) {
  const { t } = useT()
  const object = useObject(key)
  const navigate = useNavigate()
  const phone = usePhone()
  const saved = useSavedViews(key)
  const [at, setAt] = useState(-1)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [typed, setTyped] = useState(search.q ?? '')
  const q = useDeferredValue(typed.trim())

  // A figure opens its records by a filter alone: it means all of them, not what the first view shows of them.
  const active = search.view ?? (search.filter ? '' : (views[0]?.key ?? ''))
  const builtIn = views.find(view => view.key === active)
  const savedView = saved.find(view => view.id === active)
  const view = savedView ? viewState(savedView) : { filter: builtIn?.filter, sort: builtIn?.sort }
  const columns = useColumns(object, 'columns' in view ? view.columns : undefined)
  const filter = tidy(search.filter ?? (savedView ? view.filter : undefined))
  const whole = both(savedView ? undefined : view.filter, filter)
  const sort = search.sort ?? view.sort ?? object?.sort ?? undefined

  const list = useInfiniteQuery({
    ...listPages(key, { filter: whole, sort, q: q || undefined }),
    enabled: object !== undefined,
  })
  const rows = useMemo(() => list.data?.pages.flatMap(page => page.data) ?? [], [list.data])
  const count = list.data?.pages[0]?.count
  const totalField = fieldOf(object, total ?? '')
  const sums = useQuery({
    ...aggregateQuery(key, { filter: both(whole, totalOf?.filter), measures: ['count', `sum:${total}`] }),
    enabled: totalField !== undefined && q === '',
  }).data

  const fresh = JSON.stringify([whole, sort, q])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => {
    setAt(-1)
    setSelected(new Set())
  }, [fresh])

  const more = list.hasNextPage && !list.isFetchingNextPage
  const { fetchNextPage } = list
  const onEnd = useCallback(() => {
    if (more) void fetchNextPage()
  }, [more, fetchNextPage])

  const open = (record: Rec) => void navigate({ to: recordPath(key, record.id) })
  const current = rows[at]
  useKeys([
    { keys: 'j', label: 'key.down', run: () => setAt(i => Math.min(rows.length - 1, i + 1)) },
    { keys: 'k', label: 'key.up', run: () => setAt(i => Math.max(0, i - 1)) },
    { keys: 'Enter', label: 'key.open', run: () => current && open(current) },
    { keys: 'x', label: 'key.select', run: () => current && setSelected(old => toggled(old, current.id)) },
    { keys: 'Escape', label: 'key.clear', run: () => setSelected(new Set()) },
    ...(object?.rights.create && key !== 'opportunities'
      ? [{ keys: 'c', label: 'key.new' as const, run: () => openDialog({ kind: 'create', object: key }) }]
      : []),
    ...(keys?.(current) ?? []),
  ])

  if (!object) return <Empty text={t('error.not_found')} />
  const set = (part: Partial<ListSearch>) => onSearch({ ...search, ...part })
  const sumText = sums
    ?.filter(row => row[`sum:${total}`] != null)
    .map(row => shortMoney(row[`sum:${total}`], String(row.currency ?? homeCurrency.get())))
    .join(' · ')
  const shown = count === undefined ? '' : count > 100_000 ? `${number(100_000)}+` : number(count)
  const countText = shown && t('list.count', { n: shown })
  const narrowed = whole !== undefined || q !== ''

  return (
    <>
      <PageHead
        title={object.label}
        note={
          <>
            <span className="max-md:sr-only">{countText}</span>
            <span aria-hidden="true" className="text-sm md:hidden">
              {shown}
            </span>
          </>
        }
      >
        {tools}
        <PhoneTools
          object={object}
          value={{ q: typed, sort: search.sort, filter }}
          onChange={next => {
            setTyped(next.q ?? '')
            set({ ...next, view: active || undefined, filter: next.filter ?? (savedView ? { all: [] } : undefined) })
          }}
        />
        {object.rights.create && (
          <Button onClick={() => openDialog({ kind: 'create', object: key })}>
            <Plus className="size-4" />
            <span className="max-md:sr-only">{t('form.new', { what: object.label_one })}</span>
          </Button>
        )}
      </PageHead>
      <div className="flex min-h-11 shrink-0 items-center gap-1 border-b border-line px-4 max-md:px-3">
        <ViewTabs
          object={key}
          views={views}
          saved={saved}
          active={active}
          onChoose={next => onSearch({ view: next })}
          now={{ filter: whole, sort, columns: columns.keys }}
          changed={search.filter !== undefined || search.sort !== undefined || columns.own !== undefined}
        />
        <span className="flex-1" />
        <div className="flex shrink-0 items-center gap-1 max-md:hidden">
          <Input
            type="search"
            aria-label={t('list.narrow')}
            placeholder={t('list.narrow')}
            className="h-7 w-48"
            value={typed}
            onChange={event => {
              setTyped(event.target.value)
              set({ q: event.target.value.trim() || undefined })
            }}
            onKeyDown={event => event.key === 'Escape' && event.currentTarget.blur()}
          />
          <FilterPopover
            object={object}
            value={filter}
            onChange={(next: Condition | undefined) =>
              set({ view: active || undefined, filter: next ?? (savedView ? { all: [] } : undefined) })
            }
          />
          <ColumnPicker object={object} columns={columns.keys} onChange={columns.set} />
        </div>
      </div>
      {phone && filter && search.filter && (
        <div className="flex min-h-11 shrink-0 items-center gap-2 border-b border-line bg-accent-soft pr-1 pl-4 text-sm">
          <ListFilter className="size-4 shrink-0 text-accent-ink" aria-hidden="true" />
          <span className="min-w-0 flex-1 truncate">{t('list.filtered')}</span>
          <Button tone="ghost" onClick={() => set({ filter: savedView ? { all: [] } : undefined })}>
            {t('filter.clear')}
          </Button>
        </div>
      )}
      {top}
      {list.isPending ? (
        <SkeletonRows rows={14} />
      ) : lostBy(list) ? (
        <LoadError error={list.error} retry={() => void list.refetch()} />
      ) : rows.length === 0 ? (
        <Empty
          text={narrowed ? t('list.none_match') : t('list.none', { what: object.label_one })}
          action={
            narrowed ? (
              <Button
                onClick={() => {
                  setTyped('')
                  onSearch({ view: views.find(view => !view.filter)?.key })
                }}
              >
                {t('list.show_all')}
              </Button>
            ) : object.rights.create ? (
              <Button onClick={() => openDialog({ kind: 'create', object: key })}>
                {t('form.new', { what: object.label_one })}
              </Button>
            ) : undefined
          }
        />
      ) : (
        <RecordTable
          object={object}
          columns={columns.fields}
          rows={rows}
          look={look}
          phone={phone}
          sort={sort}
          onSort={next => set({ sort: next })}
          at={at}
          onAt={setAt}
          selected={selected}
          onSelect={setSelected}
          onOpen={open}
          onEnd={onEnd}
          tail={list.isFetchingNextPage && <p className="late p-3 text-center text-xs text-fg3">{t('list.loading')}</p>}
        />
      )}
      {selected.size > 0 ? (
        <BulkBar
          object={object}
          ids={[...selected]}
          nameOf={id => {
            const record = rows.find(row => row.id === id)
            return record ? recordName(record, object.name_field) : ''
          }}
          onDone={left => setSelected(new Set(left))}
        />
      ) : (
        <div className="flex h-9 shrink-0 items-center gap-3 border-t border-line px-5 text-xs text-fg2 max-md:hidden">
          {sumText && (
            <span>
              {t(totalOf?.label ?? 'list.total')} <b className="tnum font-semibold text-fg">{sumText}</b>
            </span>
          )}
          <span className="flex-1" />
          <span>{hint ?? t('list.hint')}</span>
        </div>
      )}
    </>
  )
}
