import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { get, post } from '@/api/client'
import { refresh } from '@/api/mutations'
import { client } from '@/api/queries'
import type { Page, Rec } from '@/api/types'

/** A pool, and what is left of one's share. */
export interface Share {
  id: string
  name: string
  leads: number
  claims: number
  daily_claims: number
  views: number
  daily_views: number
  held: number
  capacity: number
  protect_days: number
  contact_days: number | null
  progress_days: number | null
}

/** A lead whose name and company are veiled. */
export type Veiled = Rec & {
  rests: { until: string; text: string } | null
  mine_before: boolean
  seen: boolean
}

export const sharesQuery = queryOptions({
  queryKey: ['list', 'pools', 'mine'],
  queryFn: ({ signal }) => get<{ data: Share[] }>('/pools/mine', { signal }).then(answer => answer.data),
})

export const poolPages = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['list', 'leads', 'pool', id],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Veiled>>(`/pools/${id}/leads`, { query: { limit: 30, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.next_cursor,
    enabled: id !== '',
  })

const reload = () => {
  void client.invalidateQueries({ queryKey: sharesQuery.queryKey })
  void refresh('leads')
}

/** Takes a lead out of the pool, or the next in order; gives its id. */
export async function claim(pool: string, lead?: string): Promise<string> {
  try {
    return (await post<{ lead: string }>(`/pools/${pool}/claim`, lead ? { lead } : {})).lead
  } finally {
    reload()
  }
}

export interface Details {
  lead: Rec
  left: number
}

export async function openDetails(pool: string, lead: string): Promise<Details> {
  const details = await post<Details>(`/pools/${pool}/leads/${lead}/open`)
  void client.invalidateQueries({ queryKey: sharesQuery.queryKey })
  return details
}
