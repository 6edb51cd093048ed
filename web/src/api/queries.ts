import { infiniteQueryOptions, QueryCache, QueryClient, type QueryKey, queryOptions } from '@tanstack/react-query'
import { setClock } from '@/lib/dates'
import { sender } from '@/lib/queue'
import { get, Offline, Problem, post } from './client'
import type { Condition } from './condition'
import type {
  Me,
  ObjectDef,
  Outline,
  Page,
  QuestionList,
  Rec,
  Runs,
  SearchHit,
  Sop,
  TimelineEntry,
  Today,
} from './types'

/** A session that ended while the page was open leads to the sign-in, and back. */
function onError(error: unknown, key: QueryKey) {
  if (!(error instanceof Problem) || error.status !== 401 || key[0] === 'me') return
  // Where nobody has been signed in yet the router knows the way.
  if (client.getQueryData(['me']) === undefined) return
  const here = window.location.pathname + window.location.search
  window.location.assign(`/sign-in?to=${encodeURIComponent(here)}`)
}

export const client = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => onError(error, query.queryKey) }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      networkMode: 'always',
      retry: (count, error) => {
        if (error instanceof Problem) return error.status >= 500 && count < 1
        return !(error instanceof Offline) && count < 2
      },
    },
    mutations: { networkMode: 'always' },
  },
})

/**
 * Why there is nothing to show: it never came, or it isn't there any more. A reload that fails otherwise, as without a
 * network, leaves what was there.
 */
export function lostBy({ data, error }: { data: unknown; error: Error | null }): Error | null {
  const gone = error instanceof Problem && error.status === 404
  return data === undefined || gone ? error : null
}

/** Whether a list or a sum may be another when records of these objects change: its own, or those that it asks for beside. */
export const shows = (key: QueryKey, objects: ReadonlySet<unknown>): boolean =>
  (key[0] === 'list' || key[0] === 'aggregate') &&
  (objects.has(key[1]) || JSON.stringify(key.slice(2)).includes('"exists"'))

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => {
    const me = await get<Me>('/me')
    setClock(me.now)
    sender.set(me.user.id)
    return me
  },
  staleTime: Number.POSITIVE_INFINITY,
})

export const setupQuery = queryOptions({ queryKey: ['setup'], queryFn: () => get<{ needed: boolean }>('/setup') })

export const objectsQuery = queryOptions({
  queryKey: ['objects'],
  queryFn: () => get<{ objects: ObjectDef[] }>('/objects').then(answer => answer.objects),
  staleTime: Number.POSITIVE_INFINITY,
})

export interface ListParams {
  filter?: Condition
  sort?: string
  q?: string
  limit?: number
}

const listQuery = ({ filter, sort, q, limit }: ListParams) => ({
  filter: filter && JSON.stringify(filter),
  sort,
  q,
  limit: limit ?? 50,
})

/** A page of an object's list. */
export const pageQuery = (object: string, params: ListParams = {}) =>
  queryOptions({
    queryKey: ['list', object, 'page', params],
    queryFn: ({ signal }) => get<Page<Rec>>(`/${object}`, { query: listQuery(params), signal }),
  })

/** A list that loads on as one scrolls. */
export const listPages = (object: string, params: ListParams) =>
  infiniteQueryOptions({
    queryKey: ['list', object, 'pages', params],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Rec>>(`/${object}`, {
        query: {
          ...listQuery(params),
          limit: params.limit ?? 100,
          cursor: pageParam,
          count: pageParam ? undefined : true,
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.next_cursor,
    placeholderData: old => old,
  })

export const recordQuery = (object: string, id: string) =>
  queryOptions({ queryKey: ['record', object, id], queryFn: ({ signal }) => get<Rec>(`/${object}/${id}`, { signal }) })

export const sopQuery = (id: string, object: Runs = 'opportunities') =>
  queryOptions({ queryKey: ['sop', id], queryFn: ({ signal }) => get<Sop>(`/${object}/${id}/sop`, { signal }) })

export const timelinePages = (object: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ['timeline', object, id],
    queryFn: ({ pageParam, signal }) =>
      get<Page<TimelineEntry>>(`/${object}/${id}/timeline`, { query: { limit: 30, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.next_cursor,
  })

export interface AggregateBody {
  filter?: Condition
  group?: string[]
  measures: string[]
}

export type AggregateRow = Record<string, string | number | null>

export const aggregateQuery = (object: string, body: AggregateBody) =>
  queryOptions({
    queryKey: ['aggregate', object, body],
    queryFn: ({ signal }) => post<{ rows: AggregateRow[] }>(`/${object}/aggregate`, body, { signal }).then(a => a.rows),
    placeholderData: old => old,
  })

export const todayQuery = queryOptions({
  queryKey: ['today'],
  queryFn: ({ signal }) => get<Today>('/today', { signal }),
})

/** The stages of an SOP version never change once it is published. */
export const outlineQuery = (version: string) =>
  queryOptions({
    queryKey: ['outline', version],
    queryFn: ({ signal }) =>
      get<Outline & { questions?: QuestionList[] }>(`/sop_versions/${version}/outline`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** What words find, first among what one had in hand; without words what one had in hand. */
export const searchQuery = (q: string, recent: string[]) =>
  queryOptions({
    queryKey: ['search', q, recent],
    queryFn: ({ signal }) =>
      get<{ data: SearchHit[] }>('/search', {
        query: { q, limit: 12, recent: recent.length > 0 ? recent.join(',') : undefined },
        signal,
      }).then(a => a.data),
    placeholderData: old => old,
    enabled: q.trim() !== '' || recent.length > 0,
  })
