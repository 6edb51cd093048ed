import { useQueries, useQuery } from '@tanstack/react-query'
import { both, type Condition } from '@/api/condition'
import { type AggregateRow, aggregateQuery, lostBy, outlineQuery, pageQuery } from '@/api/queries'
import type { Outline, Rec } from '@/api/types'
import type { BoardSearch } from '@/app/router'
import { homeCurrency, shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { AFTER_SALE } from './stages'

/** Cards of a column that are loaded; the list shows the rest. */
const CARDS = 50

export interface Tally {
  count: number
  sum: string
}

export type BoardStage = Outline['stages'][number]

/** The SOPs that have a published version. */
export function useSops(): { id: string; name: string; version: string }[] {
  const { lang } = useT()
  const rows =
    useQuery(pageQuery('sops', { limit: 50, filter: { field: 'object', op: 'eq', value: 'opportunities' } })).data
      ?.data ?? []
  return rows.flatMap(row =>
    isRef(row.current)
      ? [{ id: row.id, name: String((lang === 'en' && row.name_en) || row.name), version: row.current.id }]
      : [],
  )
}

/** Sums rows by currency: amounts of two currencies are never added. */
function tally(rows: AggregateRow[]): Tally {
  const sums = new Map<string, number>()
  for (const row of rows) {
    if (row['sum:amount'] == null) continue
    const currency = String(row.currency ?? homeCurrency.get())
    sums.set(currency, (sums.get(currency) ?? 0) + Number(row['sum:amount']))
  }
  return {
    count: rows.reduce((n, row) => n + Number(row.count ?? 0), 0),
    sum: [...sums].map(([currency, sum]) => shortMoney(sum, currency)).join(' · '),
  }
}

export interface BoardData {
  stages: BoardStage[]
  cards: Map<string, Rec[]>
  tallies: Map<string, Tally>
  all: Tally
  won: Tally
  lost: Tally
  ready: boolean
  error: Error | null
  retry: () => void
}

const IN_QUARTER: Condition = { field: 'closed_on', op: 'within', value: { period: 'this_quarter' } }

/** What the board shows: a list and a sum for each stage of one SOP. */
export function useBoard(
  sop: { id: string; version: string } | undefined,
  search: BoardSearch,
  filter: Condition | undefined,
): BoardData {
  const outline = useQuery({ ...outlineQuery(sop?.version ?? ''), enabled: sop !== undefined })
  const stages = (outline.data?.stages ?? []).filter(stage => !AFTER_SALE.has(stage.phase))
  const mine: Condition | undefined = search.owner
    ? { field: 'owner', op: 'eq', value: search.owner === 'me' ? { me: true } : search.owner }
    : undefined
  const base = both(
    { field: 'sop', op: 'eq', value: sop?.id ?? '' },
    search.team ? { field: 'team', op: 'eq', value: search.team } : undefined,
    mine,
    filter,
  )
  const live = both(base, { field: 'status', op: 'in', value: ['open', 'on_hold'] })
  const enabled = sop !== undefined && outline.data !== undefined
  const lists = useQueries({
    queries: stages.map(stage => ({
      ...pageQuery('opportunities', {
        filter: both(live, { field: 'stage', op: 'eq', value: stage.key }),
        sort: '-amount',
        limit: CARDS,
      }),
      enabled,
    })),
  })
  const measures = ['count', 'sum:amount']
  const sums =
    useQuery({ ...aggregateQuery('opportunities', { filter: live, group: ['stage'], measures }), enabled }).data ?? []
  const closed =
    useQuery({
      ...aggregateQuery('opportunities', { filter: both(base, IN_QUARTER), group: ['status'], measures }),
      enabled,
    }).data ?? []

  return {
    stages,
    cards: new Map(stages.map((stage, i) => [stage.key, lists[i]?.data?.data ?? []])),
    tallies: new Map(stages.map(stage => [stage.key, tally(sums.filter(row => row.stage === stage.key))])),
    all: tally(sums.filter(row => stages.some(stage => stage.key === row.stage))),
    won: tally(closed.filter(row => row.status === 'won')),
    lost: tally(closed.filter(row => row.status === 'lost')),
    ready: enabled && lists.every(list => !list.isPending),
    error: lostBy(outline) ?? lists.map(list => lostBy(list)).find(error => error !== null) ?? null,
    retry: () => {
      void outline.refetch()
      for (const list of lists) void list.refetch()
    },
  }
}
