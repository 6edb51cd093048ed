import { useQuery } from '@tanstack/react-query'
import { attempt } from '@/api/mutations'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { Avatar, Badge, type Tone } from '@/ui/bits'
import { Button } from '@/ui/button'
import { act, reviewsQuery, type Standing } from './data'

const TONES: Record<string, Tone> = { waiting: 'plain', approved: 'ok', changes: 'warn' }

/** Who was asked and what they think; who was asked decides here. */
export function Reviewers({ id, standing }: { id: string; standing: Standing }) {
  const { t } = useT()
  const reviews = useQuery(reviewsQuery(id)).data?.data ?? []
  if (reviews.length === 0) return null
  return (
    <section aria-label={t('studio.reviewers')} className="flex flex-col gap-2 border-b border-line p-4">
      <h2 className="text-xs text-fg2">{t('studio.reviewers')}</h2>
      <ul className="flex flex-col gap-1.5">
        {reviews.map(review => {
          const verdict = String(review.verdict)
          const name = isRef(review.reviewer) ? review.reviewer.name : ''
          return (
            <li key={review.id} className="flex items-center gap-2 text-sm">
              <Avatar name={name} size={20} />
              <span className="flex-1">{name}</span>
              <Badge tone={TONES[verdict]}>{t(`verdict.${verdict}` as 'verdict.waiting')}</Badge>
            </li>
          )
        })}
      </ul>
      {standing.review && (
        <div className="flex gap-2">
          <Button size="sm" tone="soft" onClick={() => void attempt(() => act(id, 'verdict', { verdict: 'approved' }))}>
            {t('studio.approve')}
          </Button>
          <Button size="sm" onClick={() => void attempt(() => act(id, 'verdict', { verdict: 'changes' }))}>
            {t('studio.want_changes')}
          </Button>
        </div>
      )}
    </section>
  )
}
