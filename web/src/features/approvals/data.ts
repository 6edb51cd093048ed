import { queryOptions } from '@tanstack/react-query'
import { get, post } from '@/api/client'
import { refresh } from '@/api/mutations'
import { client } from '@/api/queries'
import type { Ref } from '@/api/types'

export interface Seat {
  id: string
  step: number
  person: Ref | null
  came: 'flow' | 'added' | 'handed' | 'stand_in' | 'superior'
  whose: Ref | null
  state: 'queued' | 'waiting' | 'approved' | 'rejected' | 'returned' | 'handed_over' | 'timed_out' | 'passed'
  comment: string | null
  due_at: string | null
  decided_at: string | null
}

export interface Step {
  who: string[]
  mode: 'all' | 'any' | 'in_turn'
  copy: string[]
  hours: number | null
}

export type Status = 'pending' | 'approved' | 'rejected' | 'returned' | 'withdrawn'

export interface Course {
  id: string
  version: number
  title: string | null
  reason: string | null
  kind: string
  status: Status
  /** What it is about, if I see that. */
  about: (Ref & { object: string }) | null
  asker: Ref | null
  asked_at: string
  decided_at: string | null
  step: number
  steps: Step[]
  alone: boolean
  seats: Seat[]
  may: { decide: boolean; withdraw: boolean; resend: boolean }
}

export type Verb = 'approve' | 'reject' | 'return' | 'withdraw' | 'resend' | 'add' | 'hand_over'

export const courseQuery = (id: string) =>
  queryOptions({
    queryKey: ['record', 'approvals', `${id}/course`],
    queryFn: ({ signal }) => get<Course>(`/approvals/${id}/course`, { signal }),
  })

/** Does something with an approval; whatever shows it is loaded again. */
export async function act(id: string, verb: Verb, body: { comment?: string; to?: string }) {
  const course = await post<Course>(`/approvals/${id}/${verb}`, body)
  client.setQueryData(courseQuery(id).queryKey, course)
  // What was asked for may have changed the record that it is about.
  void refresh('approvals')
  void refresh('waivers')
  if (course.about) void refresh(course.about.object, course.about.id)
}

/** Asks the company for something about a record. */
export async function request(object: string, id: string, body: { title: string; reason: string }) {
  const course = await post<Course>(`/${object}/${id}/request`, body)
  void refresh('approvals')
  return course
}

export const TONE = { pending: 'warn', approved: 'ok', rejected: 'bad', returned: 'warn', withdrawn: 'plain' } as const
