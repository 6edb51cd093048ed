import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Check, Ellipsis, RotateCcw, Trash2 } from 'lucide-react'
import { attempt, deleteRecord, restoreRecord } from '@/api/mutations'
import { recordQuery } from '@/api/queries'
import { openDialog } from '@/app/dialogs'
import { LoadError } from '@/app/fallback'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { useTitle } from '@/lib/title'
import { Comments } from '@/records/comments'
import { Facts } from '@/records/facts'
import { Empty, Kbd, SkeletonRows } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { FilesCard } from '../files/files-card'
import { DueButton } from './due-button'
import { subjectOf } from './task-card'
import { dueOn, isDone, titleOf, toggleDone } from './task-data'

const route = getRouteApi('/shell/tasks/$id')

/** A task: its facts, and what people say about it. */
export function TaskPage() {
  const { id } = route.useParams()
  const { t } = useT()
  const object = useObject('tasks')
  const navigate = useNavigate()
  const query = useQuery(recordQuery('tasks', id))
  const task = query.data
  const updates = object?.rights.update ?? false
  useTitle(task ? titleOf(task) : '')
  useKeys([
    { keys: 'e', label: 'key.done', run: () => task && updates && void toggleDone(task) },
    {
      keys: 'h',
      label: 'key.later',
      run: () =>
        task && updates && openDialog({ kind: 'postpone', task: { id, version: task.version, due_on: dueOn(task) } }),
    },
  ])
  if (!object) return <Empty text={t('error.not_found')} />
  if (query.isPending) return <SkeletonRows />
  if (query.isError || !task) return <LoadError error={query.error} retry={() => void query.refetch()} />
  const done = isDone(task)

  async function remove() {
    if (!task || !(await attempt(() => deleteRecord('tasks', task)))) return
    notify({
      text: t('delete.done'),
      action: { label: t('action.undo'), run: () => void attempt(() => restoreRecord('tasks', id)) },
    })
    void navigate({ to: '/tasks' })
  }

  return (
    <>
      <div className="flex min-h-16 shrink-0 items-center gap-3 border-b border-line px-5 py-2">
        <div className="min-w-0 flex-1">
          <h1 className="truncate text-lg font-semibold">{titleOf(task)}</h1>
          <p className="flex gap-2 truncate text-xs text-fg2">
            <DueButton task={task} disabled={!updates || done} />
            <span className="truncate">{subjectOf(task)}</span>
          </p>
        </div>
        {updates && (
          <Button tone={done ? 'plain' : 'primary'} onClick={() => void toggleDone(task)}>
            {done ? <RotateCcw className="size-4" /> : <Check className="size-4" />}
            {t(done ? 'tasks.reopen_short' : 'step.complete')}
            {!done && (
              <kbd className="rounded border border-on-accent/40 px-1 font-sans text-2xs leading-4 max-md:hidden">
                E
              </kbd>
            )}
            {done && <Kbd>E</Kbd>}
          </Button>
        )}
        {object.rights.delete && (
          <Menu
            trigger={
              <IconButton label={t('action.more')}>
                <Ellipsis className="size-4" />
              </IconButton>
            }
            items={[
              { key: 'delete', label: t('action.delete'), icon: <Trash2 />, tone: 'bad', run: () => void remove() },
            ]}
          />
        )}
      </div>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        <Scroll
          label={t('record.facts')}
          className="w-[340px] shrink-0 border-r border-line max-md:w-full max-md:border-r-0 max-md:border-b"
        >
          <div className="flex flex-col gap-5 p-5">
            <section>
              <h2 className="pb-1 text-xs text-fg3">{t('record.facts')}</h2>
              <Facts object={object} record={task} />
            </section>
            <FilesCard on={object} id={id} />
          </div>
        </Scroll>
        <Scroll label={t('comments.title')} className="min-w-0 flex-1">
          <div className="mx-auto w-full max-w-2xl p-5">
            <Comments field="task" id={id} />
          </div>
        </Scroll>
      </div>
    </>
  )
}
