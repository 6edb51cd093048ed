import { expect, test } from 'vitest'
import type { Rec } from '@/api/types'
import { branches, near } from '@/features/accounts/group-tree'

const company = (id: string, parent?: string): Rec => ({
  id,
  version: 1,
  parent: parent ? { id: parent, name: parent } : null,
})
const told = (records: Rec[]) => branches(records).map(({ record, depth }) => `${'-'.repeat(depth)}${record.id}`)

test('a group is a tree', () => {
  expect(told([company('b', 'a'), company('a'), company('c', 'b'), company('d', 'a')])).toEqual([
    'a',
    '-b',
    '--c',
    '-d',
  ])
})

test('what hangs on a company that one does not see stands at the top', () => {
  expect(told([company('b', 'unseen'), company('c', 'b'), company('d', 'unseen')])).toEqual(['b', '-c', 'd'])
})

test('a circle is not followed', () => {
  expect(told([company('a', 'b'), company('b', 'a'), company('c')])).toEqual(['c'])
})

test('of a large group those above, below and beside come first', () => {
  const many = Array.from({ length: 40 }, (_, n) => company(`x${n}`, 'top'))
  const all = branches([
    company('top'),
    company('mid', 'top'),
    company('own', 'mid'),
    company('low', 'own'),
    company('by', 'mid'),
    ...many,
  ])
  const shown = near(all, 'own').map(({ record }) => record.id)
  expect(shown).toHaveLength(12)
  expect(shown.slice(0, 5)).toEqual(['top', 'mid', 'own', 'low', 'by'])
  expect(near(all, 'nobody')).toHaveLength(12)
  expect(near(branches([company('a')]), 'a')).toHaveLength(1)
})
