import { Link } from '@tanstack/react-router'
import { Phone, Sparkles } from 'lucide-react'
import type { TodayItem } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { due } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Button, buttonClass } from '@/ui/button'
import { CallLink } from '../contact/call-link'
import { finish } from './finish'

/** Steps that are done by talking to somebody. */
const TALKS = new Set(['activity', 'call', 'customer_confirmation', 'meeting', 'visit'])

/** The one best next action, and why. */
export function BestCard({ item }: { item: TodayItem }) {
  const { t } = useT()
  const { opportunity, contact } = item
  const when = item.due_at ?? item.due_on
  const phone = contact?.id && contact.phone && !contact.phone.includes('*') ? contact.phone : null
  const calls = phone !== null && TALKS.has(item.step_kind ?? '')
  return (
    <section
      aria-label={t('today.best')}
      data-tour="best"
      className="rounded-xl border border-line bg-raised p-4 shadow-e1"
    >
      <p className="flex items-center gap-1.5 text-xs text-accent-ink">
        <Sparkles className="size-3.5" />
        {t('today.best')}
        <span className="flex-1" />
        {when && <span className={due(when).tone === 'bad' ? 'text-bad' : 'text-fg2'}>{due(when).text}</span>}
      </p>
      <h2 className="mt-1 text-lg font-semibold">
        {opportunity ? (
          <Link to="/opportunities/$id" params={{ id: opportunity.id }} className="hover:underline">
            {item.title}
          </Link>
        ) : (
          item.title
        )}
      </h2>
      <p className="text-sm text-fg2">
        {[item.account?.name ?? opportunity?.name, contact?.name, item.reason].filter(Boolean).join(' · ')}
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        {calls && (
          <CallLink object="contacts" id={contact?.id ?? ''} phone={phone} className={buttonClass({ tone: 'primary' })}>
            <Phone className="size-4" />
            {t('today.call_now')}
          </CallLink>
        )}
        <Button tone={calls ? 'plain' : 'primary'} onClick={() => finish(item, t('today.done'))}>
          {item.kind === 'task' ? t('step.complete') : t('fix.step')}
        </Button>
        {phone && !calls && (
          <CallLink object="contacts" id={contact?.id ?? ''} phone={phone} className={buttonClass()}>
            <Phone className="size-4" />
            {t('action.call')}
          </CallLink>
        )}
        {opportunity && (
          <Button
            data-tour="log"
            onClick={() => openDialog({ kind: 'log', opportunity: opportunity.id, step: item.step })}
          >
            {t('action.log_contact')}
          </Button>
        )}
        {item.kind === 'task' && (
          <Button tone="ghost" onClick={() => openDialog({ kind: 'postpone', task: item })}>
            {t('today.later')}
          </Button>
        )}
      </div>
    </section>
  )
}
