import { queryOptions } from '@tanstack/react-query'
import { get, post } from '@/api/client'
import type { Condition } from '@/api/condition'
import type { Ref } from '@/api/types'
import type { SupervisionSearch } from '@/app/router'

export const PERIODS = ['this_quarter', 'last_quarter', 'this_year', 'last_year', 'all'] as const
export type Period = (typeof PERIODS)[number]

export const HOW = ['skipped', 'extra', 'out_of_order', 'late', 'waived'] as const
export type How = (typeof HOW)[number]

/** What a group of runs adds up to; every figure has the condition that finds its records. */
export interface Row {
  key: Ref | string | null
  n: number
  fits: number
  rate: number | null
  low: number | null
  high: number | null
  filter: Condition
  unfit: Condition
  how: Record<How, { n: number; filter: Condition }>
}

export interface Group {
  rows: Row[]
  test: { p: number; differ: boolean } | null
}

export type By = 'owner' | 'team' | 'version' | 'month'

/** A step of a stage that often goes otherwise. */
export interface Place {
  sop: string
  version: { id: string; name: string; number: number }
  stage: string
  step: string | null
  title: string
  how: How
  n: number
  of: number
  low: number | null
  high: number | null
  filter: Condition
}

export interface Supervision {
  period: Period
  team: string | null
  sop: string | null
  as_of: string
  teams: Ref[]
  sops: Ref[]
  all: Row
  groups: Partial<Record<By, Group>>
  places: Place[]
  overdue: { n: number; capped: boolean; filter: Condition } | null
}

export const supervisionQuery = (search: SupervisionSearch) =>
  queryOptions({
    queryKey: ['supervision', search],
    queryFn: ({ signal }) =>
      get<Supervision>('/supervision', {
        query: { period: search.period, team: search.team, sop: search.sop },
        signal,
      }),
    placeholderData: old => old,
  })

export interface Rules {
  on: boolean
  owner_after: number
  manager_after: number
  above_after: number
  quiet: { outside_work: boolean; from: number; to: number }
}

export const rulesQuery = queryOptions({
  queryKey: ['supervision_rules'],
  queryFn: ({ signal }) => get<Rules>('/supervision/rules', { signal }),
})

export type Change = 'same' | 'added' | 'removed' | 'changed'

export interface Note {
  part: string
  key: string | null
  change: Change
  text: string
}

interface Version {
  id: string
  name: string
  number: number
  status: string
}

export interface Comparison {
  version: Version
  with: Version
  same: boolean
  added: number
  removed: number
  changed: number
  notes: Note[]
  stages: { key: string; name: string; change: Change; notes: Note[] }[]
}

export const compareQuery = (id: string, other: string | undefined) =>
  queryOptions({
    queryKey: ['record', 'sop_versions', id, 'compare', other ?? ''],
    queryFn: ({ signal }) => get<Comparison>(`/sop_versions/${id}/compare`, { query: { with: other }, signal }),
  })

export interface Gate {
  stage: string
  name: string
  passed: number
  stopped: number
  unknown: number
  low: number | null
  high: number | null
  lacks: { key: string; text: string; stopped: number; unknown: number }[]
  owners: { owner: Ref | null; n: number }[]
  deals: { id: string; name: string | null; status: string; owner: Ref | null; lacks: string[] }[]
}

export interface Simulation {
  since: string | null
  deals: number
  capped: boolean
  compared: number
  other_stages: number
  stopped: number
  gates: Gate[]
  times: {
    stage: string
    stage_name: string
    step: string
    title: string
    due: string
    done: number
    late: number
    median_minutes_over: number | null
    low: number | null
    high: number | null
  }[]
  untried: string[]
}

export const simulationQuery = (id: string, filter: Condition | undefined) =>
  queryOptions({
    queryKey: ['record', 'sop_versions', id, 'simulate', filter ?? null],
    queryFn: () => post<Simulation>(`/sop_versions/${id}/simulate`, filter ? { filter } : {}),
    staleTime: 60_000,
  })
