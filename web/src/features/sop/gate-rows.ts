import type { Missing } from '@/api/types'

/** What a missing thing is: its step, whatever that step still asks for; else its words. */
const idOf = (item: Missing): string => item.step ?? item.text

export interface GateRow extends Missing {
  id: string
  done: boolean
}

/** The things that were missing at first, as they are now: what is still missing says what it says now. */
export function gateRows(first: Missing[], now: Missing[]): GateRow[] {
  const open = new Map(now.map(item => [idOf(item), item]))
  const known = first.map(item => ({ ...(open.get(idOf(item)) ?? item), id: idOf(item), done: !open.has(idOf(item)) }))
  const ids = new Set(known.map(row => row.id))
  const added = now.filter(item => !ids.has(idOf(item))).map(item => ({ ...item, id: idOf(item), done: false }))
  return [...known, ...added]
}
