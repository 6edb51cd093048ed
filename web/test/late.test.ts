import { afterEach, describe, expect, it, vi } from 'vitest'
import { late, stuck } from '@/lib/late'

let up = true
Object.defineProperty(navigator, 'onLine', { get: () => up })

function network(now: boolean) {
  up = now
  window.dispatchEvent(new Event(now ? 'online' : 'offline'))
}

afterEach(() => {
  up = true
  vi.useRealTimers()
})

describe('a part with a file of its own', () => {
  it('is fetched once, whoever asks', async () => {
    const load = vi.fn(async () => 'here')
    const part = late(load)
    expect(await Promise.all([part(), part()])).toEqual(['here', 'here'])
    expect(load).toHaveBeenCalledTimes(1)
  })

  it('is not tried without a network, and comes when it is back', async () => {
    network(false)
    const load = vi.fn(async () => 'here')
    const coming = late(load)()
    await Promise.resolve()
    expect([load.mock.calls.length, stuck.get()]).toEqual([0, 1])
    network(true)
    expect(await coming).toBe('here')
    expect(stuck.get()).toBe(0)
  })

  it('is tried again, ever more slowly, when it failed', async () => {
    vi.useFakeTimers()
    let tries = 0
    const coming = late(async () => {
      tries++
      if (tries < 4) throw new Error('gone')
      return 'here'
    })()
    await vi.advanceTimersByTimeAsync(1_000)
    expect([tries, stuck.get()]).toEqual([1, 1])
    await vi.advanceTimersByTimeAsync(6_000)
    expect(tries).toBe(3)
    await vi.advanceTimersByTimeAsync(8_000)
    expect(await coming).toBe('here')
    expect(stuck.get()).toBe(0)
  })
})
