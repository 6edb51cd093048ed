import { useState } from 'react'
import type { Condition } from '@/api/condition'
import { attempt, patchRecord } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { LoadError } from '@/app/fallback'
import { fieldOf, useObject } from '@/app/hooks'
import { router } from '@/app/router'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { SkeletonRows } from '@/ui/bits'
import { useDrop } from '@/ui/drag'
import { QuickAdd } from './quick-add'
import { TaskCard } from './task-card'
import { ACTIVE, type Bucket, dayBuckets, MOST, statusBuckets, toggleDone, useTasks, type Whose } from './task-data'
import { taskKeys } from './task-keys'

const BY_STATE: Condition = {
  any: [ACTIVE, { field: 'done_at', op: 'gte', value: { today: -7 } }],
}

/** Tasks as cards in columns, by day or by state; they move by mouse, menu and key. */
export function TaskBoard({ whose, by }: { whose: Whose; by: 'due' | 'status' }) {
  const { t } = useT()
  const object = useObject('tasks')
  const { query, tasks, more } = useTasks(by === 'due' ? ACTIVE : BY_STATE, whose)
  const [current, setCurrent] = useState<string | null>(null)
  const buckets = by === 'due' ? dayBuckets() : statusBuckets(fieldOf(object, 'status')?.options ?? [])
  const columns = buckets.map(bucket => tasks.filter(bucket.holds))
  const at = columns.findIndex(cards => cards.some(card => card.id === current))
  const task = tasks.find(row => row.id === current)
  const updates = object?.rights.update ?? false

  function put(id: string, bucket: Bucket | undefined) {
    const record = tasks.find(row => row.id === id)
    if (!record || !bucket?.gives || bucket.holds(record)) return
    if (bucket.gives.status === 'done') void toggleDone(record)
    else void attempt(() => patchRecord('tasks', record, bucket.gives ?? {}))
  }

  function step(dx: number, dy: number) {
    const cards = columns[at]
    if (!cards) {
      setCurrent(columns.find(list => list.length > 0)?.[0]?.id ?? null)
      return
    }
    const row = cards.findIndex(card => card.id === current)
    if (dy !== 0) setCurrent(cards[Math.max(0, Math.min(cards.length - 1, row + dy))]?.id ?? current)
    for (let i = at + dx; dx !== 0 && i >= 0 && i < columns.length; i += dx) {
      const next = columns[i]?.[Math.min(row, (columns[i]?.length ?? 1) - 1)]
      if (!next) continue
      setCurrent(next.id)
      return
    }
  }

  /** Shift and an arrow: the next column that takes a card. */
  function shift(dx: number) {
    for (let i = at + dx; current && i >= 0 && i < buckets.length; i += dx) {
      if (!buckets[i]?.gives) continue
      put(current, buckets[i])
      return
    }
  }

  useKeys([
    { keys: 'j', label: 'key.down', run: () => step(0, 1) },
    { keys: 'k', label: 'key.up', run: () => step(0, -1) },
    { keys: 'ArrowDown', label: 'key.down', run: () => step(0, 1) },
    { keys: 'ArrowUp', label: 'key.up', run: () => step(0, -1) },
    { keys: 'ArrowRight', label: 'key.right', run: event => (event.shiftKey ? shift(1) : step(1, 0)) },
    { keys: 'ArrowLeft', label: 'key.left', run: event => (event.shiftKey ? shift(-1) : step(-1, 0)) },
    {
      keys: 'Enter',
      label: 'key.open',
      run: () => current && void router.navigate({ to: '/tasks/$id', params: { id: current } }),
    },
    ...taskKeys(task, updates),
  ])

  if (query.isPending) return <SkeletonRows rows={10} />
  if (query.isError) return <LoadError error={query.error} retry={() => void query.refetch()} />
  return (
    <>
      <div className="flex min-h-0 flex-1 gap-2 overflow-x-auto p-3">
        {buckets.map((bucket, i) => (
          <Column
            key={bucket.key}
            bucket={bucket}
            buckets={buckets}
            cards={columns[i] ?? []}
            current={current}
            creates={object?.rights.create ?? false}
            updates={updates}
            deletes={object?.rights.delete ?? false}
            owner={whose === 'team'}
            put={put}
          />
        ))}
      </div>
      {more && <p className="border-t border-line px-5 py-2 text-xs text-fg2">{t('tasks.more', { n: MOST })}</p>}
    </>
  )
}

interface ColumnProps {
  bucket: Bucket
  buckets: Bucket[]
  cards: Rec[]
  current: string | null
  creates: boolean
  updates: boolean
  deletes: boolean
  owner: boolean
  put: (id: string, bucket: Bucket) => void
}

function Column({ bucket, buckets, cards, current, creates, updates, deletes, owner, put }: ColumnProps) {
  const { t } = useT()
  const { box, over } = useDrop<HTMLDivElement>(id => put(id, bucket))
  return (
    <section
      aria-label={bucket.label}
      className="flex min-h-0 min-w-[190px] flex-1 basis-0 flex-col rounded-xl bg-sunken max-md:w-[78vw] max-md:flex-none"
    >
      <h2 className={cn('flex h-10 shrink-0 items-center gap-2 px-3 text-sm font-semibold', bucket.tone && 'text-bad')}>
        {bucket.label} <span className="tnum text-xs font-normal text-fg2">{cards.length}</span>
      </h2>
      <div
        ref={box}
        tabIndex={0}
        role="group"
        aria-label={bucket.label}
        className={cn(
          'flex min-h-16 flex-1 flex-col gap-1.5 overflow-y-auto rounded-xl p-1.5 pt-0 outline-offset-[-2px]',
          over && bucket.gives && 'bg-sel outline-2 outline-accent',
        )}
      >
        {cards.map(task => (
          <TaskCard
            key={task.id}
            task={task}
            current={current === task.id}
            updates={updates}
            deletes={deletes}
            owner={owner}
            moves={[
              { heading: t('tasks.move_to') },
              ...buckets
                .filter(other => other.gives && other.key !== bucket.key)
                .map(other => ({ key: other.key, label: other.label, run: () => put(task.id, other) })),
            ]}
          />
        ))}
        {creates && bucket.gives && bucket.gives.status !== 'done' && (
          <QuickAdd values={bucket.gives} label={t('tasks.add_to', { where: bucket.label })} />
        )}
      </div>
    </section>
  )
}
