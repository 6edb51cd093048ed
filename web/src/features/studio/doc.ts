import type { Condition } from '@/api/condition'
import type { DocumentStage, DocumentStep, SopDocument, Words } from '../sop/document'

export type { Words }

/** A way on from a stage. */
export interface Way {
  to: string
  when?: Condition
}

/** A requirement of a gate. */
export interface Exit {
  text: Words
  when: Condition
  fix?: Record<string, unknown>
}

export interface Step extends DocumentStep {
  wait?: string
  severity?: 'low' | 'normal' | 'high'
  done_when?: Condition
  fix?: Record<string, unknown>
}

export interface Stage extends Omit<DocumentStage, 'steps' | 'exit' | 'next'> {
  steps?: Step[]
  exit?: Exit[]
  next?: Way[]
}

export interface Question {
  key: string
  text: Words
  important?: boolean
  kind: 'open' | 'closed'
}

export interface QuestionList {
  key: string
  name: Words
  groups: { key: string; name: Words; questions: Question[] }[]
}

/** A document as its author has it. */
export interface Doc extends Omit<SopDocument, 'sop' | 'stages' | 'questions'> {
  sop: SopDocument['sop'] & { object: string; owner_role: string; review_after_days: number }
  stages: Stage[]
  questions?: QuestionList[]
}

/** What is chosen to be edited: the SOP itself, a stage, a step, or a list of questions. */
export type Place = { kind: 'sop' } | { kind: 'stage'; stage: string } | { kind: 'step'; stage: string; step: string }

/** A place as comments and addresses write it. */
export const placeKey = (place: Place): string | undefined =>
  place.kind === 'sop' ? undefined : place.kind === 'stage' ? place.stage : `${place.stage}/${place.step}`

export function readPlace(key: string | undefined): Place {
  const [stage, step] = (key ?? '').split('/')
  if (!stage) return { kind: 'sop' }
  return step ? { kind: 'step', stage, step } : { kind: 'stage', stage }
}

export const samePlace = (a: Place, b: Place): boolean => placeKey(a) === placeKey(b)

/** Where a stage leads, in order; nowhere at an end. */
export function waysOf(doc: Doc, index: number): Way[] {
  const following = doc.stages[index + 1]
  return doc.stages[index]?.next ?? (following ? [{ to: following.key }] : [])
}

/** A document may lack anything while it is written by hand: what the page reads is there. */
export function readDoc(json: unknown): Doc | null {
  const doc = json as Partial<Doc> | null
  if (!doc || typeof doc !== 'object' || !doc.sop || !Array.isArray(doc.stages)) return null
  const words = (w: unknown): w is Words => typeof (w as Words)?.zh === 'string' && typeof (w as Words)?.en === 'string'
  const sound =
    words(doc.sop.name) &&
    words(doc.sop.description) &&
    Array.isArray(doc.roles) &&
    doc.roles.every(role => typeof role?.key === 'string' && words(role.name)) &&
    doc.stages.every(
      stage =>
        typeof stage?.key === 'string' &&
        words(stage.name) &&
        words(stage.goal) &&
        (stage.steps ?? []).every(step => typeof step?.key === 'string' && words(step.title)),
    ) &&
    (doc.questions ?? []).every(
      list => words(list?.name) && Array.isArray(list.groups) && list.groups.every(g => Array.isArray(g?.questions)),
    )
  return sound ? (doc as Doc) : null
}
