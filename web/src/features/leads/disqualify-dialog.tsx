import { type FormEvent, useState } from 'react'
import { errorText } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, NativeSelect, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'
import { leadVerb, reopen } from './verbs'

/** Giving a lead up asks for the one main reason. */
export function DisqualifyDialog({ record, onClose }: { record: Rec; onClose: () => void }) {
  const { t } = useT()
  const reasons = fieldOf(useObject('leads'), 'reason')?.options ?? []
  const [reason, setReason] = useState('')
  const [detail, setDetail] = useState('')
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setFailure('')
    try {
      await leadVerb(record.id, 'disqualify', { reason, ...(detail.trim() && { detail: detail.trim() }) })
      onClose()
      notify({
        text: t('lead.disqualified', { name: String(record.name) }),
        action: { label: t('action.undo'), run: () => void reopen(record.id) },
      })
    } catch (error) {
      setFailure(errorText(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} title={t('lead.disqualify')} lead={String(record.name)}>
      <DialogBody>
        <form id="disqualify" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <FieldRow label={t('lead.reason')} required error={failure || undefined}>
            {aria => (
              <NativeSelect {...aria} autoFocus value={reason} onChange={e => setReason(e.target.value)}>
                <option value="">{t('form.choose')}</option>
                {reasons.map(option => (
                  <option key={option.key} value={option.key}>
                    {option.label}
                  </option>
                ))}
              </NativeSelect>
            )}
          </FieldRow>
          <FieldRow label={t('lead.reason_detail')}>
            {aria => <TextArea {...aria} value={detail} maxLength={2000} onChange={e => setDetail(e.target.value)} />}
          </FieldRow>
        </form>
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button tone="primary" type="submit" form="disqualify" disabled={busy || reason === ''}>
          {t('lead.disqualify')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
