import { queryOptions } from '@tanstack/react-query'
import { get } from '@/api/client'
import type { Condition } from '@/api/condition'
import type { Ref } from '@/api/types'
import type { DashboardSearch } from '@/app/router'

export const PERIODS = ['this_month', 'this_quarter', 'this_year', 'last_month', 'last_quarter', 'last_year'] as const
export type Period = (typeof PERIODS)[number]

/** A card: which members it has depends on its key. */
export interface Kpi {
  key: 'won' | 'open' | 'new' | 'win_rate' | 'cycle' | 'overdue' | 'at_risk'
  n: number
  amount?: string | null
  before?: string | number | null
  before_n?: number
  /** Those of other currencies, which the amount leaves out. */
  others?: number
  won?: number
  rate?: number | null
  low?: number | null
  high?: number | null
  change_low?: number | null
  change_high?: number | null
  median?: number | null
  quarter?: number | null
  three_quarters?: number | null
  more?: boolean
  filter: Condition
}

export interface TrendPoint {
  from: string
  to: string
  n: number
  amount: string | null
  unfinished: boolean
  filter: Condition
}

export interface OwnerRow {
  owner: Ref | null
  n: number
  won: number
  rate: number
  low: number
  high: number
  amount: string | null
  filter: Condition
}

export interface StageRow {
  key: string
  name: string
  entered: number
  /** What they are worth; null for those who don't see amounts. */
  amount: string | null
  /** Those of other currencies, which the amount leaves out. */
  others: number
  on: number
  back: number
  lost: number
  open: number
  /** Within how many days the shares are told. */
  days: number
  rate: number | null
  low: number | null
  high: number | null
  median_days: number | null
  filter: Condition | null
}

export interface Cause {
  stage: string
  name: string
  days: number
  rate: number
  low: number
  high: number
  before: number
  before_low: number
  before_high: number
  before_n: number
  fewer: number
  filter: Condition | null
}

export interface FunnelData {
  sop: Ref
  sops: Ref[]
  stages: StageRow[]
  compared: number
  enough: number
  cause: Cause | null
}

export interface HeatData {
  stages: { key: string; name: string }[]
  rows: {
    owner: Ref | null
    cells: ({ on_time: number; late: number; left_out: number; filter: Condition | null } | null)[]
  }[]
  all: number
}

export interface Dashboard {
  period: { key: Period; from: string; to: string; until: string; before_from: string; before_until: string }
  as_of: string
  team: string | null
  teams: Ref[]
  currency: string
  kpis: Kpi[]
  trend: { unit: 'week' | 'month'; points: TrendPoint[]; others: number } | null
  owners: {
    rows: OwnerRow[]
    compared: number
    enough: number
    test: { chi2: number; freedom: number; p: number; differ: boolean } | null
  } | null
  funnel: FunnelData | null
  heat: HeatData | null
}

export const dashboardQuery = (search: DashboardSearch) =>
  queryOptions({
    queryKey: ['dashboard', search],
    queryFn: ({ signal }) => get<Dashboard>('/insights/dashboard', { query: { ...search }, signal }),
    placeholderData: old => old,
  })

/** Days, without needless decimals. */
export const daysText = (days: number): string => String(days >= 10 ? Math.round(days) : Math.round(days * 10) / 10)
