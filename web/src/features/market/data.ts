import { queryOptions } from '@tanstack/react-query'
import { get } from '@/api/client'
import type { Condition } from '@/api/condition'
import type { Rec, Ref } from '@/api/types'

/** A number together with the list that it counts. */
export interface Figure {
  n: number
  object: string
  filter: Condition
  amounts?: { amount: string; currency: string }[]
}

/** What each of so many cost; `few` where they are too few to say. */
export interface Per {
  value: string | null
  n: number
  few: boolean
}

export interface PlanFigures {
  quota: { of: number; reached: number; passed: number } | null
  currency: string
  per: { touched: Per; deal: Per; won: Per }
  members: Figure
  touched: Figure
  tasks: Figure
  tasks_done: Figure
  deals: Figure
  won: Figure
  costs: Figure
}

export interface PartnerFigures {
  registered: Figure
  waiting: Figure
  accepted: Figure
  refused: Figure
  conflicts: Figure
  open: Figure
  won: Figure
  lost: Figure
  rate: { rate: number; low: number; high: number } | null
  closed: number
  enough: number
}

export interface ReferralFigures {
  named: Figure
  leads: Figure
  deals: Figure
  won: Figure
  amount: Figure | null
  thanked: Figure
  unthanked: Figure
  thank_within: number
}

export interface Conflicts {
  conflict: string
  found: { object: string; id: string; name: string | null; whose: Ref | null }[]
  elsewhere: boolean
  outside_regions: boolean
}

export interface Card {
  record: Rec
  because: string | null
}

export interface Beside {
  /** What brought the record. */
  origins: { object: string; id: string; by: Ref | null }[]
  personas: Card[]
  competitors: Card[]
  positionings: Card[]
}

/** Figures are another as soon as any of the records behind them is: they reload like a list that asks beside. */
const figures = <T>(object: string, path: string) =>
  queryOptions({
    queryKey: ['aggregate', object, { path, reads: 'exists' }],
    queryFn: ({ signal }) => get<T>(path, { signal }),
  })

export const planQuery = (id: string) => figures<PlanFigures>('plans', `/plans/${id}/figures`)
export const partnerQuery = (id: string) => figures<PartnerFigures>('partners', `/partners/${id}/figures`)
export const referralQuery = figures<ReferralFigures>('referrals', '/referrals/figures')
export const conflictQuery = (id: string) =>
  figures<Conflicts>('deal_registrations', `/deal_registrations/${id}/conflicts`)
export const besideQuery = (object: string, id: string) => figures<Beside>('personas', `/${object}/${id}/market`)
