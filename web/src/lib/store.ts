import { useSyncExternalStore } from 'react'

/** A value that lives outside components and re-renders those that read it. */
export interface Store<T> {
  get: () => T
  set: (next: T | ((old: T) => T)) => void
  subscribe: (listener: () => void) => () => void
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: next => {
      value = typeof next === 'function' ? (next as (old: T) => T)(value) : next
      for (const listener of listeners) listener()
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get)
