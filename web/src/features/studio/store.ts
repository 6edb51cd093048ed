import { useCallback, useSyncExternalStore } from 'react'
import type { Doc } from './doc'
import type { Edit } from './edits'

/** Steps that can be undone. */
const DEPTH = 200
/** Changes of one field within this time are one step. */
const ONE_STROKE_MS = 1200

interface Step {
  doc: Doc
  mark: string
  at: number
}

/** A document being edited, with what was before and after. */
export class DraftStore {
  private past: Step[] = []
  private future: Doc[] = []
  private now: Doc
  private last: { mark: string; at: number } = { mark: '', at: 0 }
  private readonly listeners = new Set<() => void>()

  constructor(doc: Doc) {
    this.now = doc
  }

  get doc(): Doc {
    return this.now
  }

  get canUndo(): boolean {
    return this.past.length > 0
  }

  get canRedo(): boolean {
    return this.future.length > 0
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private tell() {
    for (const listener of this.listeners) listener()
  }

  /** Changes the document. Edits with the same mark in quick succession, such as the letters of a word, are undone as one. */
  apply(edit: Edit, mark = '', at = Date.now()) {
    const next = edit(this.now)
    if (next === this.now) return
    const goesOn = mark !== '' && mark === this.last.mark && at - this.last.at < ONE_STROKE_MS
    if (!goesOn) this.past = [...this.past.slice(-DEPTH + 1), { doc: this.now, mark, at }]
    this.last = { mark, at }
    this.future = []
    this.now = next
    this.tell()
  }

  undo() {
    const before = this.past.at(-1)
    if (!before) return
    this.past = this.past.slice(0, -1)
    this.future = [this.now, ...this.future]
    this.now = before.doc
    this.last = { mark: '', at: 0 }
    this.tell()
  }

  redo() {
    const [after, ...rest] = this.future
    if (!after) return
    this.past = [...this.past, { doc: this.now, mark: '', at: 0 }]
    this.future = rest
    this.now = after
    this.last = { mark: '', at: 0 }
    this.tell()
  }

  /** Puts another document in place, as from a file; it can be undone. */
  replace(doc: Doc) {
    this.apply(() => doc)
  }
}

/** A part of the document; the component draws again only when that part is another. */
export function useDoc<T>(store: DraftStore, part: (doc: Doc) => T): T {
  return useSyncExternalStore(
    store.subscribe,
    useCallback(() => part(store.doc), [store, part]),
  )
}
