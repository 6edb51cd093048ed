import { call } from '@/api/client'
import { createStore } from '@/lib/store'

/** Where somebody stands in the tour. It waits while it is paused. */
export interface Tour {
  stop: number
  /** The deal that it walks through. */
  deal: string
  /** The step of that deal's SOP that a call completes, and the stage it stood in when the tour began. */
  step: string
  stage: string
  paused?: boolean
}

/** What is kept for a user: where they stand, or that they are through with it. */
type Kept = Tour | 'over'

const place = (user: string) => `tour:${user}`

/** What was kept; nothing if the browser keeps nothing. */
export function kept(user: string): Kept | null {
  try {
    const text = localStorage.getItem(place(user))
    return text ? (JSON.parse(text) as Kept) : null
  } catch {
    return null
  }
}

/** The tour of the one who is signed in. `undefined` until it was looked up. */
export const tour = createStore<Kept | null | undefined>(undefined)

export function keep(user: string, next: Kept) {
  tour.set(next)
  try {
    localStorage.setItem(place(user), JSON.stringify(next))
  } catch {
    // A browser that keeps nothing shows the invitation again.
  }
  // In another browser too.
  if (next === 'over') void call('PATCH', '/me', { body: { toured: true } }).catch(() => undefined)
}

/** As if the tour had never been offered. */
export function forget(user: string) {
  tour.set(null)
  try {
    localStorage.removeItem(place(user))
  } catch {
    // Nothing was kept.
  }
}
