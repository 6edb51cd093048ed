import { call, newKey, Offline, Problem } from '@/api/client'
import { createStore } from './store'

/** A call log or an answer that waits for the network. Its key makes sure that it is done once, however often it is sent. */
export interface Waiting {
  key: string
  path: string
  /** `POST` if nothing is said. */
  method?: 'PUT'
  body: Record<string, unknown>
  /** What it is about, for the banner. */
  about: string
  /** Whose it is: on a shared phone it isn't sent as somebody else's. */
  by: string
}

const NAME = 'waiting-logs'

function load(): Waiting[] {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? '[]') as Waiting[]
  } catch {
    return []
  }
}

export const queue = createStore<Waiting[]>(load())
queue.subscribe(() => localStorage.setItem(NAME, JSON.stringify(queue.get())))

/** Who is signed in here. */
export const sender = createStore('')

/** Of what waits, that of whoever is signed in. */
export const mine = (all: Waiting[], who: string): Waiting[] => all.filter(item => item.by === who)

const send = ({ method, path, body, key }: Waiting) => call(method ?? 'POST', path, { body, key })

/** Sends now; if the network is away, keeps it for later. Answers whether it was sent. */
export async function sendOrKeep(
  path: string,
  body: Record<string, unknown>,
  about: string,
  method?: 'PUT',
): Promise<boolean> {
  // What replaces an answer makes one that still waits pointless.
  if (method) queue.set(all => all.filter(item => item.path !== path || item.by !== sender.get()))
  const item: Waiting = { key: newKey(), path, method, about, body, by: sender.get() }
  try {
    await send(item)
    return true
  } catch (error) {
    if (!(error instanceof Offline)) throw error
    queue.set(all => [...all, item])
    return false
  }
}

let sending = false

/** Sends what waits, in order. What the server refuses is handed to `refused` and dropped. */
export async function sendWaiting(refused: (item: Waiting, why: Problem) => void): Promise<number> {
  if (sending) return 0
  sending = true
  let sent = 0
  try {
    for (const item of mine(queue.get(), sender.get())) {
      try {
        await send(item)
        sent++
      } catch (error) {
        // Signed out, busy or still away: it stays for the next time.
        if (!(error instanceof Problem) || error.status === 401 || error.status === 429 || error.status >= 500) break
        refused(item, error)
      }
      queue.set(all => all.filter(other => other.key !== item.key))
    }
  } finally {
    sending = false
  }
  return sent
}
