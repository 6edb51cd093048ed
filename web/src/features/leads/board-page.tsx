import { useQueries, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Table2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { both, type Condition } from '@/api/condition'
import { aggregateQuery, pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { LoadError } from '@/app/fallback'
import { fieldOf, useObject } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { Empty, SkeletonRows } from '@/ui/bits'
import { buttonClass } from '@/ui/button'
import { useDrop } from '@/ui/drag'
import { NativeSelect } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { isOpen } from './cells'
import { ConvertDialog } from './convert-dialog'
import { DisqualifyDialog } from './disqualify-dialog'
import { LeadCard } from './lead-card'
import { askReopen } from './verbs'

const route = getRouteApi('/shell/leads/board')

const COLUMNS = ['new', 'working', 'qualified', 'converted', 'disqualified'] as const

/** Cards of a column that are loaded; the list shows the rest. */
const CARDS = 50

const COLORS: Record<string, string> = {
  new: 'var(--s2)',
  working: 'var(--s4)',
  qualified: 'var(--s6)',
  converted: 'var(--s7)',
  disqualified: 'var(--line-2)',
}

/** Leads by how far they have come. The first contact and the checklist move them; a card is dropped to decide. */
export function LeadBoardPage() {
  const { t } = useT()
  const object = useObject('leads')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [dialog, setDialog] = useState<{ kind: 'convert' | 'disqualify'; record: Rec } | null>(null)
  const mine: Condition | undefined = search.owner ? { field: 'owner', op: 'eq', value: { me: true } } : undefined
  const of = (status: string): Condition => both({ field: 'status', op: 'eq', value: status }, mine) ?? { all: [] }
  const lists = useQueries({
    queries: COLUMNS.map(status => ({
      ...pageQuery('leads', {
        filter: of(status),
        sort: status === 'new' ? 'response_due_at' : '-created_at',
        limit: CARDS,
      }),
    })),
  })
  const counts = useQuery(aggregateQuery('leads', { filter: mine, group: ['status'], measures: ['count'] })).data ?? []
  const options = fieldOf(object, 'status')?.options ?? []
  if (!object) return <Empty text={t('error.not_found')} />
  const failed = lists.find(list => list.error)
  const rows = lists.flatMap(list => list.data?.data ?? [])

  function drop(id: string, status: string) {
    const record = rows.find(row => row.id === id)
    if (!record || record.status === status) return
    if (status === 'converted' && isOpen(record)) setDialog({ kind: 'convert', record })
    else if (status === 'disqualified' && isOpen(record)) setDialog({ kind: 'disqualify', record })
    else if (record.status === 'disqualified') askReopen(id)
  }

  return (
    <>
      <PageHead title={t('lead.board')}>
        <NativeSelect
          aria-label={t('board.whose')}
          className="w-auto max-w-36"
          value={search.owner ?? ''}
          onChange={event =>
            void navigate({ search: { owner: event.target.value === 'me' ? 'me' : undefined }, replace: true })
          }
        >
          <option value="">{t('lead.everyone')}</option>
          <option value="me">{t('view.mine')}</option>
        </NativeSelect>
        <Link to="/leads" className={buttonClass({ tone: 'ghost' })}>
          <Table2 className="size-4" />
          {t('lead.list')}
        </Link>
      </PageHead>
      {failed ? (
        <LoadError error={failed.error} retry={() => void failed.refetch()} />
      ) : lists.some(list => list.isPending) ? (
        <SkeletonRows rows={10} />
      ) : (
        <div className="flex min-h-0 flex-1 gap-2 overflow-x-auto p-3">
          {COLUMNS.map((status, i) => {
            const cards = lists[i]?.data?.data ?? []
            const count = Number(counts.find(row => row.status === status)?.count ?? cards.length)
            return (
              <Column
                key={status}
                label={options.find(o => o.key === status)?.label ?? status}
                color={COLORS[status] ?? ''}
                count={count}
                filter={of(status)}
                more={count - cards.length}
                onDrop={id => drop(id, status)}
              >
                {cards.map(record => (
                  <LeadCard key={record.id} record={record} onDecide={kind => setDialog({ kind, record })} />
                ))}
              </Column>
            )
          })}
        </div>
      )}
      {dialog?.kind === 'convert' && <ConvertDialog record={dialog.record} onClose={() => setDialog(null)} />}
      {dialog?.kind === 'disqualify' && <DisqualifyDialog record={dialog.record} onClose={() => setDialog(null)} />}
    </>
  )
}

interface ColumnProps {
  label: string
  color: string
  count: number
  filter: Condition
  more: number
  onDrop: (id: string) => void
  children: ReactNode
}

function Column({ label, color, count, filter, more, onDrop, children }: ColumnProps) {
  const { t } = useT()
  const { box, over } = useDrop<HTMLDivElement>(onDrop)
  return (
    <section
      aria-label={label}
      className="flex min-h-0 min-w-[190px] flex-1 basis-0 flex-col rounded-xl bg-sunken max-md:w-[78vw] max-md:flex-none"
    >
      <h2 className="flex h-10 shrink-0 items-center gap-1.5 px-2.5 text-sm font-semibold">
        <span aria-hidden="true" className="size-2 shrink-0 rounded-full" style={{ background: color }} />
        <span className="truncate">{label}</span>
        <Link
          to="/leads"
          search={{ view: 'all', filter }}
          aria-label={t('board.open', { stage: label })}
          className="tnum flex-1 text-xs font-normal text-fg2 hover:underline"
        >
          {count}
        </Link>
      </h2>
      <div
        ref={box}
        tabIndex={0}
        aria-label={label}
        role="group"
        className={cn(
          'flex min-h-16 flex-1 flex-col gap-1.5 overflow-y-auto rounded-xl p-1.5 pt-0 outline-offset-[-2px]',
          over && 'bg-sel outline-2 outline-accent',
        )}
      >
        {children}
        {more > 0 && (
          <Link
            to="/leads"
            search={{ view: 'all', filter }}
            className="py-2 text-center text-xs text-accent-ink hover:underline"
          >
            {t('board.more', { n: more })}
          </Link>
        )}
      </div>
    </section>
  )
}
