import { Link } from '@tanstack/react-router'
import type { Today } from '@/api/types'
import { dayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Badge, GroupLabel } from '@/ui/bits'

/** One's customers who should have been contacted by now, by the cadence of their tier. */
export function ContactList({ due }: { due: Today['to_contact'] }) {
  const { t } = useT()
  if (!due || due.n === 0) return null
  return (
    <section aria-label={t('today.to_contact')}>
      <GroupLabel className="flex">
        <span className="flex-1">
          {t('today.to_contact')} <span className="tnum">{due.more ? `${due.n}+` : due.n}</span>
        </span>
        <Link to="/accounts" search={{ view: 'to_contact' }} className="text-accent-ink hover:underline">
          {t('today.to_contact_all')}
        </Link>
      </GroupLabel>
      <ul className="mt-1.5 overflow-hidden rounded-xl border border-line bg-surface">
        {due.items.map(account => (
          <li key={account.id} className="border-b border-line last:border-b-0">
            <Link
              to="/accounts/$id"
              params={{ id: account.id }}
              className="flex min-h-9 items-center gap-2 px-3 text-sm hover:bg-hover max-md:min-h-11"
            >
              {account.tier && <Badge>{account.tier}</Badge>}
              <span className="min-w-0 flex-1 truncate">{account.name}</span>
              <span className="shrink-0 text-xs text-bad">{dayText(account.contact_due_on)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
