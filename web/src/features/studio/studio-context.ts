import { createContext, useContext } from 'react'
import type { Doc, Place } from './doc'
import { type DraftStore, useDoc } from './store'

export interface Fault {
  pointer: string
  line: number
  column: number
  severity: 'error' | 'warning'
  text: string
}

/** What the server says of the document as it was saved last. */
export interface Report {
  faults: Fault[]
  /** Conditions in words, by their pointer. */
  words: Record<string, string>
}

export interface Studio {
  store: DraftStore
  /** Whether it can be changed here. */
  edits: boolean
  place: Place
  choose: (place: Place) => void
  report: Report
}

export const StudioContext = createContext<Studio | null>(null)

export function useStudio(): Studio {
  const studio = useContext(StudioContext)
  if (!studio) throw new Error('useStudio outside the studio')
  return studio
}

/** A part of the document being edited. */
export const usePart = <T>(part: (doc: Doc) => T): T => useDoc(useStudio().store, part)

/** What is wrong exactly at a place of the document. */
export const faultAt = (report: Report, pointer: string): Fault | undefined =>
  report.faults.find(fault => fault.pointer === pointer)

/** How many faults lie within a part of the document. */
export const faultsIn = (report: Report, pointer: string): number =>
  report.faults.filter(f => f.severity === 'error' && (f.pointer === pointer || f.pointer.startsWith(`${pointer}/`)))
    .length
