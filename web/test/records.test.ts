import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '@/api/client'
import { patchRecord } from '@/api/mutations'
import { client, listPages, recordQuery } from '@/api/queries'
import type { ObjectDef, Rec } from '@/api/types'
import { startI18n, t } from '@/lib/i18n'
import { nextSort } from '@/records/table/columns'
import { entryTitle } from '@/records/timeline-words'
import { valueText } from '@/records/value'
import catalogue from './fake/catalogue.json'
import { fakeServer } from './fake/server'

const objects = catalogue as unknown as ObjectDef[]
let server = fakeServer(10)
let refuse = false

beforeEach(async () => {
  await startI18n()
  client.clear()
  refuse = false
  server = fakeServer(10)
  vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
    if (refuse && init.method === 'PATCH') {
      const body = {
        status: 422,
        code: 'invalid_value',
        title: '值不正确',
        errors: [{ pointer: '/amount', code: 'invalid_value', text: '金额应为数字' }],
      }
      return new Response(JSON.stringify(body), { status: 422 })
    }
    const answer = server.handle(init.method ?? 'GET', String(url), init.body ? JSON.parse(String(init.body)) : {})
    return new Response(JSON.stringify(answer.body), { status: answer.status })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('an inline change', () => {
  it('is shown everywhere at once and taken back if the server refuses', async () => {
    const pages = listPages('opportunities', {})
    const list = await client.fetchInfiniteQuery(pages)
    const row = list.pages[0]?.data[0] as Rec
    await client.fetchQuery(recordQuery('opportunities', row.id))
    refuse = true
    const saving = patchRecord('opportunities', row, { amount: 'x' })
    expect(client.getQueryData<Rec>(recordQuery('opportunities', row.id).queryKey)?.amount).toBe('x')
    const failure = await saving.catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Problem)
    expect((failure as Problem).fields).toEqual({ amount: '金额应为数字' })
    expect(client.getQueryData<Rec>(recordQuery('opportunities', row.id).queryKey)?.amount).toBe(row.amount)
    expect(client.getQueryData(pages.queryKey)?.pages[0]?.data[0]?.amount).toBe(row.amount)
  })

  it('carries the version and a key of its own', async () => {
    const seen: Record<string, string>[] = []
    vi.stubGlobal('fetch', async (_: URL, init: RequestInit) => {
      seen.push(init.headers as Record<string, string>)
      return new Response('{"id":"1","version":2}')
    })
    await patchRecord('accounts', { id: '1', version: 1 }, { name: 'A' })
    await patchRecord('accounts', { id: '1', version: 2 }, { name: 'B' })
    expect(seen[0]?.['if-match']).toBe('"1"')
    expect(seen[1]?.['if-match']).toBe('"2"')
    expect(seen[0]?.['idempotency-key']).not.toBe(seen[1]?.['idempotency-key'])
  })
})

describe('words', () => {
  const field = (object: string, key: string) => {
    const found = objects.find(o => o.key === object)?.fields.find(f => f.key === key)
    if (!found) throw new Error(`${object}.${key}`)
    return found
  }

  it('show values by their type', () => {
    expect(valueText(field('opportunities', 'amount'), '1386000.00')).toBe('¥1,386,000')
    expect(valueText(field('opportunities', 'status'), 'won')).toBe('赢单')
    expect(valueText(field('opportunities', 'account'), { id: '1', name: '恒立' })).toBe('恒立')
    expect(valueText(field('opportunities', 'next_step'), { step: 'a', text: '确认预算' })).toBe('确认预算')
  })

  it('tell what happened', () => {
    const names = { stages: new Map([['discover', '需求识别']]), steps: new Map(), questions: new Map() }
    const entry = {
      seq: 1,
      at: '',
      actor: null,
      object: 'opportunities',
      record: '1',
      fields: [],
      meta: {},
      record_data: null,
    }
    expect(entryTitle({ ...entry, kind: 'stage_entered', meta: { stage: 'discover' } }, objects, names, t)).toBe(
      '进入「需求识别」阶段',
    )
    expect(entryTitle({ ...entry, kind: 'created' }, objects, names, t)).toBe('新建商机')
    const call = { id: '1', version: 1, kind: 'call', minutes: 12, reached: 'connected' }
    expect(entryTitle({ ...entry, object: 'activities', kind: 'created', record_data: call }, objects, names, t)).toBe(
      '电话 · 12 分钟 · 已接通',
    )
  })

  it('sort down, up, and by default again', () => {
    expect([undefined, '-amount', 'amount'].map(sort => nextSort(sort, 'amount'))).toEqual([
      '-amount',
      'amount',
      undefined,
    ])
  })
})
