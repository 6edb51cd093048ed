import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { Condition } from '@/api/condition'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { useObject } from '@/app/hooks'
import { shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { currencyOf } from '@/records/value'
import { IconButton } from '@/ui/button'
import { DueText, dealTopic, StageName, stepText } from '../opportunities/cells'
import { together, useSums } from './amounts'
import { DealStates } from './deal-states'

/** Deals that are shown; the rest is a list. */
const SHOWN = 6

/** What is being sold to a company, and what became of the rest. */
export function DealsCard({ account }: { account: Rec }) {
  const { t } = useT()
  const deals = useObject('opportunities')
  const of: Condition = { field: 'account', op: 'in', value: [account.id] }
  const open = useQuery({
    ...pageQuery('opportunities', {
      filter: { all: [of, { field: 'status', op: 'eq', value: 'open' }] },
      sort: '-amount',
      limit: SHOWN,
    }),
    enabled: deals !== undefined,
  }).data
  const sums = useSums(of, 'status')
  if (!deals) return null
  const { n } = together(sums?.values() ?? [])
  return (
    <section aria-label={deals.label} className="flex flex-col">
      <div className="flex h-8 items-center gap-1">
        <h2 className="flex-1 text-xs text-fg3">
          {deals.label} {n > 0 && <span className="tnum">{n}</span>}
        </h2>
        {deals.rights.create && (
          <IconButton
            label={t('form.new', { what: deals.label_one })}
            className="size-7"
            onClick={() => openDialog({ kind: 'create', object: 'opportunities', values: { account: account.id } })}
          >
            <Plus className="size-3.5" />
          </IconButton>
        )}
      </div>
      {open?.data.map(record => (
        <Link
          key={record.id}
          to="/opportunities/$id"
          params={{ id: record.id }}
          className="-mx-1.5 flex flex-col gap-0.5 rounded-md px-1.5 py-1.5 text-sm hover:bg-hover"
        >
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate">{dealTopic(record) || String(record.name)}</span>
            <span className="tnum shrink-0">{shortMoney(record.amount as string | null, currencyOf(record))}</span>
          </span>
          <span className="flex items-center gap-2 text-xs text-fg2">
            <StageName record={record} />
            <span className="min-w-0 flex-1 truncate text-right">{stepText(record)}</span>
            <DueText value={record.next_due_at} />
          </span>
        </Link>
      ))}
      <DealStates of={of} sums={sums} />
    </section>
  )
}
