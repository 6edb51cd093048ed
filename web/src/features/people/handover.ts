import { get, type ProblemBody, post } from '@/api/client'
import type { Condition } from '@/api/condition'
import { refresh } from '@/api/mutations'
import type { Page, Rec } from '@/api/types'

/** The kinds of records that somebody who leaves hands over: those that are still to be worked on. */
export const KINDS: { object: string; open?: Condition }[] = [
  { object: 'opportunities', open: { field: 'status', op: 'in', value: ['open', 'on_hold'] } },
  { object: 'leads', open: { field: 'status', op: 'in', value: ['new', 'working', 'qualified'] } },
  { object: 'accounts' },
  { object: 'contacts' },
  { object: 'tasks', open: { field: 'status', op: 'in', value: ['open', 'doing'] } },
]

/** What of a kind somebody still has. */
export function theirs(user: string, open: Condition | undefined): Condition {
  const owner: Condition = { field: 'owner', op: 'eq', value: user }
  return open ? { all: [owner, open] } : owner
}

export interface Outcome {
  done: number
  failed: { id: string; text: string }[]
}

interface BulkAnswer {
  done: number
  failed: { id: string; error: ProblemBody }[]
}

/** Records in one request: few enough that the progress is seen to move. */
const AT_ONCE = 200

/**
 * Gives somebody's open records of a kind to another, each by its own rules. What is done stays done: called again after a
 * break it goes on with what they still have.
 */
export async function handOver(
  object: string,
  filter: Condition,
  to: string,
  progress: (outcome: Outcome) => void,
): Promise<Outcome> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: Page<Rec> = await get<Page<Rec>>(`/${object}`, {
      query: { filter: JSON.stringify(filter), limit: AT_ONCE, cursor },
    })
    ids.push(...page.data.map(record => record.id))
    cursor = page.next_cursor
  } while (cursor)
  const outcome: Outcome = { done: 0, failed: [] }
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const answer = await post<BulkAnswer>(`/${object}/bulk`, { ids: ids.slice(i, i + AT_ONCE), set: { owner: to } })
    outcome.done += answer.done
    outcome.failed.push(
      ...answer.failed.map(({ id, error }) => ({ id, text: error.errors?.[0]?.text ?? error.detail ?? error.title })),
    )
    progress({ ...outcome })
  }
  void refresh(object)
  return outcome
}
