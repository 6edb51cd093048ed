import { attempt, patchRecord } from '@/api/mutations'
import type { TodayItem } from '@/api/types'
import { notify } from '@/ui/toast'
import { doStep } from '../sop/do-step'

/** Calls a task done, or opens what does a step. */
export function finish(item: TodayItem, done: string) {
  if (item.kind === 'task') {
    void attempt(async () => {
      await patchRecord('tasks', item, { status: 'done' })
      notify({ text: done })
    })
  } else if (item.opportunity) {
    void attempt(() =>
      doStep(item.opportunity?.id ?? '', item.step ?? '', item.account?.name ?? item.opportunity?.name ?? ''),
    )
  }
}
