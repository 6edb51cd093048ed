import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { useObject } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { Avatar, ProgressBar } from '@/ui/bits'
import { Button } from '@/ui/button'
import { receiptsQuery } from './data'

/** Before it is unfolded. */
const FEW = 8

/** Who has read the version and who hasn't, for those who answer for it. */
export function ReceiptsCard({ id }: { id: string }) {
  const { t, lang } = useT()
  const sees = useObject('sop_receipts') !== undefined
  const rows = useQuery({ ...receiptsQuery(id), enabled: sees }).data?.data ?? []
  const [all, setAll] = useState(false)
  if (rows.length === 0) return null
  const read = rows.filter(row => row.read_at)
  const sorted = [...rows.filter(row => !row.read_at), ...read]
  const shown = all ? sorted : sorted.slice(0, FEW)
  return (
    <section aria-label={t('studio.receipts')} className="rounded-xl border border-line bg-surface p-3.5">
      <h2 className="mb-1.5 flex items-baseline text-sm font-medium">
        <span className="flex-1">{t('studio.receipts')}</span>
        <span className="tnum text-xs font-normal text-fg2">
          {t('studio.read_of', { done: read.length, of: rows.length })}
        </span>
      </h2>
      <ProgressBar done={read.length} of={rows.length} label={t('studio.receipts')} />
      <ul className="mt-2 flex flex-col gap-1.5">
        {shown.map(row => {
          const name = isRef(row.person) ? row.person.name : ''
          const at = typeof row.read_at === 'string' ? row.read_at : null
          return (
            <li key={row.id} className="flex items-center gap-2 text-sm">
              <Avatar name={name} size={20} />
              <span className="min-w-0 flex-1 truncate">
                {name}
                {isRef(row.team) && <span className="text-fg2"> · {row.team.name}</span>}
              </span>
              <span className={cn('tnum flex items-center gap-1 text-xs', at ? 'text-ok' : 'text-fg2')}>
                {at && <Check className="size-3.5" aria-hidden="true" />}
                {at
                  ? instantText(at, lang)
                  : Number(row.reminded) > 0
                    ? t('studio.reminded', { n: Number(row.reminded) })
                    : t('studio.unread')}
              </span>
            </li>
          )
        })}
      </ul>
      {sorted.length > FEW && (
        <Button size="sm" tone="ghost" className="mt-1.5 w-full" onClick={() => setAll(a => !a)}>
          {all ? t('studio.fewer') : t('studio.all_n', { n: sorted.length })}
        </Button>
      )}
    </section>
  )
}
