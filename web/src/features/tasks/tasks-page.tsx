import { getRouteApi } from '@tanstack/react-router'
import { CalendarDays, List, Plus, SquareKanban } from 'lucide-react'
import { openDialog } from '@/app/dialogs'
import { useObject } from '@/app/hooks'
import type { TasksSearch } from '@/app/router'
import { cn } from '@/lib/cn'
import { today } from '@/lib/dates'
import { type Key, useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { ListPage } from '@/records/list-page'
import type { BuiltInView } from '@/records/views'
import { Button } from '@/ui/button'
import { NativeSelect } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { DueButton } from './due-button'
import { QuickAdd } from './quick-add'
import { TaskBoard } from './task-board'
import { TaskCalendar } from './task-calendar'
import { DoneCircle } from './task-card'
import { ACTIVE, isDone, titleOf } from './task-data'
import { taskKeys } from './task-keys'

const route = getRouteApi('/shell/tasks')

const MINE = { field: 'owner', op: 'eq', value: { me: true } } as const

const VIEWS: BuiltInView[] = [
  { key: 'mine', label: 'tasks.mine', filter: { all: [ACTIVE, MINE] } },
  {
    key: 'day',
    label: 'tasks.my_day',
    filter: { all: [ACTIVE, MINE, { field: 'due_on', op: 'lte', value: { today: 0 } }] },
  },
  {
    key: 'week',
    label: 'tasks.team_week',
    filter: { all: [ACTIVE, { field: 'due_on', op: 'within', value: { period: 'this_week' } }] },
  },
  {
    key: 'done',
    label: 'tasks.done',
    filter: { all: [MINE, { field: 'status', op: 'eq', value: 'done' }] },
    sort: '-updated_at',
  },
  { key: 'all', label: 'tasks.all' },
]

const LOOKS: { key: 'list' | 'board' | 'calendar'; label: Key; icon: typeof List }[] = [
  { key: 'list', label: 'tasks.list', icon: List },
  { key: 'board', label: 'tasks.board', icon: SquareKanban },
  { key: 'calendar', label: 'tasks.calendar', icon: CalendarDays },
]

const SPANS = ['week', 'team'] as const

/** Tasks in three looks: a list, a board, a calendar. */
export function TasksPage() {
  const { t } = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const object = useObject('tasks')
  const look = search.look ?? 'list'
  const set = (part: Partial<TasksSearch>) => void navigate({ search: { ...search, ...part }, replace: true })

  const tools = (
    <div role="group" aria-label={t('tasks.look')} className="flex rounded-lg bg-sunken p-0.5">
      {LOOKS.map(({ key, label, icon: Icon }) => (
        <button
          key={key}
          type="button"
          aria-pressed={look === key}
          title={t(label)}
          onClick={() => set({ look: key === 'list' ? undefined : key })}
          className={cn(
            'flex h-7 items-center gap-1.5 rounded-md px-2 text-sm max-md:h-9',
            look === key ? 'bg-raised font-medium shadow-e1' : 'text-fg2 hover:text-fg',
          )}
        >
          <Icon className="size-4" aria-hidden="true" />
          <span className="max-md:sr-only">{t(label)}</span>
        </button>
      ))}
    </div>
  )

  const controls = (
    <>
      {look === 'board' ? (
        <NativeSelect
          aria-label={t('tasks.by')}
          className="w-auto"
          value={search.by ?? 'due'}
          onChange={event => set({ by: event.target.value === 'status' ? 'status' : undefined })}
        >
          <option value="due">{t('tasks.by_due')}</option>
          <option value="status">{t('tasks.by_status')}</option>
        </NativeSelect>
      ) : (
        <NativeSelect
          aria-label={t('tasks.span')}
          className="w-auto"
          value={search.span ?? 'month'}
          onChange={event => set({ span: SPANS.find(span => span === event.target.value) })}
        >
          <option value="month">{t('tasks.month')}</option>
          <option value="week">{t('tasks.week')}</option>
          <option value="team">{t('tasks.team_week')}</option>
        </NativeSelect>
      )}
      {search.span !== 'team' && (
        <NativeSelect
          aria-label={t('tasks.whose')}
          className="w-auto"
          value={search.whose ?? 'me'}
          onChange={event => set({ whose: event.target.value === 'team' ? 'team' : undefined })}
        >
          <option value="me">{t('tasks.mine')}</option>
          <option value="team">{t('tasks.all')}</option>
        </NativeSelect>
      )}
    </>
  )

  if (look === 'list') return <TaskList search={search} set={set} tools={tools} />
  return (
    <>
      <NewTaskKey creates={object?.rights.create ?? false} />
      <PageHead title={t('nav.tasks')}>
        {tools}
        {object?.rights.create && (
          <Button className="max-md:hidden" onClick={() => openDialog({ kind: 'create', object: 'tasks' })}>
            <Plus className="size-4" />
            {t('form.new', { what: object.label_one })}
          </Button>
        )}
      </PageHead>
      {look === 'board' ? (
        <>
          <div className="flex min-h-11 shrink-0 items-center gap-1 border-b border-line px-4 max-md:px-3">
            {controls}
          </div>
          <TaskBoard whose={search.whose ?? 'me'} by={search.by ?? 'due'} />
        </>
      ) : (
        <TaskCalendar
          whose={search.whose ?? 'me'}
          span={search.span ?? 'month'}
          day={search.day ?? today()}
          controls={controls}
          onDay={day => set({ day: day === today() ? undefined : day })}
        />
      )}
    </>
  )
}

/** C makes a task here. */
function NewTaskKey({ creates }: { creates: boolean }) {
  useKeys(creates ? [{ keys: 'c', label: 'key.new', run: () => openDialog({ kind: 'create', object: 'tasks' }) }] : [])
  return null
}

function TaskList({
  search,
  set,
  tools,
}: {
  search: TasksSearch
  set: (part: Partial<TasksSearch>) => void
  tools: React.ReactNode
}) {
  const { t } = useT()
  const object = useObject('tasks')
  const updates = object?.rights.update ?? false
  return (
    <ListPage
      object="tasks"
      views={VIEWS}
      search={search}
      onSearch={next => set({ view: undefined, sort: undefined, q: undefined, filter: undefined, ...next })}
      tools={tools}
      top={
        object?.rights.create && (
          <QuickAdd
            values={{ due_on: today() }}
            label={t('tasks.add_today')}
            className="shrink-0 border-b border-line px-3"
          />
        )
      }
      hint={t('tasks.hint')}
      keys={task => taskKeys(task, updates)}
      look={{
        cells: {
          title: task => (
            <span className="flex min-w-0 items-center gap-2">
              <DoneCircle task={task} disabled={!updates} />
              <span className={cn('min-w-0 truncate', isDone(task) && 'text-fg2 line-through')}>{titleOf(task)}</span>
            </span>
          ),
          due_on: task => <DueButton task={task} disabled={!updates || isDone(task)} />,
        },
        widths: { due_on: '128px', status: '96px' },
      }}
    />
  )
}
