import { createStore } from './store'

/** How many parts of the page were asked for and haven't arrived because the network is away or they are gone. */
export const stuck = createStore(0)

const FIRST_WAIT = 2_000
const LAST_WAIT = 60_000

/** Until the network is back, or it is worth trying again. */
function chance(wait: number): Promise<void> {
  return new Promise(resolve => {
    const timer = navigator.onLine ? setTimeout(done, wait) : undefined
    function done() {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      resolve()
    }
    window.addEventListener('online', done)
  })
}

async function arrive<T>(load: () => Promise<T>): Promise<T> {
  // A browser remembers a file that it couldn't fetch and doesn't ask for it again: without a network it isn't tried at all.
  if (navigator.onLine) {
    const got = await load().catch(() => undefined)
    if (got !== undefined) return got
  }
  stuck.set(n => n + 1)
  for (let wait = FIRST_WAIT; ; wait = Math.min(LAST_WAIT, wait * 2)) {
    await chance(wait)
    const got = navigator.onLine ? await load().catch(() => undefined) : undefined
    if (got === undefined) continue
    stuck.set(n => n - 1)
    return got
  }
}

/**
 * A part of the page that has a file of its own. It is fetched once, by whoever asks first, and never fails: what can't be fetched
 * is fetched when the network is back. Asking ahead makes sure that it opens without a network.
 */
export function late<T>(load: () => Promise<T>): () => Promise<T> {
  let coming: Promise<T> | undefined
  return () => {
    coming ??= arrive(load)
    return coming
  }
}

/** Runs when the page has nothing better to do; the answer calls it off. */
export function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(run, 2_000)
    return () => clearTimeout(timer)
  }
  const asked = requestIdleCallback(run, { timeout: 5_000 })
  return () => cancelIdleCallback(asked)
}
