import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '@/api/client'
import { attempt, refresh } from '@/api/mutations'
import type { Waiver } from '@/api/types'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { GroupLabel } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'

/** Exceptions that wait for my decision. */
export function WaiverList({ waivers }: { waivers: Waiver[] }) {
  const { t } = useT()
  return (
    <section aria-label={t('today.waiting')}>
      <GroupLabel>{t('today.waiting')}</GroupLabel>
      <ul className="mt-1.5 overflow-hidden rounded-xl border border-line bg-surface">
        {waivers.map(waiver => (
          <One key={waiver.id} waiver={waiver} />
        ))}
      </ul>
    </section>
  )
}

function reload(waiver: Waiver) {
  void refresh('waivers')
  void refresh('opportunities', waiver.opportunity?.id)
}

/** Who asked in vain learns why. */
function RejectDialog({ waiver, onClose }: { waiver: Waiver; onClose: () => void }) {
  const { t } = useT()
  const [comment, setComment] = useState('')
  const { failure, busy, submit } = useSubmit(
    () => post(`/waivers/${waiver.id}/reject`, { comment: comment.trim() }),
    () => {
      notify({ text: t('waiver.rejected') })
      onClose()
      reload(waiver)
    },
  )

  return (
    <Dialog open onClose={onClose} title={t('waiver.reject')} lead={t('waiver.title', { step: waiver.step_title })}>
      <DialogBody>
        <form id="reject" onSubmit={event => void submit(event)}>
          <FieldRow label={t('waiver.why')} required error={failure || undefined}>
            {aria => (
              <TextArea
                {...aria}
                autoFocus
                value={comment}
                maxLength={500}
                onChange={event => setComment(event.target.value)}
              />
            )}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot
        form="reject"
        label={t('waiver.reject')}
        busy={busy}
        disabled={comment.trim() === ''}
        onClose={onClose}
      />
    </Dialog>
  )
}

function One({ waiver }: { waiver: Waiver }) {
  const { t } = useT()
  const [busy, setBusy] = useState(false)
  const [rejecting, setRejecting] = useState(false)

  async function approve() {
    setBusy(true)
    await attempt(async () => {
      await post(`/waivers/${waiver.id}/approve`)
      notify({ text: t('waiver.approved') })
    })
    setBusy(false)
    reload(waiver)
  }

  return (
    <li className="flex flex-col gap-1 border-b border-line p-3 text-sm last:border-b-0">
      <p className="flex items-start gap-2">
        <span aria-hidden="true" className="mt-1.5 size-1.5 shrink-0 rounded-full bg-warn-solid" />
        <span className="min-w-0 flex-1">{t('waiver.title', { step: waiver.step_title })}</span>
      </p>
      {waiver.opportunity && (
        <Link
          to="/opportunities/$id"
          params={{ id: waiver.opportunity.id }}
          className="truncate pl-3.5 text-xs text-fg2 hover:underline"
        >
          {[waiver.opportunity.name, waiver.created_by?.name].filter(Boolean).join(' · ')}
        </Link>
      )}
      <p className="pl-3.5 text-xs text-fg2">{waiver.reason}</p>
      <div className="flex gap-1.5 pl-3.5">
        <Button size="sm" disabled={busy} onClick={() => void approve()}>
          {t('waiver.approve')}
        </Button>
        <Button size="sm" tone="ghost" disabled={busy} onClick={() => setRejecting(true)}>
          {t('waiver.reject')}
        </Button>
      </div>
      {rejecting && <RejectDialog waiver={waiver} onClose={() => setRejecting(false)} />}
    </li>
  )
}
