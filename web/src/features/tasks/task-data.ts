import { useQuery } from '@tanstack/react-query'
import { both, type Condition } from '@/api/condition'
import { attempt, createRecord, patchRecord } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { addDays, today, weekday } from '@/lib/dates'
import { t } from '@/lib/i18n'
import { notify } from '@/ui/toast'

export type Whose = 'me' | 'team'

/** Tasks that a board or a calendar loads at once. */
export const MOST = 200

export const ACTIVE: Condition = { field: 'status', op: 'in', value: ['open', 'doing'] }

/** Mine, or all that I may see. */
export const whoseFilter = (whose: Whose): Condition | undefined =>
  whose === 'me' ? { field: 'owner', op: 'eq', value: { me: true } } : undefined

/** The tasks that a condition finds, in the order of their days. */
export function useTasks(filter: Condition, whose: Whose) {
  const query = useQuery(pageQuery('tasks', { filter: both(whoseFilter(whose), filter), sort: 'due_on', limit: MOST }))
  return { query, tasks: query.data?.data ?? [], more: query.data?.next_cursor != null }
}

export const dueOn = (task: Rec): string | null => (typeof task.due_on === 'string' ? task.due_on : null)
export const isDone = (task: Rec): boolean => task.status === 'done'
export const titleOf = (task: Rec): string => String(task.title ?? '')

/** Calls a task done, with a way back; or opens it again. */
export async function toggleDone(task: Rec) {
  const done = !isDone(task)
  await attempt(async () => {
    const saved = await patchRecord('tasks', task, { status: done ? 'done' : 'open' })
    if (!done) return
    const next = saved.next_task ? ` ${t('tasks.next_made')}` : ''
    notify({
      text: `${t('today.done')}${next}`,
      action: {
        label: t('action.undo'),
        run: () => void attempt(() => patchRecord('tasks', saved, { status: 'open' })),
      },
    })
  })
}

/** Moves a task to another day, or to none. */
export const moveTo = (task: Rec, day: string | null) => attempt(() => patchRecord('tasks', task, { due_on: day }))

export const addTask = (values: Record<string, unknown>) => attempt(() => createRecord('tasks', values))

export interface Bucket {
  key: string
  label: string
  holds: (task: Rec) => boolean
  /** What a task is given that is dropped here or made here; nothing if none can be. */
  gives: Record<string, unknown> | null
  tone?: 'bad'
}

/** The columns of the board by day: late, today, tomorrow, this week, later, some day. */
export function dayBuckets(): Bucket[] {
  const now = today()
  const tomorrow = addDays(now, 1)
  const sunday = addDays(now, 7 - weekday(now))
  const between = (from: string, to: string) => (task: Rec) => {
    const day = dueOn(task)
    return day !== null && day >= from && day <= to
  }
  const week: Bucket[] =
    sunday > tomorrow
      ? [
          {
            key: 'week',
            label: t('tasks.this_week'),
            holds: between(addDays(now, 2), sunday),
            gives: { due_on: sunday },
          },
        ]
      : []
  const after = sunday > tomorrow ? sunday : tomorrow
  return [
    {
      key: 'late',
      label: t('today.overdue'),
      holds: task => (dueOn(task) ?? now) < now,
      gives: null,
      tone: 'bad',
    },
    { key: 'today', label: t('date.today'), holds: between(now, now), gives: { due_on: now } },
    { key: 'tomorrow', label: t('date.tomorrow'), holds: between(tomorrow, tomorrow), gives: { due_on: tomorrow } },
    ...week,
    {
      key: 'later',
      label: t('tasks.later'),
      holds: task => (dueOn(task) ?? '') > after,
      gives: { due_on: addDays(after, 1) },
    },
    { key: 'none', label: t('tasks.no_day'), holds: task => dueOn(task) === null, gives: { due_on: null } },
  ]
}

/** The columns of the board by state, from the catalogue's words. */
export const statusBuckets = (options: { key: string; label: string }[]): Bucket[] =>
  options.map(({ key, label }) => ({ key, label, holds: task => task.status === key, gives: { status: key } }))

/** The days of the weeks that show a month: whole weeks from Monday. */
export function monthDays(day: string): string[] {
  const first = `${day.slice(0, 8)}01`
  const start = addDays(first, 1 - weekday(first))
  const days: string[] = []
  for (let i = 0; i < 42; i++) {
    const at = addDays(start, i)
    if (i % 7 === 0 && i > 0 && at.slice(0, 7) > day.slice(0, 7)) break
    days.push(at)
  }
  return days
}

/** The days of the week that a day lies in. */
export function weekDays(day: string): string[] {
  const monday = addDays(day, 1 - weekday(day))
  return Array.from({ length: 7 }, (_, i) => addDays(monday, i))
}

/** A month before or after, on its first day. */
export function addMonths(day: string, n: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + n, 1)).toISOString().slice(0, 10)
}
