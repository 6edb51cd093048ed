import { useT } from '@/lib/i18n'
import { Part } from './fields'

/** The key under which runs, answers and figures know this part: it stays over versions. */
export function KeyField({ value }: { value: string }) {
  const { t } = useT()
  return (
    <Part title={t('studio.key')}>
      <p className="text-xs text-fg2">
        <code className="rounded bg-sunken px-1.5 py-0.5 text-fg">{value}</code> {t('studio.key_note')}
      </p>
    </Part>
  )
}
