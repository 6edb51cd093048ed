import { client, recordQuery } from '@/api/queries'
import type { Fix, Missing, Ref, Runs } from '@/api/types'
import type { Invitation } from '@/features/people/links'
import { createStore } from '@/lib/store'

/** A dialog that any page can open. One may lie over another: a fix over the gate that asked for it. */
export type DialogSpec =
  | { kind: 'palette' }
  | { kind: 'new' }
  | { kind: 'help' }
  | {
      kind: 'create'
      object: string
      values?: Record<string, unknown>
      existing?: boolean
      done?: (id: string) => void
    }
  | { kind: 'edit'; object: string; id: string }
  | { kind: 'field'; object: string; id: string; field: string }
  | { kind: 'log'; opportunity: string; on?: Runs; activity?: string; step?: string }
  | { kind: 'answer'; opportunity: string; list: string; question: string }
  | { kind: 'step'; opportunity: string; on?: Runs; step: string }
  | { kind: 'waive'; opportunity: string; steps: { key: string; text: string }[] }
  | {
      kind: 'reason'
      opportunity: string
      on?: Runs
      verb: 'back' | 'hold' | 'reopen' | 'skip'
      step?: string
      to?: string
      done?: () => void
    }
  | { kind: 'lose'; opportunity: string; name: string }
  | { kind: 'gate'; opportunity: string; name: string; to: string | null; toName: string; missing: Missing[] }
  | { kind: 'link'; user: string; made: Invitation }
  | { kind: 'handover'; user: string }
  | { kind: 'postpone'; task: { id: string; version: number; due_on?: string | null } }

export const dialogs = createStore<DialogSpec[]>([])

export function openDialog(spec: DialogSpec) {
  dialogs.set(open => (open.some(other => other.kind === spec.kind) ? open : [...open, spec]))
}

export const closeDialog = (spec: DialogSpec) => dialogs.set(open => open.filter(other => other !== spec))

export const closeDialogs = () => dialogs.set([])

/** A field of the deal, or of the record that one of its references leads to; without that record, the reference itself. */
function openField(fix: Extract<Fix, { kind: 'field' }>, opportunity: string) {
  const through = fix.through
  if (!through) {
    openDialog({ kind: 'field', object: fix.object, id: fix.id ?? opportunity, field: fix.field })
    return
  }
  void client.fetchQuery(recordQuery('opportunities', opportunity)).then(deal => {
    const target = deal[through] as Ref | null
    if (target) openDialog({ kind: 'field', object: fix.object, id: target.id, field: fix.field })
    else openDialog({ kind: 'field', object: 'opportunities', id: opportunity, field: through })
  })
}

/** Opens what puts a missing thing right. */
export function runFix(fix: Fix, opportunity: string, step?: string | null, on: Runs = 'opportunities') {
  if (fix.kind === 'field') openField(fix, opportunity)
  else if (fix.kind === 'create') openDialog({ kind: 'create', object: fix.object, values: fix.values, existing: true })
  else if (fix.kind === 'question') openDialog({ kind: 'answer', opportunity, list: fix.list, question: fix.question })
  else if (fix.kind === 'log')
    openDialog({ kind: 'log', opportunity, on, activity: fix.activity, step: step ?? undefined })
  else openDialog({ kind: 'step', opportunity, on, step: fix.step })
}
