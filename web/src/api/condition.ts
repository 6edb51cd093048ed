/** The one condition language, as it travels. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { exists: { path: string; where?: Condition } }
  | { field: string; op: Op; value?: unknown }

export type Leaf = Extract<Condition, { field: string }>

export type Op =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'in'
  | 'not_in'
  | 'contains'
  | 'starts_with'
  | 'is_empty'
  | 'within'

/** Both of two conditions, where either may be missing. */
export function both(...parts: (Condition | null | undefined)[]): Condition | undefined {
  const real = parts.filter(part => part != null)
  if (real.length < 2) return real[0]
  return { all: real.flatMap(part => ('all' in part ? part.all : [part])) }
}

export const isLeaf = (c: Condition): c is Leaf => 'field' in c
