import { useCallback, useEffect, useRef, useState } from 'react'
import { call, Problem } from '@/api/client'
import { client } from '@/api/queries'
import { documentQuery } from '../sop/document'
import type { Doc } from './doc'
import type { DraftStore } from './store'
import type { Report } from './studio-context'

/** Saved after so long without a change, and at the latest after so long. */
const PAUSE_MS = 900
const LONGEST_MS = 8_000
const RETRY_MS = 5_000

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict'

export interface Saving {
  state: SaveState
  report: Report
  /** The version of the record that the document was saved as. */
  version: () => number
  /** Saves what isn't saved yet; tells whether all is saved then. */
  flush: () => Promise<boolean>
  /** Another saved meanwhile: theirs stays as it is, and mine is written over it. */
  overwrite: (version: number) => Promise<boolean>
  /** A verb gave the record another version. */
  adopt: (version: number) => void
}

/** Keeps a draft on the server as it is edited, one save after another, each on the version of the one before. */
export function useAutosave(id: string, first: number, store: DraftStore, initial: Report): Saving {
  const [state, setState] = useState<SaveState>('saved')
  const [report, setReport] = useState(initial)
  const version = useRef(first)
  const saved = useRef<Doc>(store.doc)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const since = useRef(0)
  const running = useRef<Promise<boolean> | null>(null)
  const stopped = useRef(false)

  const flush = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current)
    if (running.current) await running.current
    const doc = store.doc
    if (doc === saved.current) return true
    if (stopped.current) return false
    const work = (async () => {
      setState('saving')
      try {
        const answer = await call<Report & { version: number }>('PUT', `/sop_versions/${id}/document`, {
          body: { document: doc },
          version: version.current,
        })
        version.current = answer.version
        saved.current = doc
        since.current = 0
        // Whoever comes back finds what was saved.
        client.setQueryData(documentQuery(id).queryKey, doc as never)
        setReport({ faults: answer.faults, words: answer.words })
        setState(store.doc === doc ? 'saved' : 'waiting')
        return store.doc === doc
      } catch (error) {
        if (error instanceof Problem && error.code === 'version_conflict') {
          stopped.current = true
          setState('conflict')
        } else {
          setState('failed')
          // A network that was away comes back; what is refused is refused again, and says so.
          if (!(error instanceof Problem)) timer.current = setTimeout(() => void flush(), RETRY_MS)
        }
        return false
      }
    })()
    running.current = work
    const done = await work
    running.current = null
    if (!done && store.doc !== doc && !stopped.current) return flush()
    return done
  }, [id, store])

  useEffect(
    () =>
      store.subscribe(() => {
        if (stopped.current) return
        since.current ||= Date.now()
        setState(old => (old === 'saving' ? old : 'waiting'))
        clearTimeout(timer.current)
        const left = Math.max(0, LONGEST_MS - (Date.now() - since.current))
        timer.current = setTimeout(() => void flush(), Math.min(PAUSE_MS, left))
      }),
    [store, flush],
  )
  // Who goes away leaves nothing behind that isn't saved; who closes the window is asked.
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      if (store.doc !== saved.current) event.preventDefault()
    }
    window.addEventListener('beforeunload', leaving)
    return () => {
      window.removeEventListener('beforeunload', leaving)
      void flush()
    }
  }, [store, flush])

  return {
    state,
    report,
    version: () => version.current,
    flush,
    overwrite: async to => {
      stopped.current = false
      version.current = to
      return flush()
    },
    adopt: to => {
      version.current = to
    },
  }
}
