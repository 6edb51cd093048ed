import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Condition } from '@/api/condition'
import type { Rec } from '@/api/types'
import { LoadError } from '@/app/fallback'
import { useObject } from '@/app/hooks'
import { router } from '@/app/router'
import { addDays, today } from '@/lib/dates'
import { dateFormat } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { SkeletonRows } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { DayCell, DayHeads } from './day-cell'
import { addMonths, dueOn, MOST, monthDays, moveTo, useTasks, type Whose, weekDays } from './task-data'
import { taskKeys } from './task-keys'
import { TeamWeek } from './team-week'

export type Span = 'month' | 'week' | 'team'

interface Props {
  whose: Whose
  span: Span
  day: string
  onDay: (day: string) => void
  /** Further controls in the bar. */
  controls: ReactNode
}

/** Tasks on their days: a month, a week, or the week of everybody I see. They move by mouse, menu and key. */
export function TaskCalendar({ whose, span, day, onDay, controls }: Props) {
  const { t, lang } = useT()
  const object = useObject('tasks')
  const days = span === 'month' ? monthDays(day) : weekDays(day)
  const filter: Condition = {
    all: [
      { field: 'due_on', op: 'gte', value: days[0] ?? day },
      { field: 'due_on', op: 'lte', value: days.at(-1) ?? day },
    ],
  }
  const { query, tasks, more } = useTasks(filter, span === 'team' ? 'team' : whose)
  const [current, setCurrent] = useState<string | null>(null)
  const task = tasks.find(row => row.id === current)
  const updates = object?.rights.update ?? false
  const rights = { creates: object?.rights.create ?? false, updates, deletes: object?.rights.delete ?? false }

  function put(id: string, to: string) {
    const record = tasks.find(row => row.id === id)
    if (record && dueOn(record) !== to) void moveTo(record, to)
  }
  const shift = (n: number) => task && updates && put(task.id, addDays(dueOn(task) ?? day, n))
  function step(n: number) {
    const at = tasks.findIndex(row => row.id === current)
    setCurrent(tasks[at < 0 ? 0 : Math.max(0, Math.min(tasks.length - 1, at + n))]?.id ?? null)
  }
  const turn = (n: number) => onDay(span === 'month' ? addMonths(day, n) : addDays(day, 7 * n))

  useKeys([
    { keys: 'j', label: 'key.down', run: () => step(1) },
    { keys: 'k', label: 'key.up', run: () => step(-1) },
    { keys: 'ArrowRight', label: 'key.right', run: event => (event.shiftKey ? shift(1) : step(1)) },
    { keys: 'ArrowLeft', label: 'key.left', run: event => (event.shiftKey ? shift(-1) : step(-1)) },
    { keys: 'ArrowDown', label: 'key.down', run: event => (event.shiftKey ? shift(7) : step(1)) },
    { keys: 'ArrowUp', label: 'key.up', run: event => (event.shiftKey ? shift(-7) : step(-1)) },
    {
      keys: 'Enter',
      label: 'key.open',
      run: () => current && void router.navigate({ to: '/tasks/$id', params: { id: current } }),
    },
    ...taskKeys(task, updates),
  ])

  const title = dateFormat(lang, { timeZone: 'UTC', year: 'numeric', month: 'long' }).format(
    new Date(`${day}T00:00:00Z`),
  )
  const onDayOf = (at: string): Rec[] => tasks.filter(row => dueOn(row) === at)
  return (
    <>
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-1 border-b border-line px-4 max-md:px-3 max-md:py-1">
        <IconButton label={t(span === 'month' ? 'tasks.month_before' : 'tasks.week_before')} onClick={() => turn(-1)}>
          <ChevronLeft className="size-4" />
        </IconButton>
        <IconButton label={t(span === 'month' ? 'tasks.month_after' : 'tasks.week_after')} onClick={() => turn(1)}>
          <ChevronRight className="size-4" />
        </IconButton>
        <h2 aria-live="polite" className="px-2 text-sm font-semibold">
          {title}
        </h2>
        <Button size="sm" onClick={() => onDay(today())}>
          {t('date.today')}
        </Button>
        <span className="flex-1" />
        {controls}
        {more && <span className="truncate text-xs text-fg2">{t('tasks.more', { n: MOST })}</span>}
      </div>
      {query.isPending ? (
        <SkeletonRows rows={10} />
      ) : query.isError ? (
        <LoadError error={query.error} retry={() => void query.refetch()} />
      ) : span === 'team' ? (
        <TeamWeek days={days} tasks={tasks} current={current} rights={rights} put={put} />
      ) : (
        <div className="flex min-h-0 flex-1 flex-col overflow-auto">
          <div className="sticky top-0 z-10 max-md:hidden">
            <DayHeads days={days.slice(0, 7)} plain={span === 'month'} />
          </div>
          <div className="grid flex-1 auto-rows-[minmax(96px,1fr)] grid-cols-[repeat(7,minmax(104px,1fr))] max-md:flex-none max-md:auto-rows-auto max-md:grid-cols-1">
            {days.map(at => (
              <DayCell
                key={at}
                day={at}
                outside={span === 'month' && at.slice(0, 7) !== day.slice(0, 7)}
                tasks={onDayOf(at)}
                current={current}
                rights={rights}
                numbered={span === 'month'}
                put={put}
              />
            ))}
          </div>
        </div>
      )}
    </>
  )
}
