import type { Rec } from '@/api/types'
import { isRef } from '@/records/value'

/** A company in its group, with how far below the topmost one it stands. */
export interface Branch {
  record: Rec
  depth: number
}

/** Companies that are shown without being asked for. */
const SHOWN = 12

const parentOf = (record: Rec): string | null => (isRef(record.parent) ? record.parent.id : null)

/**
 * The companies of a group as a tree, each after the one above it; one whose parent isn't among them stands at the top.
 * What stands in a circle, which no write allows, isn't there.
 */
export function branches(records: Rec[]): Branch[] {
  const known = new Set(records.map(record => record.id))
  const below = new Map<string | null, Rec[]>()
  for (const record of records) {
    const parent = parentOf(record)
    const key = parent !== null && known.has(parent) ? parent : null
    below.set(key, [...(below.get(key) ?? []), record])
  }
  const walk = (key: string | null, depth: number): Branch[] =>
    (below.get(key) ?? []).flatMap(record => [{ record, depth }, ...walk(record.id, depth + 1)])
  return walk(null, 0)
}

/** Of a large group: those above a company, it, those directly below it and beside it, as many as there is room for. */
export function near(all: Branch[], id: string): Branch[] {
  if (all.length <= SHOWN) return all
  const byId = new Map(all.map(branch => [branch.record.id, branch]))
  const own = byId.get(id)
  if (!own) return all.slice(0, SHOWN)
  const kept = new Set([id])
  for (let up = parentOf(own.record); up !== null && byId.has(up) && !kept.has(up); ) {
    kept.add(up)
    const above = byId.get(up)
    up = above ? parentOf(above.record) : null
  }
  const parent = parentOf(own.record)
  const close = [
    ...all.filter(branch => parentOf(branch.record) === id),
    ...all.filter(branch => parent !== null && parentOf(branch.record) === parent),
    ...all,
  ]
  for (const branch of close) if (kept.size < SHOWN) kept.add(branch.record.id)
  return all.filter(branch => kept.has(branch.record.id))
}
