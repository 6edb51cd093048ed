import type { ReactNode } from 'react'
import type { Field, ObjectDef, Rec } from '@/api/types'
import { isNumeric } from '../value'

/** How a list of one object differs from the plain one. */
export interface ListLook {
  /** Cells that say more than their field's value. */
  cells?: Record<string, (record: Rec) => ReactNode>
  /** Widths as grid tracks. */
  widths?: Record<string, string>
  /** Headings that differ from the field's label. */
  labels?: Record<string, string>
  /** Columns that end at the right although they aren't numbers, or the reverse. */
  right?: Record<string, boolean>
  /** A row on a phone. */
  phone?: (record: Rec) => ReactNode
}

const WIDTHS: Partial<Record<Field['type'], string>> = {
  money: '132px',
  percent: '88px',
  number: '96px',
  day: '110px',
  instant: '120px',
  bool: '72px',
  select: '120px',
  phone: '136px',
  email: 'minmax(160px,1fr)',
  long_text: 'minmax(220px,2fr)',
  reference: 'minmax(120px,1fr)',
}

export function widthOf(field: Field, object: ObjectDef, look: ListLook | undefined): string {
  return (
    look?.widths?.[field.key] ??
    (field.key === object.name_field ? 'minmax(220px,2fr)' : (WIDTHS[field.type] ?? 'minmax(110px,1fr)'))
  )
}

/** The width below which a track does not go. */
const least = (track: string): number => Number(/(\d+)px/.exec(track)?.[1] ?? 96)

/** The tracks of a row: a box to tick, the columns, a little air; and the width they need at least. */
export function tracksOf(
  columns: Field[],
  object: ObjectDef,
  look: ListLook | undefined,
): { tracks: string; min: number } {
  const widths = columns.map(field => widthOf(field, object, look))
  return { tracks: `40px ${widths.join(' ')} 8px`, min: 48 + widths.reduce((sum, width) => sum + least(width), 0) }
}

export const alignRight = (field: Field, look: ListLook | undefined) => look?.right?.[field.key] ?? isNumeric(field)

/** The next order after a click on a heading: down, up, the default. */
export function nextSort(sort: string | undefined, key: string): string | undefined {
  if (sort === `-${key}`) return key
  if (sort === key) return undefined
  return `-${key}`
}
