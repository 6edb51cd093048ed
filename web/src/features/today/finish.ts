import { attempt, patchRecord } from '@/api/mutations'
import type { TodayItem } from '@/api/types'
import { openDialog, runFix } from '@/app/dialogs'
import { notify } from '@/ui/toast'

/** Calls a task done, or opens what does a step. */
export function finish(item: TodayItem, done: string) {
  if (item.kind === 'task') {
    void attempt(async () => {
      await patchRecord('tasks', item, { status: 'done' })
      notify({ text: done })
    })
  } else if (item.opportunity) {
    if (item.fix && item.fix.kind !== 'step') runFix(item.fix, item.opportunity.id, item.id)
    else openDialog({ kind: 'step', opportunity: item.opportunity.id, step: item.id })
  }
}
