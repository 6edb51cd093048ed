import { Eye, TriangleAlert } from 'lucide-react'
import type { Rec } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Badge, type Tone } from '@/ui/bits'

export type Level = 'good' | 'watch' | 'weak'

export const levelOf = (record: Rec): Level | null =>
  record.health === 'good' || record.health === 'watch' || record.health === 'weak' ? record.health : null

const TONES: Record<Level, Tone> = { good: 'ok', watch: 'plain', weak: 'warn' }

/** How well a deal goes, in a word. */
export function HealthBadge({ record }: { record: Rec }) {
  const { t } = useT()
  const level = levelOf(record)
  return level && <Badge tone={TONES[level]}>{t(`health.${level}`)}</Badge>
}

/** The same as a sign, only where something speaks against the deal. */
export function HealthMark({ record }: { record: Rec }) {
  const { t } = useT()
  const level = levelOf(record)
  if (level === 'weak')
    return (
      <span role="img" aria-label={t('health.weak')} title={t('health.weak')} className="shrink-0 text-warn">
        <TriangleAlert className="size-3.5" />
      </span>
    )
  if (level === 'watch')
    return (
      <span role="img" aria-label={t('health.watch')} title={t('health.watch')} className="shrink-0 text-fg3">
        <Eye className="size-3.5" />
      </span>
    )
  return null
}
