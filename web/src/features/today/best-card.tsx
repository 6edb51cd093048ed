import { Link } from '@tanstack/react-router'
import { Phone, Sparkles } from 'lucide-react'
import type { TodayItem } from '@/api/types'
import { openDialog, runFix } from '@/app/dialogs'
import { useObjects } from '@/app/hooks'
import { due } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Button, buttonClass } from '@/ui/button'
import { fixLabel } from '../sop/fix-label'

/** The one best next action, and why. */
export function BestCard({ item }: { item: TodayItem }) {
  const { t } = useT()
  const objects = useObjects()
  const { opportunity, contact, fix } = item
  const who = item.account?.name ?? opportunity?.name ?? ''
  const when = item.due_at ?? item.due_on
  const phone = contact?.phone && !contact.phone.includes('*') ? contact.phone : null
  const calls = phone && (item.step_kind === 'activity' || item.step_kind === 'call' || !fix)
  return (
    <section aria-label={t('today.best')} className="rounded-xl border border-line bg-raised p-4 shadow-e1">
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
      <p className="text-sm text-fg2">{[who, contact?.name, item.reason].filter(Boolean).join(' · ')}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        {phone && (
          <a href={`tel:${phone}`} className={buttonClass({ tone: calls ? 'primary' : 'plain' })}>
            <Phone className="size-4" />
            {t('today.call_now')}
          </a>
        )}
        {opportunity && fix && (
          <Button
            tone={calls ? 'plain' : 'primary'}
            onClick={() => runFix(fix, opportunity.id, item.kind === 'step' ? item.id : null)}
          >
            {fixLabel(fix, objects, t)}
          </Button>
        )}
        {opportunity && (
          <Button
            tone={!calls && !fix ? 'primary' : 'plain'}
            onClick={() =>
              openDialog({ kind: 'log', opportunity: opportunity.id, step: item.kind === 'step' ? item.id : undefined })
            }
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
