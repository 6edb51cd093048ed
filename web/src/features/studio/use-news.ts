import { useQuery } from '@tanstack/react-query'
import { dayOf, daysBetween, today } from '@/lib/dates'
import { isRef } from '@/records/value'
import { compareQuery } from '../lab/data'
import { briefVersions } from './data'

/** So long after a version was published its changes are news. */
const NEWS_DAYS = 30

/** What the version that a record runs on changed, by step, as long as that is news. */
export function useNews(version: { id: string; number: number }): ReadonlyMap<string, string[]> {
  // A first version changes nothing for anybody: nothing is asked for.
  const record = useQuery({
    ...briefVersions({ field: 'id', op: 'eq', value: version.id }),
    enabled: version.number > 1,
    staleTime: 600_000,
  }).data?.data[0]
  const since = typeof record?.published_at === 'string' ? dayOf(record.published_at) : null
  const before = isRef(record?.based_on) ? record.based_on.id : undefined
  const isNews = since !== null && daysBetween(since, today()) <= NEWS_DAYS && before !== undefined
  const found = useQuery({ ...compareQuery(version.id, before), enabled: isNews, staleTime: Number.POSITIVE_INFINITY })
  const news = new Map<string, string[]>()
  if (!isNews) return news
  for (const stage of found.data?.stages ?? [])
    for (const note of stage.notes)
      if (note.part === 'step' && note.key && note.change !== 'removed')
        news.set(note.key, [...(news.get(note.key) ?? []), note.text])
  return news
}
