import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import type { Binding } from '@/lib/keys'
import { dueOn, toggleDone } from './task-data'

/** What keys do to the task that is chosen: E calls it done, H moves its day. */
export const taskKeys = (task: Rec | undefined, updates: boolean): Binding[] => [
  { keys: 'e', label: 'key.done', run: () => task && updates && void toggleDone(task) },
  {
    keys: 'h',
    label: 'key.later',
    run: () =>
      task &&
      updates &&
      openDialog({ kind: 'postpone', task: { id: task.id, version: task.version, due_on: dueOn(task) } }),
  },
]
