import { call } from '@/api/client'

export type Target = 'leads' | 'accounts' | 'contacts'

/** What was chosen; what wasn't is found out by the server. */
export interface Choices {
  encoding?: string
  separator?: string
  /** The field of each column, empty for none. */
  map?: string[]
  dates?: string
  decimal?: string
  existing?: string
  assign?: boolean
  accounts?: boolean
}

export interface RowFault {
  line: number
  column: string | null
  header: string | null
  value: string | null
  code: string
  text: string
}

export interface Preview {
  encoding: string
  encodings: { key: string; name: string }[]
  separator: string
  separators: string[]
  columns: { letter: string; header: string; field: string | null; rival: string | null; samples: string[] }[]
  fields: { key: string; label: string; required: boolean; type: string }[]
  asks: { code: string; text: string }[]
  remarks: { line: number; text: string }[]
  rows: number
  checked: number
  ok: number
  bad: number
  created: number
  updated: number
  skipped: number
  errors: RowFault[]
}

export interface Done {
  rows: number
  created: number
  updated: number
  skipped: number
  failed: number
  errors: RowFault[]
  refused: string | null
}

/** Sends a file with what was chosen. */
export function sendFile<T>(path: string, object: Target, file: File, choices: Choices, key?: string): Promise<T> {
  const { map, assign, accounts, ...plain } = choices
  return call<T>('POST', path, {
    body: file,
    key,
    query: { object, ...plain, map: map?.join(','), assign: assign || undefined, accounts: accounts || undefined },
  })
}
