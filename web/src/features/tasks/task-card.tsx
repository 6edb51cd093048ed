import { Link } from '@tanstack/react-router'
import { Check, Ellipsis, Repeat, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { attempt, deleteRecord, restoreRecord } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { Avatar } from '@/ui/bits'
import { useDrag } from '@/ui/drag'
import { Menu, type MenuEntry } from '@/ui/menu'
import { notify } from '@/ui/toast'
import { DueButton } from './due-button'
import { isDone, titleOf, toggleDone } from './task-data'

/** What a task is about, in a word. */
export function subjectOf(task: Rec): string {
  for (const key of ['opportunity', 'lead', 'account', 'contact']) {
    const value = task[key]
    if (isRef(value)) return value.name
  }
  return ''
}

/** The circle that calls a task done. */
export function DoneCircle({ task, disabled }: { task: Rec; disabled?: boolean }) {
  const { t } = useT()
  const done = isDone(task)
  const label = t(done ? 'tasks.reopen' : 'today.finish', { what: titleOf(task) })
  return (
    <button
      type="button"
      disabled={disabled}
      aria-label={label}
      title={`${label} (E)`}
      onClick={event => {
        event.stopPropagation()
        void toggleDone(task)
      }}
      className="grid size-5 shrink-0 place-items-center rounded-full max-md:size-10 max-md:-m-2.5"
    >
      <span
        className={cn(
          'grid size-4 place-items-center rounded-full border',
          done ? 'border-ok-solid bg-ok-solid text-on-accent' : 'border-line2 hover:border-accent hover:bg-accent-soft',
        )}
      >
        {done && <Check className="size-3" />}
      </span>
    </button>
  )
}

async function remove(task: Rec, said: string, undo: string) {
  if (!(await attempt(() => deleteRecord('tasks', task)))) return
  notify({ text: said, action: { label: undo, run: () => void attempt(() => restoreRecord('tasks', task.id)) } })
}

interface Props {
  task: Rec
  current: boolean
  updates: boolean
  deletes: boolean
  /** Where it can be moved to, for the menu. */
  moves: MenuEntry[]
  /** Whether it shows who has it. */
  owner?: boolean
  /** One line, for the days of a calendar. */
  slim?: boolean
}

/** A task on a board or in a calendar: done, title, subject, when, and a menu of moves. */
export function TaskCard({ task, current, updates, deletes, moves, owner, slim }: Props) {
  const { t } = useT()
  const { box, dragged } = useDrag<HTMLDivElement>(task.id, updates)
  const [menu, setMenu] = useState(false)
  const done = isDone(task)
  const subject = subjectOf(task)
  const who = isRef(task.owner) ? task.owner.name : ''

  useEffect(() => {
    if (current) box.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current, box])

  return (
    <div
      ref={box}
      data-task={task.id}
      aria-current={current || undefined}
      className={cn(
        'group relative flex gap-1.5 rounded-md border border-line bg-raised text-sm shadow-e1 hover:border-line2',
        slim ? 'items-center px-1 py-0.5' : 'items-start px-2 py-1.5',
        dragged && 'opacity-40',
        current && 'border-accent outline-1 outline-accent',
      )}
    >
      <DoneCircle task={task} disabled={!updates} />
      <div className="min-w-0 flex-1">
        <Link
          to="/tasks/$id"
          params={{ id: task.id }}
          draggable={false}
          title={titleOf(task)}
          className={cn(
            'block truncate hover:underline',
            slim ? 'text-xs max-md:py-2 max-md:text-sm' : 'pr-6',
            done && 'text-fg2 line-through',
          )}
        >
          {slim && typeof task.due_at === 'string' && <DueTime task={task} />}
          {titleOf(task)}
        </Link>
        {!slim && (
          <span className="flex items-center gap-2 text-xs text-fg2">
            <DueButton task={task} disabled={!updates || done} />
            {task.repeat ? <Repeat className="size-3 shrink-0" aria-label={t('tasks.repeats')} /> : null}
            <span className="min-w-0 flex-1 truncate">{subject}</span>
            {owner && who && <Avatar name={who} />}
          </span>
        )}
      </div>
      {updates && (
        <Menu
          open={menu}
          onOpenChange={setMenu}
          trigger={
            <button
              type="button"
              aria-label={t('tasks.menu', { what: titleOf(task) })}
              className={cn(
                'grid shrink-0 place-items-center rounded text-fg3 hover:bg-hover focus-visible:opacity-100 max-md:size-10 max-md:opacity-100',
                slim ? 'size-5 max-md:hidden' : 'absolute top-1 right-1 size-6',
                !menu && 'opacity-0 group-hover:opacity-100',
              )}
            >
              <Ellipsis className="size-4" />
            </button>
          }
          items={
            menu
              ? [
                  ...moves,
                  'line',
                  {
                    key: 'done',
                    label: t(done ? 'tasks.reopen_short' : 'step.complete'),
                    icon: <Check />,
                    hint: 'E',
                    run: () => void toggleDone(task),
                  },
                  ...(deletes
                    ? [
                        {
                          key: 'delete',
                          label: t('action.delete'),
                          icon: <Trash2 />,
                          tone: 'bad' as const,
                          run: () => void remove(task, t('delete.done'), t('action.undo')),
                        },
                      ]
                    : []),
                ]
              : []
          }
        />
      )}
    </div>
  )
}

function DueTime({ task }: { task: Rec }) {
  return <DueButton task={task} disabled short />
}
