/** A reference to another record. */
export interface Ref {
  id: string
  name: string
}

export type FieldType =
  | 'text'
  | 'long_text'
  | 'number'
  | 'money'
  | 'percent'
  | 'day'
  | 'instant'
  | 'bool'
  | 'select'
  | 'multi_select'
  | 'reference'
  | 'email'
  | 'phone'
  | 'url'
  | 'json'
  | 'step'

export interface Field {
  key: string
  type: FieldType
  label: string
  help?: string | null
  required?: boolean
  read_only?: boolean
  /** Given once, at creation. */
  fixed?: boolean
  sortable?: boolean
  filterable?: boolean
  masked?: boolean
  max?: number | null
  scale?: number | null
  target?: string | null
  options?: { key: string; label: string }[] | null
  unit?: string | null
}

export interface Collection {
  key: string
  object: string
  field: string
  label: string
}

export interface ObjectDef {
  key: string
  label: string
  label_one: string
  name_field: string
  icon?: string
  rights: { read: string; create: boolean; update: boolean; delete: boolean; transfer?: boolean }
  fields: Field[]
  collections: Collection[]
  columns: string[]
  facts: string[]
  form: string[]
  sort?: string | null
  runs_sop?: boolean
  /** Whether records are seen by owner and team, with their parent, by everybody, or by their owner. */
  access: 'owned' | 'via' | 'workspace' | 'personal'
  /** Made and changed by verbs only. */
  by_verbs: boolean
  searched?: boolean
}

/** A record: its fields by key. */
export interface Rec {
  id: string
  version: number
  created_at?: string
  updated_at?: string
  [field: string]: unknown
}

export interface Page<T> {
  data: T[]
  next_cursor: string | null
  count?: number
}

export interface Me {
  user: {
    id: string
    name: string
    email: string
    lang: 'zh-CN' | 'en' | null
    theme: 'light' | 'dark' | 'system' | null
    /** The hour of the daily digest. */
    digest_at?: string | null
    /** Whether they are through with the tour, or don't want it. */
    toured?: boolean
    team: Ref | null
    role: (Ref & { key?: string }) | null
  }
  workspace: { name: string; currency: string; time_zone: string; lang: string }
  /** Rights beyond those on records. */
  can?: string[]
  read_only?: boolean
  /** Whether the server can send mail. */
  mail?: boolean
  today: string
  now: string
}

export type Fix =
  | { kind: 'field'; object: string; id: string | null; field: string; through?: string }
  | { kind: 'create'; object: string; values: Record<string, unknown> }
  | { kind: 'step'; step: string }
  | { kind: 'question'; list: string; question: string }
  | { kind: 'log'; activity: string }

export interface Missing {
  step: string | null
  text: string
  fix: Fix | null
}

export interface Answer {
  text: string | null
  unknown_because: string | null
  will_know_by: string | null
  thin: boolean
  at: string
  by: Ref | null
}

export interface SopStage {
  key: string
  name: string
  phase: string
  state: 'done' | 'current' | 'ahead' | 'passed'
  entered_at: string | null
  left_at: string | null
  probability: number | null
}

export interface SopStep {
  key: string
  title: string
  kind: string
  required: boolean
  role: string | null
  state: 'open' | 'done' | 'skipped' | 'waived'
  due_at: string | null
  overdue: boolean
  done_at: string | null
  done_by: Ref | null
  by_data: boolean
  guidance: string | null
  why?: string | null
  items?: string[]
  consent: boolean
  needs_reason?: boolean
  waiver: { id: string; status: string; reason: string } | null
  missing: string | null
  fix: Fix | null
  /** Whose approval it waits for, if it isn't the reader's to give. */
  waits_for: string | null
  thin: boolean
  questions: string[]
}

export interface Question {
  key: string
  text: string
  important: boolean
  kind: string
  answer: Answer | null
}

export interface QuestionList {
  key: string
  name: string
  groups: { key: string; name: string; questions: Question[] }[]
}

export type Verb = 'advance' | 'back' | 'hold' | 'resume' | 'win' | 'lose' | 'reopen'

export interface Sop {
  version: { id: string; number: number; sop: Ref & { key: string } }
  status: 'open' | 'on_hold' | 'won' | 'lost'
  run: string
  stages: SopStage[]
  stage: {
    key: string
    name: string
    goal: string | null
    role: string | null
    standards: string[]
    cautions: string[]
    appraisal?: string | null
    entered_at: string
    target_at: string | null
    days: number
    steps_done: number
    steps_required: number
  }
  steps: SopStep[]
  next: {
    step: string
    text: string
    reason: string
    due_at: string | null
    overdue: boolean
    kind: string
    fix: Fix | null
    waits_for: string | null
  } | null
  gate: { met: boolean; to: { key: string; name: string }[]; missing: Missing[] }
  questions: QuestionList[]
  verbs: Verb[]
}

export interface Outline {
  sop: Ref & { key: string }
  number: number
  stages: {
    key: string
    name: string
    phase: string
    probability: number | null
    steps: { key: string; title: string; kind: string; required: boolean }[]
  }[]
}

export interface TimelineEntry {
  seq: number
  at: string
  actor: Ref | null
  object: string
  record: string
  kind: string
  fields: { field: string; label: string; from: unknown; to: unknown }[]
  meta: Record<string, unknown>
  /** What people wrote about it. */
  note?: Record<string, unknown> | null
  record_data: Rec | null
}

export interface TodayItem {
  kind: 'step' | 'task'
  /** The task, or the opportunity whose step it is. */
  id: string
  version: number
  step?: string
  title: string
  required: boolean
  /** Somebody else is to decide first. */
  waits?: boolean
  step_kind: string | null
  due_at?: string | null
  due_on?: string | null
  all_day?: boolean
  overdue?: boolean
  reason?: string | null
  opportunity: Ref | null
  account: Ref | null
  contact?: { id?: string; name?: string; phone?: string | null } | null
  amount?: string | null
  currency?: string | null
}

/** What waits for one's decision. */
export interface Waiting {
  /** An exception that was asked for, another request, or an approval that keeps a deal from going on. */
  kind: 'waiver' | 'request' | 'approval'
  /** The waiver, the request, or the opportunity whose step it is. */
  id: string
  version: number
  step?: string
  step_title: string
  reason: string | null
  opportunity: Ref | null
  /** Who asked, or whose deal it is. */
  created_by: Ref | null
  due_at?: string | null
  amount?: string | null
  currency?: string | null
}

export interface Today {
  best: TodayItem | null
  overdue: TodayItem[]
  today: TodayItem[]
  tomorrow: TodayItem[]
  waiting: Waiting[]
  to_contact?: {
    n: number
    more: boolean
    items: { id: string; name: string; tier?: string; contact_due_on: string }[]
  }
}

export interface SearchHit {
  object: string
  id: string
  name: string
  hint: string | null
}

/** The kinds of records that run an SOP. */
export type Runs = 'opportunities' | 'leads'
