import { queryOptions } from '@tanstack/react-query'
import { get } from '@/api/client'
import type { Condition } from '@/api/condition'
import type { Rec, Ref } from '@/api/types'

export type AnswerKind = 'text' | 'number' | 'money' | 'choice' | 'person' | 'day'

export interface Given {
  id: string
  text: string | null
  unknown_because: string | null
  will_know_by: string | null
  number: number | null
  amount: string | null
  currency: string | null
  choice: string | null
  person: Ref | null
  day: string | null
  at: string
  by: Ref | null
}

export interface Asked {
  key: string
  text: string
  part: 'S' | 'P' | 'I' | 'N' | 'OTHER'
  group: string
  answer: AnswerKind
  choices: { key: string; label: string }[]
  important: boolean
  asked: boolean
  standing: 'open' | 'answered' | 'thin' | 'waiting' | 'late'
  given: Given | null
}

export interface AskList {
  key: string
  name: string
  purpose: string | null
  own: boolean
  now: boolean
  questions: Asked[]
}

export interface Talk {
  phase: string | null
  lists: AskList[]
  coverage: { part: string; name: string; answered: number; of: number }[]
  next: { question: string; list: string; text: string; reason: string; now: boolean }[]
  may_answer: boolean
}

/** Kept beside the lists of answers, so that what changes those reloads it. */
export const talkQuery = (id: string) =>
  queryOptions({
    queryKey: ['list', 'answers', 'talk', id],
    queryFn: ({ signal }) =>
      get<Talk>(`/opportunities/${id}/talk`, { signal }).then(talk => ({ ...talk, data: [] as Rec[] })),
  })

export interface Gap {
  key: string
  text: string
  why: string
  /** The condition that would close it, in words. */
  rule: string
}

export interface MapPerson extends Rec {
  contact: Ref | null
  role: string | null
  attitude: string | null
  influence: string | null
  concern: string | null
  met: boolean
  reports_to: string | null
  title: string | null
  last_contact_at: string | null
  attitudes: { from: string | null; to: string | null; at: string; by: string | null }[]
}

interface Unit {
  people: MapPerson[]
  beside: { id: string; name: string; at: string }[]
  gaps: Gap[]
  may_change: boolean
}

/** Who decides on a deal. */
export const unitQuery = (id: string) =>
  queryOptions({
    queryKey: ['list', 'stakeholders', 'unit', id],
    queryFn: ({ signal }) =>
      get<Unit>(`/opportunities/${id}/decision_unit`, { signal }).then(({ people, ...unit }) => ({
        ...unit,
        data: people as Rec[],
        people,
      })),
  })

export interface Side {
  k: number
  n: number
  share: number | null
  low: number | null
  high: number | null
  filter: Condition
}

export interface Row {
  list: string
  question: string
  text: string
  choice: string | null
  won: Side
  lost: Side
  verdict: 'too_few' | 'noise' | 'differ'
}

export interface Comparison {
  sop: Ref | null
  sops: Ref[]
  won: number
  lost: number
  rows: Row[]
}

export const compareQuery = (sop: string | undefined) =>
  queryOptions({
    queryKey: ['aggregate', 'answers', 'compare', sop ?? ''],
    queryFn: ({ signal }) => get<Comparison>('/insights/answers', { query: { sop }, signal }),
  })
