import { attempt } from '@/api/mutations'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog, DialogFoot } from '@/ui/dialog'
import { act } from './data'

/** A draft that is thrown away doesn't come back: it is asked once. */
export function DiscardDialog({ id, onClose, onDone }: { id: string; onClose: () => void; onDone: () => void }) {
  const { t } = useT()
  return (
    <Dialog open onClose={onClose} title={t('studio.discard')} lead={t('studio.discard_lead')} width={400}>
      <div className="h-3" />
      <DialogFoot>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          tone="danger"
          onClick={() =>
            void attempt(async () => {
              await act(id, 'discard')
              onDone()
            })
          }
        >
          {t('studio.discard')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
