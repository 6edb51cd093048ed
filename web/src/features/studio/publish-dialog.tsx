import { useState } from 'react'
import { Failure, SubmitFoot, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { Dialog, DialogBody } from '@/ui/dialog'
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
  const { failure, busy, submit } = useSubmit(async () => {
    if (!(await flush())) throw new Error('not saved')
    await act(id, 'publish', { summary, reason })
    notify({ text: t('studio.published', { n: number }), tone: 'ok' })
  }, onDone)

  return (
    <Dialog open onClose={onClose} title={t('studio.publish_title', { n: number })} lead={t('studio.publish_lead')}>
      <form id="publish" className="contents" onSubmit={event => void submit(event)}>
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
          <Failure text={failure} />
        </DialogBody>
        <SubmitFoot form="publish" label={t('studio.publish')} busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  )
}
