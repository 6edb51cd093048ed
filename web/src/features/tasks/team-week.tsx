import type { Rec } from '@/api/types'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { Avatar, Empty } from '@/ui/bits'
import { DayCell, DayHeads, type TaskRights } from './day-cell'
import { isDone } from './task-data'

interface Props {
  days: string[]
  tasks: Rec[]
  current: string | null
  rights: TaskRights
  put: (id: string, day: string) => void
}

/** The week of everybody whose tasks I see: a row for each person. */
export function TeamWeek({ days, tasks, current, rights, put }: Props) {
  const { t } = useT()
  const people = new Map<string, { id: string; name: string; tasks: Rec[] }>()
  for (const task of tasks) {
    const owner = isRef(task.owner) ? task.owner : { id: '', name: t('tasks.nobody') }
    const row = people.get(owner.id) ?? { ...owner, tasks: [] }
    row.tasks.push(task)
    people.set(owner.id, row)
  }
  const rows = [...people.values()].sort((a, b) => b.tasks.length - a.tasks.length)
  if (rows.length === 0) return <Empty text={t('tasks.none_week')} />
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="grid min-w-[900px] grid-cols-[120px_minmax(0,1fr)]">
        <span className="border-b border-line" />
        <DayHeads days={days} />
        {rows.map(person => (
          <div key={person.id} role="group" aria-label={person.name} className="contents">
            <h3 className="flex flex-col gap-1 border-r border-b border-line p-2 text-sm font-medium">
              <span className="flex min-w-0 items-center gap-1.5">
                <Avatar name={person.name} size={20} />
                <span className="truncate">{person.name}</span>
              </span>
              <span className="tnum text-xs font-normal text-fg2">
                {t('tasks.done_of', { done: person.tasks.filter(isDone).length, of: person.tasks.length })}
              </span>
            </h3>
            <div className="grid grid-cols-[repeat(7,minmax(104px,1fr))]">
              {days.map(day => (
                <DayCell
                  key={day}
                  day={day}
                  outside={false}
                  tasks={person.tasks.filter(task => task.due_on === day)}
                  current={current}
                  rights={{ ...rights, creates: false }}
                  of={person.name}
                  numbered={false}
                  put={put}
                />
              ))}
            </div>
          </div>
        ))}
      </div>
    </div>
  )
}
