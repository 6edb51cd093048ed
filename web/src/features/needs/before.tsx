import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { dayText, instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { answerHistory, givenText, wasText } from './answers'
import type { Asked, Given } from './data'

/** What was answered before, by whom and when; what it was before that, on request. */
export function Before({ deal, question, given }: { deal: string; question: Asked; given: Given }) {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  const history = useQuery({
    queryKey: ['timeline', 'answers', given.id],
    queryFn: () => answerHistory(deal, question.key),
    enabled: open,
  }).data
  return (
    <section aria-label={t('talk.before')} className="rounded-lg border border-line bg-raised p-3 text-sm">
      <p className="break-words whitespace-pre-wrap">
        {given.unknown_because
          ? t('questions.unknown_line', {
              why: given.unknown_because,
              day: given.will_know_by ? dayText(given.will_know_by) : '—',
            })
          : givenText(question, given)}
      </p>
      {(question.standing === 'thin' || question.standing === 'late') && (
        <p className="mt-1 flex items-center gap-1 text-xs text-warn">
          <TriangleAlert className="size-3.5 shrink-0" />
          {t(question.standing === 'thin' ? 'questions.thin' : 'talk.late')}
        </p>
      )}
      <p className="mt-1 flex flex-wrap items-center gap-2 text-xs text-fg2">
        {[given.by?.name, instantText(given.at)].filter(Boolean).join(' · ')}
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="text-accent-ink hover:underline max-md:min-h-10"
        >
          {t('talk.history')}
        </button>
      </p>
      {open && history && (
        <ul className="mt-1 flex flex-col gap-1 border-t border-line pt-2 text-xs text-fg2">
          {history.length === 0 && <li>{t('talk.no_history')}</li>}
          {history.map(entry => (
            <li key={entry.seq}>
              {[entry.by?.name, instantText(entry.at)].filter(Boolean).join(' · ')}
              {t('talk.was')}
              {wasText(entry)}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
