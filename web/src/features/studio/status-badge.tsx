import { useT } from '@/lib/i18n'
import { Badge, type Tone } from '@/ui/bits'

const TONES: Record<string, Tone> = { draft: 'plain', in_review: 'warn', published: 'ok', retired: 'plain' }

/** Where a version stands. */
export function StatusBadge({ status }: { status: unknown }) {
  const { t } = useT()
  const key = ['draft', 'in_review', 'published', 'retired'].find(s => s === status) ?? 'draft'
  return <Badge tone={TONES[key]}>{t(`version_status.${key}` as 'version_status.draft')}</Badge>
}
