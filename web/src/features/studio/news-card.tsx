import { Megaphone } from 'lucide-react'
import { attempt } from '@/api/mutations'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { act } from './data'

/** What a version changed and why; whoever was asked confirms here that they have read it. */
export function NewsCard({
  id,
  name,
  summary,
  reason,
  asked,
}: {
  id: string
  name: string
  summary?: string | null
  reason?: string | null
  /** Whether the asker still has to confirm. */
  asked: boolean
}) {
  const { t } = useT()
  if (!summary && !reason && !asked) return null
  return (
    <section aria-label={t('studio.news')} className="rounded-xl border border-line bg-surface p-3.5">
      <h2 className="flex items-center gap-1.5 text-sm font-medium text-accent-ink">
        <Megaphone className="size-4" aria-hidden="true" />
        {t('studio.news_of', { name })}
      </h2>
      {summary && <p className="mt-1.5 text-sm whitespace-pre-wrap">{summary}</p>}
      {reason && (
        <p className="mt-1 text-sm whitespace-pre-wrap text-fg2">
          {t('studio.because')}
          {reason}
        </p>
      )}
      {asked && (
        <Button tone="primary" size="sm" className="mt-2" onClick={() => void attempt(() => act(id, 'read'))}>
          {t('studio.have_read')}
        </Button>
      )}
    </section>
  )
}
