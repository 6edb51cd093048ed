import { call } from '@/api/client'
import { refresh } from '@/api/mutations'
import { dayText } from '@/lib/dates'
import { money, number } from '@/lib/format'
import { sendOrKeep, type Waiting } from '@/lib/queue'
import type { AnswerKind, Asked, AskList, Given } from './data'

/** What a form of one question holds. */
export interface Draft {
  value: string
  person: { id: string; name: string } | null
  text: string
  unknown: boolean
  because: string
  by: string
}

export const NO_LIST: AskList[] = []

const path = (deal: string, question: string) => `/opportunities/${deal}/answers/${question}`

/** What is sent for an answer. */
export function bodyOf(kind: AnswerKind, draft: Draft): Record<string, unknown> {
  if (draft.unknown) return { unknown_because: draft.because, will_know_by: draft.by }
  if (kind === 'text') return { text: draft.text }
  const value = kind === 'person' ? draft.person?.id : kind === 'number' ? Number(draft.value) : draft.value
  return { value, ...(draft.text.trim() !== '' && { text: draft.text }) }
}

export function isFilled(kind: AnswerKind, draft: Draft): boolean {
  if (draft.unknown) return draft.because.trim() !== '' && draft.by !== ''
  if (kind === 'text') return draft.text.trim() !== ''
  if (kind === 'person') return draft.person !== null
  if (kind === 'number') return draft.value.trim() !== '' && Number.isFinite(Number(draft.value))
  return draft.value.trim() !== ''
}

/** Sends an answer, or keeps it until the network is back; answers whether it was sent. */
export async function giveAnswer(deal: string, question: Asked, draft: Draft, about: string): Promise<boolean> {
  const sent = await sendOrKeep(path(deal, question.key), bodyOf(question.answer, draft), about, 'PUT')
  if (sent) {
    void refresh('answers')
    void refresh('opportunities', deal)
  }
  return sent
}

/** What waits to be sent, by question, as if it had been. */
export function keptAnswers(deal: string, waiting: Waiting[]): Map<string, Record<string, unknown>> {
  const begin = path(deal, '')
  const own = waiting.filter(item => item.path.startsWith(begin))
  return new Map(own.map(item => [item.path.slice(begin.length), item.body]))
}

/** An answer in words. */
export function givenText(question: Asked, given: Given): string {
  if (given.number != null) return withWords(number(given.number), given.text)
  if (given.amount != null) return withWords(money(given.amount, given.currency ?? 'CNY'), given.text)
  if (given.choice != null)
    return withWords(
      question.choices.find(c => c.key === given.choice)?.label ?? given.choice,
      given.text === given.choice ? null : given.text,
    )
  if (given.person) return withWords(given.person.name, given.text)
  if (given.day) return withWords(dayText(given.day), given.text)
  return given.text ?? ''
}

/** The plain value is its own text if nobody said more. */
function withWords(value: string, text: string | null): string {
  if (!text || /^[\d.,-]+$/.test(text) || text === value) return value
  return value.includes(text) || text.includes(value) ? text : `${value} · ${text}`
}

/** The questions that are asked, one after the other. */
export const askedOf = (lists: AskList[]): { list: AskList; question: Asked }[] =>
  lists.flatMap(list => list.questions.filter(q => q.asked).map(question => ({ list, question })))

export const isOpen = (question: Asked): boolean => ['open', 'thin', 'late'].includes(question.standing)

/** A versioned answer's history. */
export const answerHistory = (deal: string, question: string) =>
  call<{ versions: Version[] }>('GET', path(deal, question)).then(answer => answer.versions)

/** An earlier version of an answer: what it held until it was changed. */
export interface Version {
  seq: number
  at: string
  by: { name: string } | null
  was: Partial<
    Record<'text' | 'unknown_because' | 'number' | 'amount' | 'choice' | 'person' | 'day', string | number | null>
  >
}

/** What an earlier version said: nothing, if it is the kind of answer that changed. */
export function wasText({ was }: Version): string {
  const held = was.amount ?? was.number ?? was.choice ?? was.day ?? was.person ?? was.text ?? was.unknown_because
  return held == null ? '—' : String(held)
}
