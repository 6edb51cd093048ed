import type { ReactNode } from 'react'
import type { Field, ObjectDef, Rec } from '@/api/types'
import type { ListLook } from './columns'

/** Heights of a row on a desktop and on a phone. */
export const ROW = 38
export const PHONE_ROW = 92

export interface TableProps {
  object: ObjectDef
  columns: Field[]
  rows: Rec[]
  look?: ListLook
  phone: boolean
  sort: string | undefined
  onSort: (sort: string | undefined) => void
  at: number
  onAt: (index: number) => void
  selected: ReadonlySet<string>
  onSelect: (ids: ReadonlySet<string>) => void
  onOpen: (record: Rec) => void
  onEnd: () => void
  /** Below the last row: more to come, or nothing. */
  tail?: ReactNode
}

/** What a row can have done; the same functions for every row and every drawing. */
export interface RowActions {
  at: (index: number) => void
  open: (record: Rec) => void
  toggle: (id: string) => void
  edit: (id: string, key: string) => void
  editEnd: (step: -1 | 0 | 1) => void
}

export function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(id)) next.add(id)
  return next
}
