import { useT } from '@/lib/i18n'
import { stuck } from '@/lib/late'
import { useStore } from '@/lib/store'
import { Button } from '@/ui/button'
import { online } from './live'

/** Stands where something will be whose file can't be fetched: it opens by itself once the network is back. */
export function Coming({ onClose }: { onClose?: () => void }) {
  const { t } = useT()
  const up = useStore(online)
  if (useStore(stuck) === 0) return null
  return (
    <div
      role="alert"
      className="fixed inset-x-3 bottom-20 z-50 mx-auto flex max-w-sm flex-col gap-3 rounded-xl border border-line bg-raised p-4 shadow-e3"
    >
      <p className="text-sm">{t(up ? 'late.gone' : 'late.away')}</p>
      <div className="flex justify-end gap-2">
        {onClose && <Button onClick={onClose}>{t('action.close')}</Button>}
        {up && (
          <Button tone="primary" onClick={() => window.location.reload()}>
            {t('late.reload')}
          </Button>
        )}
      </div>
    </div>
  )
}
