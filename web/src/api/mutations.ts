import type { InfiniteData, QueryKey } from '@tanstack/react-query'
import { t } from '@/lib/i18n'
import { notify } from '@/ui/toast'
import { call, Offline, Problem, post } from './client'
import { client, shows } from './queries'
import type { Page, Rec, Runs, Sop } from './types'

/** What an error says to the person who caused it. */
export function errorText(error: unknown): string {
  if (error instanceof Problem) return error.text
  if (error instanceof Offline) return t('error.offline')
  return t('error.unknown')
}

/** Reloads whatever shows records of this object. */
export function refresh(object: string, id?: string) {
  const touched = (key: QueryKey): boolean => {
    const [kind, of, record] = key
    if (kind === 'list' || kind === 'aggregate') return shows(key, new Set([object]))
    if (kind === 'record') return of === object && (!id || record === id)
    if (kind === 'timeline' || kind === 'health') return true
    if (kind === 'sop') return object !== 'opportunities' || !id || of === id
    return kind === 'today'
  }
  return client.invalidateQueries({ predicate: query => touched(query.queryKey) })
}

/** Puts new values into every cached copy of a record; answers how to take them back. */
export function patchCached(object: string, id: string, values: Record<string, unknown>): () => void {
  const before = client.getQueriesData<unknown>({
    predicate: ({ queryKey: [kind, of, what] }) =>
      of === object && (kind === 'list' || (kind === 'record' && what === id)),
  })
  const merge = (row: Rec): Rec => (row.id === id ? { ...row, ...values } : row)
  for (const [key, data] of before) {
    if (!data) continue
    if (key[0] === 'record') client.setQueryData<Rec>(key, merge(data as Rec))
    else if ((data as InfiniteData<Page<Rec>>).pages) {
      const infinite = data as InfiniteData<Page<Rec>>
      client.setQueryData(key, { ...infinite, pages: infinite.pages.map(p => ({ ...p, data: p.data.map(merge) })) })
    } else client.setQueryData(key, { ...(data as Page<Rec>), data: (data as Page<Rec>).data.map(merge) })
  }
  return () => {
    for (const [key, data] of before) client.setQueryData(key, data)
  }
}

/** What is being changed just now, by record: from which version to which. */
const changing = new Map<string, Promise<{ from: number; to: number } | null>>()

/**
 * Changes fields of a record: shown at once, taken back with a notice if the server refuses.
 * `shown` is what lists show meanwhile, where it differs from what is sent (a reference is sent as its id).
 * A change that follows one's own last one waits for it and builds on it, so that quick hands don't contradict themselves.
 */
export async function patchRecord(
  object: string,
  record: { id: string; version: number },
  values: Record<string, unknown>,
  shown: Record<string, unknown> = values,
): Promise<Rec> {
  const path = `/${object}/${record.id}`
  const undo = patchCached(object, record.id, shown)
  const before = changing.get(path)
  const work = (async () => {
    const last = await before
    const own = last && record.version >= last.from && record.version <= last.to ? last : null
    const saved = await call<Rec>('PATCH', path, { body: values, version: own?.to ?? record.version })
    return { saved, from: own?.from ?? record.version }
  })()
  const mine = work.then(
    ({ saved, from }) => ({ from, to: saved.version }),
    () => null,
  )
  changing.set(path, mine)
  try {
    const { saved } = await work
    patchCached(object, record.id, saved)
    void refresh(object, record.id)
    return saved
  } catch (error) {
    undo()
    if (error instanceof Problem && error.code === 'version_conflict') void refresh(object, record.id)
    throw error
  } finally {
    if (changing.get(path) === mine) changing.delete(path)
  }
}

export async function createRecord(object: string, values: Record<string, unknown>, key?: string): Promise<Rec> {
  const saved = await post<Rec>(`/${object}`, values, { key })
  void refresh(object)
  return saved
}

export async function deleteRecord(object: string, record: { id: string; version: number }): Promise<void> {
  await call('DELETE', `/${object}/${record.id}`, { version: record.version })
  void refresh(object)
}

export async function restoreRecord(object: string, id: string): Promise<void> {
  await post(`/${object}/${id}/restore`)
  void refresh(object)
}

/** A verb of a record's run; its answer is the SOP as it now is. */
export async function runVerb(id: string, path: string, body: unknown = {}, on: Runs = 'opportunities'): Promise<Sop> {
  const sop = await post<Sop>(`/${on}/${id}/${path}`, body)
  if (sop?.stages) client.setQueryData(['sop', id], sop)
  void refresh(on, id)
  return sop
}

/** Runs something and says so if it fails; answers whether it worked. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    notify({ text: errorText(error), tone: 'bad' })
    return false
  }
}
