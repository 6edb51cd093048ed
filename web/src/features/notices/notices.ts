import { infiniteQueryOptions } from '@tanstack/react-query'
import { get, post } from '@/api/client'
import { client } from '@/api/queries'
import type { Page, Ref } from '@/api/types'
import { unreadQuery } from './unread'

export interface Notice {
  id: number
  kind: string
  at: string
  read: boolean
  actor: Ref | null
  /** The kind of the record that it opens. */
  object: string
  /** That record; nothing if it is gone or no longer mine to see. */
  about: Ref | null
  text: string | null
}

export type NoticePage = Page<Notice> & { unread: number }

export const noticePages = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: ['notices', 'pages', unread],
    queryFn: ({ pageParam, signal }) =>
      get<NoticePage>('/notices', { query: { limit: 30, cursor: pageParam, unread: unread || undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.next_cursor,
  })

const reload = () => client.invalidateQueries({ queryKey: ['notices'] })

/** Marks some as read, or as unread again. */
export async function markNotices(ids: number[], read: boolean) {
  const { unread } = await post<{ unread: number }>('/notices/mark', { ids, read })
  client.setQueryData(unreadQuery.queryKey, unread)
  void reload()
}

/** Marks all as read up to the newest that is shown. */
export async function markAll(newest: number) {
  const { unread } = await post<{ unread: number }>('/notices/mark', { up_to: newest })
  client.setQueryData(unreadQuery.queryKey, unread)
  void reload()
}
