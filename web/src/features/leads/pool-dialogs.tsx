import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '@/api/client'
import { refresh } from '@/api/mutations'
import type { Rec, Ref } from '@/api/types'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { addDays, today } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, Input, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'

/** Giving a lead back to the pool asks why: whoever claims it next reads that. */
export function ReleaseDialog({ record, onClose }: { record: Rec; onClose: () => void }) {
  const { t } = useT()
  const navigate = useNavigate()
  const [reason, setReason] = useState('')
  const { failure, busy, submit } = useSubmit(
    async () => {
      const answer = await post<{ pool: Ref }>(`/leads/${record.id}/release`, { reason: reason.trim() })
      notify({ text: t('pool.released', { pool: answer.pool.name }) })
    },
    () => {
      onClose()
      void navigate({ to: '/leads' }).then(() => refresh('leads'))
    },
  )
  return (
    <Dialog open onClose={onClose} title={t('pool.release')} lead={String(record.name)}>
      <DialogBody>
        <form id="release" onSubmit={event => void submit(event)}>
          <FieldRow label={t('pool.release_why')} help={t('pool.release_help')} required error={failure || undefined}>
            {aria => (
              <TextArea {...aria} autoFocus value={reason} maxLength={500} onChange={e => setReason(e.target.value)} />
            )}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot
        form="release"
        label={t('pool.release')}
        busy={busy}
        disabled={reason.trim() === ''}
        onClose={onClose}
      />
    </Dialog>
  )
}

/** A manager keeps a lead with its owner until a day, for a reason. */
export function KeepDialog({ record, onClose }: { record: Rec; onClose: () => void }) {
  const { t } = useT()
  const [until, setUntil] = useState(addDays(today(), 30))
  const [reason, setReason] = useState('')
  const { failure, busy, submit } = useSubmit(
    () => post(`/leads/${record.id}/keep`, { until, reason: reason.trim() }),
    () => {
      onClose()
      notify({ text: t('pool.kept') })
      void refresh('leads', record.id)
    },
  )
  return (
    <Dialog open onClose={onClose} title={t('pool.keep')} lead={String(record.name)}>
      <DialogBody>
        <form id="keep" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <FieldRow label={t('pool.keep_until')} required>
            {aria => (
              <Input {...aria} type="date" value={until} min={today()} onChange={e => setUntil(e.target.value)} />
            )}
          </FieldRow>
          <FieldRow label={t('pool.keep_why')} required error={failure || undefined}>
            {aria => (
              <TextArea {...aria} autoFocus value={reason} maxLength={500} onChange={e => setReason(e.target.value)} />
            )}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot
        form="keep"
        label={t('pool.keep')}
        busy={busy}
        disabled={reason.trim() === '' || until === ''}
        onClose={onClose}
      />
    </Dialog>
  )
}
