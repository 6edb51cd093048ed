import { useState } from 'react'
import type { Rec } from '@/api/types'
import { fieldOf, useObject } from '@/app/hooks'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, NativeSelect, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'
import { leadVerb, undoDisqualify } from './verbs'

/** Giving a lead up asks for the one main reason. */
export function DisqualifyDialog({ record, onClose }: { record: Rec; onClose: () => void }) {
  const { t } = useT()
  const reasons = fieldOf(useObject('leads'), 'reason')?.options ?? []
  const [reason, setReason] = useState('')
  const [detail, setDetail] = useState('')
  const { failure, busy, submit } = useSubmit(
    () => leadVerb(record.id, 'disqualify', { reason, ...(detail.trim() && { detail: detail.trim() }) }),
    () => {
      onClose()
      notify({
        text: t('lead.disqualified', { name: String(record.name) }),
        action: { label: t('action.undo'), run: () => void undoDisqualify(record.id) },
      })
    },
  )

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
      <SubmitFoot
        form="disqualify"
        label={t('lead.disqualify')}
        busy={busy}
        disabled={reason === ''}
        onClose={onClose}
      />
    </Dialog>
  )
}
