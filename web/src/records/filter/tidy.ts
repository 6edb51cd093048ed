import type { Condition } from '@/api/condition'

/** Leaves out what is not filled in yet: the server would refuse it. Nothing left is no condition. */
export function tidy(condition: Condition | undefined): Condition | undefined {
  if (!condition) return undefined
  if ('all' in condition || 'any' in condition) {
    const parts = ('all' in condition ? condition.all : condition.any).map(tidy).filter(part => part !== undefined)
    if (parts.length === 0) return undefined
    return 'all' in condition ? { all: parts } : { any: parts }
  }
  if ('not' in condition) {
    const inner = tidy(condition.not)
    return inner && { not: inner }
  }
  if ('exists' in condition)
    return {
      exists: {
        path: condition.exists.path,
        ...(tidy(condition.exists.where) && { where: tidy(condition.exists.where) }),
      },
    }
  const { value, op } = condition
  if (op !== 'is_empty' && (value == null || value === '' || (Array.isArray(value) && value.length === 0)))
    return undefined
  return condition
}

/** How many comparisons a condition makes. */
export function leaves(condition: Condition | undefined): number {
  if (!condition) return 0
  if ('all' in condition) return condition.all.reduce((n, part) => n + leaves(part), 0)
  if ('any' in condition) return condition.any.reduce((n, part) => n + leaves(part), 0)
  if ('not' in condition) return leaves(condition.not)
  if ('exists' in condition) return Math.max(1, leaves(condition.exists.where))
  return 1
}
