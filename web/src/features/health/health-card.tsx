import { queryOptions, useQuery } from '@tanstack/react-query'
import { CircleCheck, Eye, TriangleAlert } from 'lucide-react'
import { get } from '@/api/client'
import type { Rec } from '@/api/types'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { type Level, levelOf } from './health-mark'

interface Health {
  level: Level | null
  signs: { key: string; level: Level; text: string }[]
}

/** Asked anew with each version of the deal: what speaks against it changes with it. */
const healthQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['health', id, version],
    queryFn: ({ signal }) => get<Health>(`/opportunities/${id}/health`, { signal }),
    placeholderData: old => old,
  })

const ICONS = { good: CircleCheck, watch: Eye, weak: TriangleAlert }
const TONES = { good: 'text-ok', watch: 'text-fg', weak: 'text-warn' }

/** How well an open deal goes and every sign that speaks against it; nothing for one that isn't open. */
export function HealthCard({ record }: { record: Rec }) {
  const { t } = useT()
  const known = levelOf(record)
  const health = useQuery({ ...healthQuery(record.id, record.version), enabled: known !== null }).data
  if (!known || record.status !== 'open') return null
  const level = health?.level ?? known
  const Icon = ICONS[level]
  return (
    <section aria-label={t('health.title')}>
      <h2 className="pb-1 text-xs text-fg3">{t('health.title')}</h2>
      <div className="rounded-lg border border-line bg-surface px-3 py-2.5">
        <p className={cn('flex items-center gap-1.5 text-sm font-medium', TONES[level])}>
          <Icon className="size-4 shrink-0" />
          {t(`health.${level}`)}
        </p>
        {health && health.signs.length > 0 && (
          <ul className="mt-1 flex flex-col gap-1 text-sm">
            {health.signs.map(sign => (
              <li key={sign.key} className={sign.level === 'weak' ? 'text-fg' : 'text-fg2'}>
                {sign.text}
              </li>
            ))}
          </ul>
        )}
        <p className="mt-1.5 text-xs text-fg3">{health?.signs.length === 0 ? t('health.none') : t('health.rule')}</p>
      </div>
    </section>
  )
}
