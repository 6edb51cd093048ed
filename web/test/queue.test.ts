import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { queue, sender, sendOrKeep, sendWaiting } from '@/lib/queue'
import { fakeServer } from './fake/server'

let online = true
let server = fakeServer(10)

beforeEach(() => {
  queue.set([])
  online = true
  server = fakeServer(10)
  vi.stubGlobal('fetch', async (url: URL, init: RequestInit) => {
    if (!online) throw new TypeError('Failed to fetch')
    const key = (init.headers as Record<string, string>)['idempotency-key'] ?? null
    const answer = server.handle(init.method ?? 'GET', String(url), init.body ? JSON.parse(String(init.body)) : {}, key)
    return new Response(JSON.stringify(answer.body), { status: answer.status })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const path = () => `/opportunities/${server.data.opportunities?.[0]?.id}/log`
const logged = () => server.data.activities?.length

describe('a call log', () => {
  it('is sent at once while the network is there', async () => {
    expect(await sendOrKeep(path(), { kind: 'call' }, 'A')).toBe(true)
    expect(queue.get()).toEqual([])
    expect(logged()).toBe(1)
  })

  it('waits while the network is away, outlives the page, and is sent once', async () => {
    online = false
    expect(await sendOrKeep(path(), { kind: 'call', body: 'x' }, 'A')).toBe(false)
    expect(JSON.parse(localStorage.getItem('waiting-logs') ?? '[]')).toHaveLength(1)
    const refused = vi.fn()
    expect(await sendWaiting(refused)).toBe(0)
    expect(queue.get()).toHaveLength(1)

    online = true
    const key = queue.get()[0]?.key
    // Two tabs or an impatient timer: the key makes the second one the same request.
    const twice = [...queue.get()]
    expect(await sendWaiting(refused)).toBe(1)
    queue.set(twice)
    await sendWaiting(refused)
    expect(server.calls.filter(c => c.key === key)).toHaveLength(2)
    expect(logged()).toBe(1)
    expect(queue.get()).toEqual([])
    expect(refused).not.toHaveBeenCalled()
  })

  it('is not sent by who signs in after', async () => {
    online = false
    sender.set('first')
    await sendOrKeep(path(), { kind: 'call' }, 'A')
    online = true
    sender.set('second')
    expect(await sendWaiting(vi.fn())).toBe(0)
    sender.set('first')
    expect(await sendWaiting(vi.fn())).toBe(1)
    expect(logged()).toBe(1)
  })

  it('that the server refuses is reported and dropped', async () => {
    online = false
    await sendOrKeep('/opportunities/none/log', { kind: 'call' }, 'A')
    online = true
    const refused = vi.fn()
    await sendWaiting(refused)
    expect(refused).toHaveBeenCalledOnce()
    expect(queue.get()).toEqual([])
  })
})
