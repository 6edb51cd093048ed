import type { Doc, Place, QuestionList, Stage, Step, Way, Words } from './doc'
import { waysOf } from './doc'

/** One change of a document: pure, and nothing that it doesn't touch becomes another object. */
export type Edit = (doc: Doc) => Doc

const blank = (): Words => ({ zh: '', en: '' })

/** A key that nothing of the document has yet. */
export function newKey(doc: Doc, prefix: string): string {
  const taken = new Set<string>([
    ...doc.stages.flatMap(stage => [stage.key, ...(stage.steps ?? []).map(step => step.key)]),
    ...(doc.questions ?? []).flatMap(list => [
      list.key,
      ...list.groups.flatMap(group => group.questions.map(question => question.key)),
    ]),
  ])
  for (let n = 1; ; n++) if (!taken.has(`${prefix}_${n}`)) return `${prefix}_${n}`
}

/** The same record with other values; what is undefined is left out. */
export function set<T extends object>(part: T, values: Partial<T>): T {
  const next = { ...part, ...values }
  for (const key of Object.keys(values) as (keyof T)[]) if (next[key] === undefined) delete next[key]
  return next
}

export function moved<T>(list: T[], from: number, to: number): T[] {
  const item = list[from]
  const at = Math.max(0, Math.min(list.length - 1, to))
  if (item === undefined || at === from) return list
  return list.toSpliced(from, 1).toSpliced(at, 0, item)
}

export const changeStage =
  (key: string, change: (stage: Stage) => Stage): Edit =>
  doc => {
    const i = doc.stages.findIndex(stage => stage.key === key)
    const stage = doc.stages[i]
    return stage ? { ...doc, stages: doc.stages.with(i, change(stage)) } : doc
  }

export const changeStep = (stage: string, key: string, change: (step: Step) => Step): Edit =>
  changeStage(stage, s => {
    const steps = s.steps ?? []
    const i = steps.findIndex(step => step.key === key)
    const step = steps[i]
    return step ? { ...s, steps: steps.with(i, change(step)) } : s
  })

/** A new stage after the one called `after`, or at the end. */
export function addStage(doc: Doc, after?: string): { doc: Doc; key: string } {
  const key = newKey(doc, 'stage')
  const found = doc.stages.findIndex(stage => stage.key === after)
  const at = found < 0 ? doc.stages.length : found + 1
  const before = doc.stages[at - 1]
  const stage: Stage = {
    key,
    phase: before?.phase ?? 'develop',
    name: blank(),
    goal: blank(),
    role: before?.role ?? doc.roles[0]?.key ?? 'rep',
    target: '5d',
    probability: before?.probability ?? 10,
    steps: [],
  }
  return { doc: { ...doc, stages: doc.stages.toSpliced(at, 0, stage) }, key }
}

/** Takes a stage away, and with it the branches that lead to it. */
export const removeStage =
  (key: string): Edit =>
  doc => {
    const stages = doc.stages
      .filter(stage => stage.key !== key)
      .map(stage => {
        if (!stage.next?.some(way => way.to === key)) return stage
        const next = stage.next.filter(way => way.to !== key)
        // A branch that loses its only way leads on as stages do.
        return set(stage, { next: next.length > 0 ? next : undefined })
      })
    return { ...doc, stages }
  }

export const moveStage =
  (key: string, to: number): Edit =>
  doc => {
    const stages = moved(
      doc.stages,
      doc.stages.findIndex(stage => stage.key === key),
      to,
    )
    return stages === doc.stages ? doc : { ...doc, stages }
  }

export function addStep(doc: Doc, stage: string, after?: string): { doc: Doc; key: string } {
  const key = newKey(doc, 'step')
  const step: Step = { key, kind: 'activity', title: blank(), required: false, skip: 'free' }
  const next = changeStage(stage, s => {
    const steps = s.steps ?? []
    const found = steps.findIndex(other => other.key === after)
    return { ...s, steps: steps.toSpliced(found < 0 ? steps.length : found + 1, 0, step) }
  })(doc)
  return { doc: next, key }
}

export const removeStep = (stage: string, key: string): Edit =>
  changeStage(stage, s => ({ ...s, steps: (s.steps ?? []).filter(step => step.key !== key) }))

