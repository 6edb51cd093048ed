import { beforeEach, expect, test } from 'vitest'
import { recent, remember } from '@/app/recent'

const id = (n: number) => `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`

beforeEach(() => localStorage.clear())

test('what was opened last stands first, once, and not for others', () => {
  for (const n of [1, 2, 3, 1]) remember('me', `/accounts/${id(n)}`)
  expect(recent('me')).toEqual([id(1), id(3), id(2)])
  expect(recent('you')).toEqual([])
})

test('only pages of records count, and only so many', () => {
  for (const path of ['/accounts', '/accounts/new', `/settings/users/${id(1)}`, `/accounts/${id(1)}/x`])
    remember('me', path)
  expect(recent('me')).toEqual([])
  for (let n = 0; n < 30; n++) remember('me', `/tasks/${id(n)}`)
  expect(recent('me')).toHaveLength(20)
  expect(recent('me')[0]).toBe(id(29))
})

test('what is broken is as if there were nothing', () => {
  localStorage.setItem('recent me', '{')
  expect(recent('me')).toEqual([])
  localStorage.setItem('recent me', '"x"')
  expect(recent('me')).toEqual([])
})
