import { queryOptions } from '@tanstack/react-query'
import { get, post } from '@/api/client'
import type { Condition } from '@/api/condition'
import { refresh } from '@/api/mutations'
import { client, pageQuery } from '@/api/queries'
import type { Page, Rec, Ref } from '@/api/types'
import type { Report } from './studio-context'

/** How I stand to a version. */
export interface Standing {
  may_edit: boolean
  may_draft: boolean
  receipt: { read_at: string | null } | null
  review: { verdict: 'waiting' | 'approved' | 'changes' } | null
  open_comments: number
  receipts: { asked: number; read: number } | null
}

export interface Unread {
  id: string
  sop: string
  name: string
  number: number
  summary: string | null
  reason: string | null
}

export const standingQuery = (id: string) =>
  queryOptions({
    queryKey: ['sop-standing', id],
    queryFn: ({ signal }) => get<Standing>(`/sop_versions/${id}/standing`, { signal }),
  })

export const faultsQuery = (id: string) =>
  queryOptions({
    queryKey: ['sop-faults', id],
    queryFn: ({ signal }) => get<Report>(`/sop_versions/${id}/faults`, { signal }),
    staleTime: 0,
  })

export const unreadQuery = queryOptions({
  queryKey: ['sop-unread'],
  queryFn: ({ signal }) => get<{ data: Unread[] }>('/sop/unread', { signal }).then(answer => answer.data),
})

/** Versions without their texts, which are long. */
export const briefVersions = (filter: Condition) =>
  queryOptions({
    queryKey: ['list', 'sop_versions', 'brief', filter],
    queryFn: ({ signal }) =>
      get<Page<Rec>>('/sop_versions', {
        query: {
          filter: JSON.stringify(filter),
          fields: 'name,name_en,number,status,sop,published_at,based_on',
          sort: '-created_at',
          limit: 100,
        },
        signal,
      }),
  })

export const versionsQuery = (sop: string) => briefVersions({ field: 'sop', op: 'eq', value: sop })

export const reviewsQuery = (id: string) =>
  pageQuery('sop_reviews', { filter: { field: 'version_of', op: 'eq', value: id }, limit: 50 })

export const receiptsQuery = (id: string) =>
  pageQuery('sop_receipts', { filter: { field: 'version_of', op: 'eq', value: id }, limit: 200 })

export const remarksQuery = (id: string) =>
  pageQuery('notes', { filter: { field: 'sop_version', op: 'eq', value: id }, sort: '-created_at', limit: 200 })

/** Reloads whatever shows a version. */
export async function reload(id: string) {
  await Promise.all([
    refresh('sop_versions', id),
    refresh('sops'),
    refresh('sop_reviews'),
    refresh('sop_receipts'),
    client.invalidateQueries({ queryKey: ['sop-standing', id] }),
    client.invalidateQueries({ queryKey: ['sop-unread'] }),
  ])
}

/** Something done with a version, after which everything about it is read anew. */
export async function act(id: string, verb: string, body: unknown = {}): Promise<Rec | undefined> {
  const answer = await post<Rec | undefined>(`/sop_versions/${id}/${verb}`, body)
  await reload(id)
  return answer
}

export interface Remark {
  id: string
  version: number
  place: string | undefined
  body: string
  resolved: boolean
  by: Ref | null
  at: string
}

export const remarkOf = (note: Rec): Remark => ({
  id: note.id,
  version: note.version,
  place: typeof note.place === 'string' ? note.place : undefined,
  body: String(note.body ?? ''),
  resolved: note.resolved === true,
  by: (note.created_by as Ref | null) ?? null,
  at: String(note.created_at ?? ''),
})
