import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { post } from '@/api/client'
import type { Condition } from '@/api/condition'
import { errorText } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { useT } from '@/lib/i18n'

interface Preview {
  open: number
  matched: number
  changed: number
  up: number
  down: number
  shown: { record: Rec; from: number; to: number }[]
}

/** What the rule as it stands in the editor would do to the open leads. */
export function ScorePreview({ record, condition }: { record: Rec; condition: Condition | null }) {
  const { t } = useT()
  const body = useDeferredValue(JSON.stringify({ rule: record.id, condition, points: Number(record.points) }))
  const query = useQuery({
    queryKey: ['list', 'leads', 'score_preview', body],
    queryFn: ({ signal }) => post<Preview>('/leads/score/preview', JSON.parse(body), { signal }),
    enabled: condition !== null,
    retry: false,
    placeholderData: old => old,
  })
  return (
    <section
      className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4"
      aria-live="polite"
      aria-label={t('rule.preview')}
    >
      <h2 className="font-semibold">{t('rule.preview')}</h2>
      {condition === null ? (
        <p className="text-sm text-fg2">{t('score.preview_none')}</p>
      ) : query.error ? (
        <p className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">{errorText(query.error)}</p>
      ) : (
        query.data && <Found found={query.data} />
      )}
    </section>
  )
}

function Found({ found }: { found: Preview }) {
  const { t } = useT()
  return (
    <>
      <p className="text-sm">
        {t('score.preview_says', { matched: found.matched, open: found.open, up: found.up, down: found.down })}
      </p>
      {found.shown.length > 0 && (
        <ul className="flex flex-col">
          {found.shown.map(({ record, from, to }) => (
            <li
              key={record.id}
              className="flex min-h-8 items-center gap-3 border-t border-line text-sm max-md:min-h-10"
            >
              <Link to="/leads/$id" params={{ id: record.id }} className="min-w-0 flex-1 truncate hover:underline">
                {[record.name, record.company].filter(Boolean).join(' · ')}
              </Link>
              <span className="tnum shrink-0 text-fg2">{`${from} → ${to}`}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
