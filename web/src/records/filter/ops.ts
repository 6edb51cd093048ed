import type { Leaf, Op } from '@/api/condition'
import type { Field, ObjectDef } from '@/api/types'

const TEXT: Op[] = ['contains', 'starts_with', 'eq', 'ne', 'is_empty']
const NUMBER: Op[] = ['gte', 'lte', 'gt', 'lt', 'eq', 'ne', 'is_empty']
const DATE: Op[] = ['within', 'gte', 'lte', 'eq', 'is_empty']
const CHOICE: Op[] = ['in', 'not_in', 'is_empty']

/** The comparisons that make sense for a field. */
export function opsOf(field: Field): Op[] {
  if (field.masked) return ['eq']
  switch (field.type) {
    case 'number':
    case 'money':
    case 'percent':
      return NUMBER
    case 'day':
    case 'instant':
      return DATE
    case 'select':
    case 'reference':
      return CHOICE
    case 'multi_select':
      return ['contains', 'is_empty']
    case 'bool':
      return ['eq']
    default:
      return TEXT
  }
}

export interface FieldChoice {
  path: string
  label: string
  field: Field
}

/** The fields that a condition on an object may name, one reference deep. */
export function fieldChoices(object: ObjectDef, objects: ObjectDef[]): FieldChoice[] {
  const skip = (field: Field) => field.filterable === false || field.key === 'id' || field.key === 'version'
  const own = object.fields.filter(field => !skip(field)).map(field => ({ path: field.key, label: field.label, field }))
  const through = object.fields
    // The group of a company is looked for by itself.
    .filter(field => field.type === 'reference' && field.target === 'accounts' && field.key !== 'head' && !skip(field))
    .flatMap(reference => {
      const target = objects.find(o => o.key === reference.target)
      return (target?.fields ?? [])
        .filter(field => !skip(field) && (field.type !== 'reference' || field.target === 'accounts'))
        .map(field => ({ path: `${reference.key}.${field.key}`, label: `${reference.label} · ${field.label}`, field }))
    })
  return [...own, ...through]
}

/** What a new comparison starts with. */
export function emptyLeaf(choice: FieldChoice): Leaf {
  const op = opsOf(choice.field)[0] ?? 'eq'
  return { field: choice.path, op, value: emptyValue(choice.field, op) }
}

export function emptyValue(field: Field, op: Op): unknown {
  if (op === 'is_empty') return true
  if (op === 'within') return { period: 'this_month' }
  if (op === 'in' || op === 'not_in') return []
  if (field.type === 'bool') return true
  if (field.type === 'day' || field.type === 'instant') return { today: 0 }
  return ''
}
