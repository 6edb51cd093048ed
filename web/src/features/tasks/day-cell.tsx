import type { Rec } from '@/api/types'
import { cn } from '@/lib/cn'
import { addDays, dayText, nextMonday, today, weekdayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { useDrop } from '@/ui/drag'
import type { MenuEntry } from '@/ui/menu'
import { QuickAdd } from './quick-add'
import { TaskCard } from './task-card'
import { dueOn } from './task-data'

export interface TaskRights {
  creates: boolean
  updates: boolean
  deletes: boolean
}

/** The names of the days above a calendar; with their dates where the cells don't say them. */
export function DayHeads({ days, plain }: { days: string[]; plain?: boolean }) {
  const { lang } = useT()
  return (
    <div className="sticky top-0 z-10 grid shrink-0 grid-cols-[repeat(7,minmax(104px,1fr))] border-b border-line bg-surface text-xs text-fg2">
      {days.map(day => (
        <span key={day} className={cn('px-2 py-1.5', !plain && day === today() && 'font-semibold text-accent-ink')}>
          {weekdayText(day, lang)} {!plain && <span className="tnum">{dayText(day, lang)}</span>}
        </span>
      ))}
    </div>
  )
}

/** Where a task can go from a day, for its menu. */
export function useDayMoves(put: (id: string, day: string) => void) {
  const { t } = useT()
  return (task: Rec): MenuEntry[] => {
    const from = dueOn(task) ?? today()
    return [
      { heading: t('tasks.move_to') },
      { key: 'today', label: t('date.today'), run: () => put(task.id, today()) },
      { key: 'tomorrow', label: t('date.tomorrow'), run: () => put(task.id, addDays(today(), 1)) },
      { key: 'monday', label: t('log.monday'), run: () => put(task.id, nextMonday(today())) },
      { key: 'before', label: t('tasks.day_before'), run: () => put(task.id, addDays(from, -1)) },
      { key: 'after', label: t('tasks.day_after'), run: () => put(task.id, addDays(from, 1)) },
    ]
  }
}

interface Props {
  day: string
  outside: boolean
  tasks: Rec[]
  current: string | null
  rights: TaskRights
  numbered: boolean
  put: (id: string, day: string) => void
  /** Whose day it is, where there are several. */
  of?: string
}

/** A day of the calendar. */
export function DayCell({ day, outside, tasks, current, rights, numbered, put, of }: Props) {
  const { t, lang } = useT()
  const { box, over } = useDrop<HTMLDivElement>(id => put(id, day))
  const moves = useDayMoves(put)
  const now = day === today()
  const label = dayText(day, lang)
  return (
    <div
      role="group"
      ref={box}
      data-day={day}
      aria-label={[of, label].filter(Boolean).join(' ')}
      className={cn(
        'group/day flex min-w-0 flex-col gap-1 border-r border-b border-line p-1',
        outside && 'bg-bg',
        !of && tasks.length === 0 && !now && 'max-md:hidden',
        over && 'bg-sel outline-2 outline-offset-[-2px] outline-accent',
      )}
    >
      {!of && (
        <span className={cn('px-1 py-1 text-xs text-fg2 md:hidden', now && 'font-semibold text-accent-ink')}>
          {weekdayText(day, lang)} {label}
        </span>
      )}
      {numbered && (
        <span
          aria-hidden="true"
          className={cn(
            'tnum grid size-6 place-items-center rounded-full text-xs max-md:hidden',
            outside ? 'text-fg3' : 'text-fg2',
            now && 'bg-accent font-semibold text-on-accent',
          )}
        >
          {Number(day.slice(8))}
        </span>
      )}
      {tasks.map(task => (
        <TaskCard
          key={task.id}
          slim
          task={task}
          current={current === task.id}
          updates={rights.updates}
          deletes={rights.deletes}
          moves={moves(task)}
        />
      ))}
      {rights.creates && (
        <QuickAdd
          values={{ due_on: day }}
          label={t('tasks.add_to', { where: label })}
          className="mt-auto opacity-0 group-hover/day:opacity-100 focus-within:opacity-100 max-md:opacity-100"
        />
      )}
    </div>
  )
}
