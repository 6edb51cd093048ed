import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { pageQuery } from '@/api/queries'
import type { Field, ObjectDef } from '@/api/types'
import { closeDialogs, dialogs, runFix } from '@/app/dialogs'
import { startI18n } from '@/lib/i18n'
import { Existing } from '@/records/existing'

const field = (key: string, type: string, more: object = {}) => ({ key, label: key, type, ...more }) as unknown as Field

const people = {
  key: 'stakeholders',
  label_one: '决策链成员',
  columns: ['contact', 'attitude', 'met'],
  fields: [
    field('opportunity', 'reference', { target: 'opportunities' }),
    field('contact', 'reference', { target: 'contacts' }),
    field('attitude', 'select', { options: [{ key: 'unknown', label: '未知' }] }),
    field('met', 'bool'),
  ],
  rights: { read: 'all', create: true, update: true, delete: true },
} as unknown as ObjectDef

it('a fix that adds somebody offers those who are there to be changed', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  await startI18n()
  closeDialogs()
  const values = { opportunity: 'o1' }
  runFix({ kind: 'create', object: 'stakeholders', values }, 'o1')
  expect(dialogs.get()).toEqual([{ kind: 'create', object: 'stakeholders', values, existing: true }])

  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } })
  const filter = { all: [{ field: 'opportunity', op: 'eq' as const, value: 'o1' }] }
  const person = { id: 's1', version: 1, contact: { id: 'c1', name: '李娜' }, attitude: 'unknown', met: true }
  client.setQueryData(pageQuery('stakeholders', { filter, limit: 20 }).queryKey, {
    data: [person],
    next_cursor: null,
  } as never)
  const box = document.createElement('div')
  const close = vi.fn(closeDialogs)
  act(() =>
    createRoot(box).render(
      <QueryClientProvider client={client}>
        <Existing object={people} given={values} onOpen={close} />
      </QueryClientProvider>,
    ),
  )
  const button = box.querySelector('button')
  expect(button?.textContent).toBe('李娜 · 未知')
  act(() => button?.click())
  expect(close).toHaveBeenCalledOnce()
  expect(dialogs.get()).toEqual([{ kind: 'edit', object: 'stakeholders', id: 's1' }])
})
