import { queryOptions } from '@tanstack/react-query'
import { get } from '@/api/client'
import type { Condition } from '@/api/condition'
import type { Ref } from '@/api/types'

export type Mark = 'met' | 'not_met' | 'na'

export interface Review {
  stage: { key: string; name: string } | null
  standards: { text: string; mark: Mark | null; remark: string | null; at: string | null }[]
  may_review: boolean
}

/** A share of standards met, with how sure it is. */
export interface Line {
  of: Ref | string | null
  met: number
  n: number
  rate: number
  low: number | null
  high: number | null
  filter: Condition
}

export interface Figures {
  people: Line[]
  standards: Line[]
  verdict: 'too_early' | 'noise' | 'differ'
  text: string
}

export const reviewQuery = (activity: string) =>
  queryOptions({
    queryKey: ['review', activity],
    queryFn: ({ signal }) => get<Review>(`/activities/${activity}/review`, { signal }),
  })

export const figuresQuery = queryOptions({
  queryKey: ['standards'],
  queryFn: ({ signal }) => get<Figures>('/insights/standards', { signal }),
})
