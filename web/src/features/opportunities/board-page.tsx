import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { both, type Condition } from '@/api/condition'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { LoadError } from '@/app/fallback'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { usePhone } from '@/lib/media'
import { FilterPopover } from '@/records/filter/filter-popover'
import { Empty, SkeletonRows } from '@/ui/bits'
import { NativeSelect } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { BoardColumn, BoardRail } from './board-column'
import { useBoard, useSops } from './board-data'
import { dealName } from './cells'
import { StageMenu } from './stage-menu'
import { advance, win } from './verbs'

const route = getRouteApi('/shell/board')

/** The pipeline of one SOP: cards move by mouse, touch, menu and key. */
export function BoardPage() {
  const { t } = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const object = useObject('opportunities')
  const sops = useSops()
  const teams = useQuery(pageQuery('teams', { limit: 100 })).data?.data ?? []
  const [filter, setFilter] = useState<Condition>()
  const [moved, setMoved] = useState<ReadonlyMap<string, string>>(new Map())
  const [choosing, setChoosing] = useState<Rec | null>(null)
  const [current, setCurrent] = useState<string | null>(null)
  const phone = usePhone()
  const remembered = localStorage.getItem('board-sop')
  const sop = sops.find(s => s.id === (search.sop ?? remembered)) ?? sops[0]
  const board = useBoard(sop, search, filter)

  // A card that was just moved stands in its new column until the server has answered.
  // Columns are loaded one by one: a card may stand in two of them for a moment, and the later copy is the one that holds.
  const newest = new Map<string, Rec>()
  for (const row of [...board.cards.values()].flat())
    if (row.version >= (newest.get(row.id)?.version ?? 0)) newest.set(row.id, row)
  const rows = [...newest.values()]
  const columns = board.stages.map(stage => rows.filter(row => (moved.get(row.id) ?? row.stage) === stage.key))
  const at = columns.findIndex(cards => cards.some(card => card.id === current))
  const card = rows.find(row => row.id === current)

  async function move(id: string, to: number) {
    const record = rows.find(row => row.id === id)
    const target = board.stages[to]
    if (!record || !target || record.stage === target.key) return
    const from = board.stages.findIndex(stage => stage.key === record.stage)
    if (to < from) {
      openDialog({ kind: 'reason', opportunity: id, verb: 'back', to: target.key })
      return
    }
    setMoved(old => new Map(old).set(id, target.key))
    await advance({ id, name: dealName(record) }, target)
    setMoved(old => {
      const next = new Map(old)
      next.delete(id)
      return next
    })
  }

  const nameOf = (id: string): string => {
    const record = rows.find(row => row.id === id)
    return record ? dealName(record) : ''
  }

  function step(dx: number, dy: number) {
    if (at < 0) {
      setCurrent(columns.find(cards => cards.length > 0)?.[0]?.id ?? null)
      return
    }
    const row = columns[at]?.findIndex(c => c.id === current) ?? 0
    if (dy !== 0)
      setCurrent(columns[at]?.[Math.max(0, Math.min((columns[at]?.length ?? 1) - 1, row + dy))]?.id ?? current)
    for (let i = at + dx; dx !== 0 && i >= 0 && i < columns.length; i += dx) {
      const cards = columns[i]
      if (!cards || cards.length === 0) continue
      setCurrent(cards[Math.min(row, cards.length - 1)]?.id ?? current)
      return
    }
  }

  useKeys([
    { keys: 'j', label: 'key.down', run: () => step(0, 1) },
    { keys: 'k', label: 'key.up', run: () => step(0, -1) },
    { keys: 'ArrowDown', label: 'key.down', run: () => step(0, 1) },
    { keys: 'ArrowUp', label: 'key.up', run: () => step(0, -1) },
    {
      keys: 'ArrowRight',
      label: 'key.right',
      run: event => (event.shiftKey && current ? void move(current, at + 1) : step(1, 0)),
    },
    {
      keys: 'ArrowLeft',
      label: 'key.left',
      run: event => (event.shiftKey && current ? void move(current, at - 1) : step(-1, 0)),
    },
    {
      keys: 'Enter',
      label: 'key.open',
      run: () => current && void navigate({ to: '/opportunities/$id', params: { id: current } }),
    },
    { keys: 's', label: 'key.stage', run: () => card && setChoosing(card) },
    { keys: 'l', label: 'key.log', run: () => current && openDialog({ kind: 'log', opportunity: current }) },
  ])

  const set = (part: Partial<typeof search>) => void navigate({ search: { ...search, ...part }, replace: true })
  const live = (stage: string): Condition =>
    both(
      { field: 'sop', op: 'eq', value: sop?.id ?? '' },
      { field: 'status', op: 'in', value: ['open', 'on_hold'] },
      { field: 'stage', op: 'eq', value: stage },
      filter,
    ) ?? { all: [] }

  const tools = (
    <>
      {sops.length > 1 && (
        <NativeSelect
          aria-label={t('board.sop')}
          className={phone ? 'min-w-0 flex-1' : 'w-auto max-w-44'}
          value={sop?.id}
          onChange={event => {
            localStorage.setItem('board-sop', event.target.value)
            set({ sop: event.target.value })
          }}
        >
          {sops.map(s => (
            <option key={s.id} value={s.id}>
              {s.name}
            </option>
          ))}
        </NativeSelect>
      )}
      <NativeSelect
        aria-label={t('board.whose')}
        className={phone ? 'min-w-0 flex-1' : 'w-auto max-w-36'}
        value={search.team ?? (search.owner ? 'me' : '')}
        onChange={event =>
          set(
            event.target.value === 'me'
              ? { owner: 'me', team: undefined }
              : { owner: undefined, team: event.target.value || undefined },
          )
        }
      >
        <option value="">{t('board.everyone')}</option>
        <option value="me">{t('view.mine')}</option>
        {teams.map(team => (
          <option key={team.id} value={team.id}>
            {String(team.name)}
          </option>
        ))}
      </NativeSelect>
      {object && <FilterPopover object={object} value={filter} onChange={setFilter} tone="plain" />}
    </>
  )

  return (
    <>
      <PageHead
        title={t('nav.board')}
        note={board.ready ? [board.all.sum, t('board.count', { n: board.all.count })].filter(Boolean).join(' · ') : ''}
      >
        {!phone && tools}
      </PageHead>
      {phone && <div className="flex shrink-0 gap-2 border-b border-line px-4 py-1.5">{tools}</div>}
      {board.error ? (
        <LoadError error={board.error} retry={board.retry} />
      ) : !board.ready ? (
        <SkeletonRows rows={10} />
      ) : board.stages.length === 0 ? (
        <Empty text={t('board.none')} />
      ) : (
        <div className="flex min-h-0 flex-1 gap-2 overflow-x-auto overscroll-x-contain p-3">
          {board.stages.map((stage, i) => (
            <BoardColumn
              key={stage.key}
              stage={stage}
              index={i}
              of={board.stages.length}
              cards={columns[i] ?? []}
              tally={board.tallies.get(stage.key)}
              filter={live(stage.key)}
              current={current}
              onDrop={id => void move(id, i)}
              onStage={setChoosing}
            />
          ))}
          <BoardRail
            label={t('status.won')}
            tone="var(--s7)"
            tally={board.won}
            onDrop={id => void win({ id, name: nameOf(id) })}
          />
          <BoardRail
            label={t('status.lost')}
            tone="var(--line-2)"
            tally={board.lost}
            onDrop={id => openDialog({ kind: 'lose', opportunity: id, name: nameOf(id) })}
          />
        </div>
      )}
      {choosing && <StageMenu record={choosing} onClose={() => setChoosing(null)} />}
    </>
  )
}
