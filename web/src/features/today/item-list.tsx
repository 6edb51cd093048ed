import { Link } from '@tanstack/react-router'
import {
  CircleCheckBig,
  FileText,
  FormInput,
  ListChecks,
  ListTodo,
  type LucideIcon,
  PhoneCall,
  Send,
  ShieldCheck,
  Timer,
  UserCheck,
} from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { TodayItem } from '@/api/types'
import { cn } from '@/lib/cn'
import { due, timeText } from '@/lib/dates'
import { homeCurrency, shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/bits'
import { finish } from './finish'

const ICONS: Record<string, LucideIcon> = {
  activity: PhoneCall,
  call: PhoneCall,
  field: FormInput,
  document: FileText,
  questionnaire: ListChecks,
  approval: ShieldCheck,
  customer_confirmation: UserCheck,
  timer: Timer,
  checklist: CircleCheckBig,
  send: Send,
}

/** What is due, in one of three groups. */
export function ItemList({
  group,
  items,
  at,
}: {
  group: 'overdue' | 'today' | 'tomorrow'
  items: TodayItem[]
  at: number
}) {
  const { t } = useT()
  return (
    <section aria-label={t(`today.${group}`)}>
      <h2 className={cn('px-1 pb-1.5 text-xs', group === 'overdue' ? 'text-bad' : 'text-fg2')}>
        {t(`today.${group}`)} <span className="tnum ml-1 text-fg2">{items.length}</span>
      </h2>
      <ul className="overflow-hidden rounded-xl border border-line bg-surface">
        {items.map((item, i) => (
          <Item key={`${item.opportunity?.id ?? ''}${item.id}`} item={item} group={group} current={i === at} />
        ))}
      </ul>
    </section>
  )
}

function Item({ item, group, current }: { item: TodayItem; group: string; current: boolean }) {
  const { t } = useT()
  const row = useRef<HTMLLIElement>(null)
  const Icon = ICONS[item.step_kind ?? ''] ?? ListTodo
  const about = [
    item.account?.name ?? item.opportunity?.name,
    shortMoney(item.amount, item.currency ?? homeCurrency.get()),
  ]
    .filter(Boolean)
    .join(' · ')
  const when = item.due_at ?? item.due_on

  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' })
  }, [current])

  return (
    <li
      ref={row}
      aria-current={current || undefined}
      className={cn(
        'flex items-center gap-3 border-b border-line px-3 last:border-b-0',
        current && 'bg-hover shadow-[inset_2px_0_0_var(--accent)]',
      )}
    >
      <button
        type="button"
        aria-label={t('today.finish', { what: item.title })}
        title={t('key.done')}
        onClick={() => finish(item, t('today.done'))}
        className="grid shrink-0 place-items-center rounded-full max-md:size-10 max-md:-mx-2.5"
      >
        <span className="size-4.5 rounded-full border border-line2 hover:border-accent hover:bg-accent-soft" />
      </button>
      <Icon className="size-4 shrink-0 text-fg2" aria-hidden="true" />
      <Link
        to={item.opportunity ? '/opportunities/$id' : '/tasks/$id'}
        params={{ id: item.opportunity?.id ?? item.id }}
        className="flex min-h-13.5 min-w-0 flex-1 flex-col justify-center py-1.5"
      >
        <span className="flex items-center gap-2 text-sm">
          <span className="truncate">{item.title}</span>
          {item.waits ? (
            <Badge tone="warn">{t('today.waits')}</Badge>
          ) : (
            item.required && <Badge tone="accent">{t('step.required')}</Badge>
          )}
        </span>
        <span className="tnum truncate text-xs text-fg2">{about}</span>
      </Link>
      {when && (
        <span className={cn('tnum shrink-0 text-xs', group === 'overdue' ? 'text-bad' : 'text-fg2')}>
          {group === 'overdue' ? due(when).text : item.due_at && !item.all_day ? timeText(item.due_at) : ''}
        </span>
      )}
    </li>
  )
}
