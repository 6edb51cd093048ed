import { queryOptions } from '@tanstack/react-query'
import { get } from '@/api/client'
import type { NoticePage } from './notices'

/** How many I haven't read. */
export const unreadQuery = queryOptions({
  queryKey: ['notices', 'unread'],
  queryFn: ({ signal }) => get<NoticePage>('/notices', { query: { limit: 1 }, signal }).then(page => page.unread),
})