/** Moves a step within its stage or into another. */
export const moveStep =
  (from: string, key: string, to: string, at: number): Edit =>
  doc => {
    const step = doc.stages.find(stage => stage.key === from)?.steps?.find(s => s.key === key)
    if (!step) return doc
    if (from === to)
      return changeStage(from, s => {
        const steps = s.steps ?? []
        const next = moved(steps, steps.indexOf(step), at)
        return next === steps ? s : { ...s, steps: next }
      })(doc)
    return changeStage(to, s => ({ ...s, steps: (s.steps ?? []).toSpliced(at, 0, step) }))(removeStep(from, key)(doc))
  }

/** Another way on from a stage: a branch forwards, or a loop back. */
export const addWay =
  (from: string, to: string): Edit =>
  doc => {
    const i = doc.stages.findIndex(stage => stage.key === from)
    const ways = waysOf(doc, i)
    if (i < 0 || from === to || ways.some(way => way.to === to)) return doc
    return changeStage(from, stage => ({ ...stage, next: [...ways, { to }] }))(doc)
  }

/** The ways on from a stage, in order. Exactly the way that stages lead by themselves isn't written down. */
export const setWays =
  (from: string, ways: Way[]): Edit =>
  doc => {
    const i = doc.stages.findIndex(stage => stage.key === from)
    const following = doc.stages[i + 1]
    const only = ways[0]
    const usual = ways.length === 1 && only && !only.when && only.to === following?.key
    return changeStage(from, stage => set(stage, { next: usual ? undefined : ways }))(doc)
  }

export const changeList =
  (key: string, change: (list: QuestionList) => QuestionList): Edit =>
  doc => ({ ...doc, questions: (doc.questions ?? []).map(list => (list.key === key ? change(list) : list)) })

export function addList(doc: Doc): { doc: Doc; key: string } {
  const key = newKey(doc, 'questions')
  const list: QuestionList = { key, name: blank(), groups: [{ key: 'S', name: blank(), questions: [] }] }
  return { doc: { ...doc, questions: [...(doc.questions ?? []), list] }, key }
}

/** Takes a list away, and out of the steps that ask it. */
export const removeList =
  (key: string): Edit =>
  doc => ({
    ...doc,
    questions: (doc.questions ?? []).filter(list => list.key !== key),
    stages: doc.stages.map(stage =>
      stage.steps?.some(step => step.questions?.includes(key))
        ? {
            ...stage,
            steps: stage.steps.map(step => set(step, { questions: step.questions?.filter(other => other !== key) })),
          }
        : stage,
    ),
  })

/** The place that a pointer of a fault leads to. */
export function placeAt(doc: Doc, pointer: string): Place {
  const [, part, i, inner, j] = pointer.split('/')
  const stage = part === 'stages' ? doc.stages[Number(i)] : undefined
  if (!stage) return { kind: 'sop' }
  const step = inner === 'steps' ? stage.steps?.[Number(j)] : undefined
  return step ? { kind: 'step', stage: stage.key, step: step.key } : { kind: 'stage', stage: stage.key }
}

/** Where a place stands in the document, as faults name it. */
export function pointerOf(doc: Doc, place: Place): string {
  if (place.kind === 'sop') return '/sop'
  const i = doc.stages.findIndex(stage => stage.key === place.stage)
  if (place.kind === 'stage') return `/stages/${i}`
  return `/stages/${i}/steps/${doc.stages[i]?.steps?.findIndex(step => step.key === place.step) ?? -1}`
}

/** The same place if it is still there, else what is around it. */
export function nearest(doc: Doc, place: Place): Place {
  if (place.kind === 'sop') return place
  const stage = doc.stages.find(s => s.key === place.stage)
  if (!stage) return { kind: 'sop' }
  if (place.kind === 'stage' || stage.steps?.some(step => step.key === place.step)) return place
  return { kind: 'stage', stage: stage.key }
}

/** A document to begin with: one stage, and the roles that every company has. */
export const blankDoc = (key: string, zh: string, en: string): Doc => ({
  sop: {
    key,
    name: { zh, en },
    object: 'opportunities',
    description: blank(),
    owner_role: 'operations',
    review_after_days: 180,
  },
  roles: [
    { key: 'rep', name: { zh: '销售代表', en: 'Sales rep' } },
    { key: 'manager', name: { zh: '销售经理', en: 'Sales manager' } },
    { key: 'operations', name: { zh: '销售运营', en: 'Sales operations' } },
  ],
  stages: [
    {
      key: 'stage_1',
      phase: 'contact',
      name: { zh: '初步接触', en: 'First contact' },
      goal: blank(),
      role: 'rep',
      target: '5d',
      probability: 10,
      steps: [],
    },
  ],
})
