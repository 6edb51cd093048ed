import { useState } from 'react'
import { errorText } from '@/api/mutations'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'
import { act } from './data'

/** Publishing tells those who work by the SOP what changed and why. */
export function PublishDialog({
  id,
  number,
  flush,
  onClose,
  onDone,
}: {
  id: string
  number: number
  flush: () => Promise<boolean>
  onClose: () => void
  onDone: () => void
}) {
  const { t } = useT()
  const [summary, setSummary] = useState('')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')

  async function publish() {
    setBusy(true)
    setFailure('')
    try {
      if (!(await flush())) throw new Error('not saved')
      await act(id, 'publish', { summary, reason })
      notify({ text: t('studio.published', { n: number }), tone: 'ok' })
      onDone()
    } catch (error) {
      setFailure(errorText(error))
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} title={t('studio.publish_title', { n: number })} lead={t('studio.publish_lead')}>
      <form
        className="contents"
        onSubmit={event => {
          event.preventDefault()
          void publish()
        }}
      >
        <DialogBody className="flex flex-col gap-3">
          <FieldRow label={t('studio.summary')} required={number > 1}>
            {control => (
              <TextArea
                {...control}
                rows={4}
                maxLength={2000}
                required={number > 1}
                placeholder={t('studio.summary_hint')}
                value={summary}
                onChange={e => setSummary(e.target.value)}
              />
            )}
          </FieldRow>
          <FieldRow label={t('studio.reason')} required={number > 1}>
            {control => (
              <TextArea
                {...control}
                rows={3}
                maxLength={2000}
                required={number > 1}
                placeholder={t('studio.reason_hint')}
                value={reason}
                onChange={e => setReason(e.target.value)}
              />
            )}
          </FieldRow>
          {failure && (
            <p role="alert" className="text-sm text-bad">
              {failure}
            </p>
          )}
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button tone="primary" type="submit" disabled={busy}>
            {t('studio.publish')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
