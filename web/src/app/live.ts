import { useEffect } from 'react'
import { client, shows } from '@/api/queries'
import { createStore } from '@/lib/store'

interface Changed {
  object: string
  id: string
  version?: number
  kind: string
}

/** Whether the server can be reached. */
export const online = createStore(navigator.onLine)

/** How long a burst of changes is gathered, how long a lost connection may take to come back, when to try anew. */
const BURST = 300
const GRACE = 5_000
const AGAIN = 15_000

/** Reloads what is on screen when somebody changes it; waits a moment, so that a burst is one reload. */
export function useLiveEvents() {
  useEffect(() => {
    let source: EventSource | null = null
    let waiting: Changed[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    let lost: ReturnType<typeof setTimeout> | undefined
    let opened = false
    let again: ReturnType<typeof setTimeout> | undefined

    function flush() {
      const objects = new Set(waiting.map(e => e.object))
      const ids = new Set(waiting.map(e => e.id))
      waiting = []
      void client.invalidateQueries({
        predicate: ({ queryKey }) => {
          const [kind, , id] = queryKey
          if (kind === 'list' || kind === 'aggregate') return shows(queryKey, objects)
          if (kind === 'record') return ids.has(String(id))
          return kind === 'sop' || kind === 'timeline' || kind === 'today' || kind === 'health'
        },
      })
    }

    function connect() {
      source = new EventSource('/api/v1/events')
      source.addEventListener('open', () => {
        clearTimeout(lost)
        // What changed while the stream was away was not heard of.
        if (opened || !online.get()) up()
        opened = true
      })
      source.addEventListener('error', () => {
        clearTimeout(lost)
        lost = setTimeout(() => online.set(false), GRACE)
        // The browser tries again by itself unless the answer was no event stream.
        if (source?.readyState === EventSource.CLOSED) again = setTimeout(connect, AGAIN)
      })
      source.addEventListener('changed', event => {
        waiting.push(JSON.parse(event.data) as Changed)
        clearTimeout(timer)
        timer = setTimeout(flush, BURST)
      })
      source.addEventListener('notice', () => void client.invalidateQueries({ queryKey: ['notices'] }))
      // Too much happened at once to be told one by one.
      source.addEventListener('lagged', () => void client.invalidateQueries())
    }

    const up = () => {
      online.set(true)
      void client.invalidateQueries()
    }
    const down = () => online.set(false)
    window.addEventListener('online', up)
    window.addEventListener('offline', down)
    connect()
    return () => {
      window.removeEventListener('online', up)
      window.removeEventListener('offline', down)
      for (const waits of [timer, lost, again]) clearTimeout(waits)
      source?.close()
    }
  }, [])
}
