import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { get } from '@/api/client'
import type { Condition } from '@/api/condition'
import { dayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { between, percent } from '@/lib/share'
import { RecordPage } from '@/records/record-page'
import { Figure } from './figure'
import { ProcessTabs } from './process-tabs'

const route = getRouteApi('/shell/sops/improvements/$id')

interface Side {
  k: number
  n: number
  rate: number | null
  low: number | null
  high: number | null
  from: string
  to: string
  filter: Condition
}

interface Effect {
  state: 'no_measure' | 'no_draft' | 'unpublished' | 'too_early' | 'noise' | 'better' | 'worse'
  published_on?: string
  from?: string
  days?: number
  enough?: number
  before?: Side
  after?: Side
  low?: number | null
  high?: number | null
}

/** An improvement with what came of it. */
export function ImprovementPage() {
  const { id } = route.useParams()
  return (
    <>
      <ProcessTabs />
      <RecordPage key={id} object="improvements" id={id} top={<EffectCard id={id} />} />
    </>
  )
}

/** The figures before and after publication, or why there are none yet. */
function EffectCard({ id }: { id: string }) {
  const { t, lang } = useT()
  const effect = useQuery({
    queryKey: ['record', 'improvements', id, 'effect'],
    queryFn: ({ signal }) => get<Effect>(`/improvements/${id}/effect`, { signal }),
  }).data
  if (!effect) return null
  const said = {
    n: effect.enough ?? 0,
    days: effect.days ?? 0,
    on: effect.from ? dayText(effect.from, lang) : '',
    low: percentPoints(effect.low),
    high: percentPoints(effect.high),
  }
  return (
    <section
      aria-label={t('improve.effect')}
      className="flex flex-col gap-2 rounded-xl border border-line bg-surface p-4"
    >
      <h2 className="text-sm font-semibold">{t('improve.effect')}</h2>
      <p className="text-sm">
        {effect.state === 'too_early' && effect.from
          ? t('improve.not_before', said)
          : t(`improve.${effect.state}`, said)}
      </p>
      {effect.before && effect.after && (
        <dl className="grid grid-cols-2 gap-3 text-sm max-md:grid-cols-1">
          {(['before', 'after'] as const).map(key => {
            const side = effect[key]
            return (
              side && (
                <div key={key}>
                  <dt className="text-xs text-fg2">
                    {t(`improve.${key}`)} · {dayText(side.from, lang)} – {dayText(side.to, lang)}
                  </dt>
                  <dd className="tnum">
                    <Figure
                      object="deviations"
                      n={side.k}
                      filter={side.filter}
                      label={t('improve.says', { k: side.k, n: side.n })}
                    >
                      {t('improve.of', { k: side.k, n: side.n })}
                    </Figure>{' '}
                    {percent(side.rate)} <span className="text-xs text-fg2">{between(side.low, side.high)}</span>
                  </dd>
                </div>
              )
            )
          })}
        </dl>
      )}
      {effect.before && <p className="text-xs text-fg2">{t('improve.method', said)}</p>}
    </section>
  )
}

const percentPoints = (share: number | null | undefined) => (share == null ? '—' : (share * 100).toFixed(0))
