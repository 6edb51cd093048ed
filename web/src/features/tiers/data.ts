import { queryOptions } from '@tanstack/react-query'
import { get } from '@/api/client'
import type { Condition } from '@/api/condition'
import type { Ref } from '@/api/types'

export type Figure = 'won' | 'wins' | 'recency' | 'open'

export interface Part {
  name: string
  points: number
  figure?: Figure
  at_least?: number
  condition?: Condition
}

export type Way =
  | { abc: { shares: number[] } }
  | { rfm: { sums: number[] } }
  | { points: { parts: Part[]; from: number[] } }

export interface Tier {
  name: string
  every_days: number | null
  team: string | null
}

export interface Rule {
  way: Way
  tiers: Tier[]
  months: number | null
  currency: string
}

export interface TierSettings {
  rule: Rule | null
  words: string[]
  may_edit: boolean
  waits?: boolean
  ran_at?: string | null
  ran_accounts?: number | null
  ran_changes?: number | null
  next_run_at?: string | null
}

export interface TierPreview {
  words: string[]
  accounts: number
  now: Record<string, number>
  then: Record<string, number>
  changes: number
  held: number
  moves: { account: Ref; from: string | null; to: string; why: string }[]
}

export interface TierChange {
  at: string
  kind: 'tiered' | 'tier_set' | 'tier_released'
  from: string | null
  to: string | null
  until: string | null
  why: string | null
  by: Ref | null
}

export interface AccountTier {
  ruled: boolean
  tier: string | null
  name: string | null
  why: string | null
  by_hand: boolean
  since: string | null
  until: string | null
  choices: { key: string; name: string }[]
  every_days: number | null
  contact_due_on: string | null
  contact_overdue: boolean
  serves: { team: Ref; fits: boolean } | null
  may_set: boolean
  history: TierChange[]
}

export const KEYS = ['A', 'B', 'C', 'D', 'E'] as const

export const tiersQuery = queryOptions({ queryKey: ['tiers'], queryFn: () => get<TierSettings>('/tiers') })

export const accountTierQuery = (id: string) =>
  queryOptions({
    queryKey: ['tier', id],
    queryFn: ({ signal }) => get<AccountTier>(`/accounts/${id}/tier`, { signal }),
  })

/** What the lines between tiers are, whatever the way. */
export const linesOf = (way: Way): number[] =>
  'abc' in way ? way.abc.shares : 'rfm' in way ? way.rfm.sums : way.points.from

/** The same way with other lines. */
export const withLines = (way: Way, lines: number[]): Way =>
  'abc' in way
    ? { abc: { shares: lines } }
    : 'rfm' in way
      ? { rfm: { sums: lines } }
      : { points: { ...way.points, from: lines } }
