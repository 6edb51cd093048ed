import { expect, test } from 'vitest'
import type { ObjectDef, Rec } from '@/api/types'
import { clock, minutes } from '@/features/people/hours'
import {
  type Rights,
  reach,
  reachOf,
  rightsOf,
  scopeKey,
  showingOf,
  withFurther,
  withObject,
  withShowing,
} from '@/features/people/rights'
import { below, tree } from '@/features/people/teams'

const team = (id: string, parent: string | null): Rec => ({
  id,
  version: 1,
  name: id,
  parent: parent && { id: parent, name: parent },
})
const person = (id: string, at: string | null): Rec => ({ id, version: 1, name: id, team: at && { id: at, name: at } })

test('the tree goes from the top down, with everybody counted once', () => {
  const teams = [team('b', 'a'), team('a', null), team('c', 'b'), team('d', 'unseen')]
  const people = [person('p', 'a'), person('q', 'c'), person('r', 'c'), person('s', null)]
  const shown = tree(teams, people).map(({ team, depth, people, all }) => [team.id, depth, people.length, all])
  expect(shown).toEqual([
    ['a', 0, 1, 3],
    ['b', 1, 0, 2],
    ['c', 2, 2, 2],
    ['d', 0, 0, 0],
  ])
  expect([...below(teams, 'b')].sort()).toEqual(['b', 'c'])
})

test('what a role may do follows the named kind, else the star, and never reaches further than seeing', () => {
  const rights: Rights = {
    objects: { '*': { read: 'all', create: true, update: 'all' }, leads: { read: 'own', update: 'all' } },
    can: ['reveal'],
  }
  expect(reach(rightsOf(rights, 'accounts'), 'update')).toBe('all')
  expect(reach(rightsOf(rights, 'leads'), 'update')).toBe('own')
  expect(reach(rightsOf(rights, 'leads'), 'delete')).toBe('none')
  const changed = withObject(rights, 'accounts', { update: 'team' })
  expect(rightsOf(changed, 'accounts')).toEqual({ read: 'all', create: true, update: 'team' })
  expect(rightsOf(rights, 'accounts').update).toBe('all')
  expect(withFurther(rights, 'admin', true).can).toEqual(['reveal', 'admin'])
  expect(withFurther(rights, 'reveal', false).can).toEqual([])
})

test('a field is shown, masked or hidden, one of the three', () => {
  const rights = { hidden: ['budget'], masked: ['phone'] }
  expect(['budget', 'phone', 'name'].map(key => showingOf(rights, key))).toEqual(['hidden', 'masked', 'shown'])
  expect(withShowing(rights, 'phone', 'hidden')).toEqual({ hidden: ['budget', 'phone'], masked: [] })
  expect(withShowing(rights, 'budget', 'shown')).toEqual({ hidden: [], masked: ['phone'] })
})

test('what has no owner is seen by all or not at all', () => {
  const object = (access: ObjectDef['access']) => ({ access }) as ObjectDef
  const some = { read: 'own', update: 'own', delete: 'all' } as const
  const reached = (access: ObjectDef['access']) =>
    (['read', 'update', 'delete'] as const).map(action => reachOf(object(access), some, action))
  expect(reached('workspace')).toEqual(['all', 'none', 'all'])
  expect(reached('personal')).toEqual(['all', 'all', 'all'])
  expect(reached('owned')).toEqual(['own', 'own', 'own'])
  expect(scopeKey(object('personal'), 'all')).toBe('role.own_and_shared')
  expect(scopeKey(object('personal'), 'all', 'update')).toBe('role.own')
  expect(scopeKey(object('via'), 'all')).toBe('role.with_parent')
  expect(scopeKey(object('owned'), 'below')).toBe('role.below')
  expect(scopeKey(object('workspace'), 'none')).toBe('role.none')
})

test('minutes and the clock', () => {
  for (const at of [0, 540, 810, 1439]) expect(minutes(clock(at))).toBe(at)
  expect(clock(1440)).toBe('23:59')
  expect(minutes('')).toBe(0)
})
