import { describe, expect, it } from 'vitest'
import { both, type Condition } from '@/api/condition'
import type { ObjectDef } from '@/api/types'
import { emptyLeaf, fieldChoices, opsOf } from '@/records/filter/ops'
import { leaves, tidy } from '@/records/filter/tidy'
import catalogue from './fake/catalogue.json'

const objects = catalogue as unknown as ObjectDef[]
const open: Condition = { field: 'status', op: 'eq', value: 'open' }
const mine: Condition = { field: 'owner', op: 'eq', value: { me: true } }

describe('conditions', () => {
  it('join without needless nesting', () => {
    expect(both()).toBeUndefined()
    expect(both(undefined, open)).toEqual(open)
    expect(both({ all: [open] }, mine)).toEqual({ all: [open, mine] })
  })

  it('lose what is not filled in yet', () => {
    expect(tidy({ all: [{ field: 'name', op: 'contains', value: '' }] })).toBeUndefined()
    expect(tidy({ any: [open, { field: 'owner', op: 'in', value: [] }] })).toEqual({ any: [open] })
    expect(tidy({ not: { any: [] } })).toBeUndefined()
    expect(tidy({ exists: { path: 'stakeholders', where: { all: [] } } })).toEqual({ exists: { path: 'stakeholders' } })
    expect(tidy({ field: 'name', op: 'is_empty', value: false })).toBeDefined()
  })

  it('count their comparisons', () => {
    expect(leaves({ all: [open, { not: { any: [mine] } }, { exists: { path: 'tasks' } }] })).toBe(3)
  })

  it('offer a comparison for every field that can be filtered by', () => {
    for (const object of objects) {
      for (const choice of fieldChoices(object, objects)) {
        const leaf = emptyLeaf(choice)
        expect(opsOf(choice.field)).toContain(leaf.op)
      }
    }
  })
})
