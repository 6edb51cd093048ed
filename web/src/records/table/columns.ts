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

export const alignRight = (field: Field) => isNumeric(field)

/** The next order after a click on a heading: down, up, the default. */
export function nextSort(sort: string | undefined, key: string): string | undefined {
  if (sort === `-${key}`) return key
  if (sort === key) return undefined
  return `-${key}`
}
