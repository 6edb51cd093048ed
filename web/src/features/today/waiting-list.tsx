import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '@/api/client'
import { attempt, refresh, runVerb } from '@/api/mutations'
import type { Waiting } from '@/api/types'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { cn } from '@/lib/cn'
import { due } from '@/lib/dates'
import { homeCurrency, shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { GroupLabel } from '@/ui/bits'
import { Button, buttonClass } from '@/ui/button'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'

/** Exceptions and approvals that wait for my decision. */
export function WaitingList({ items }: { items: Waiting[] }) {
  const { t } = useT()
  return (
    <section aria-label={t('today.waiting')}>
      <GroupLabel>
        {t('today.waiting')} <span className="tnum">{items.length}</span>
      </GroupLabel>
      <ul className="mt-1.5 overflow-hidden rounded-xl border border-line bg-surface">
        {items.map(item => (
          <One key={`${item.kind}${item.id}`} item={item} />
        ))}
      </ul>
    </section>
  )
}

function reload(waiver: Waiting) {
  void refresh('waivers')
  void refresh('opportunities', waiver.opportunity?.id)
}

/** Who asked in vain learns why. */
function RejectDialog({ waiver, onClose }: { waiver: Waiting; onClose: () => void }) {
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

function One({ item }: { item: Waiting }) {
  const { t } = useT()
  const [busy, setBusy] = useState(false)
  const [rejecting, setRejecting] = useState(false)
  const approval = item.kind === 'approval'
  const when = item.due_at ? due(item.due_at) : null
  const about = [
    item.opportunity?.name,
    item.created_by?.name,
    approval && item.amount ? shortMoney(item.amount, item.currency ?? homeCurrency.get()) : '',
  ]

  async function agree() {
    setBusy(true)
    await attempt(async () => {
      if (approval) await runVerb(item.id, `steps/${item.step}/complete`)
      else await post(`/waivers/${item.id}/approve`)
      notify({ text: t(approval ? 'approval.given' : 'waiver.approved') })
    })
    setBusy(false)
    reload(item)
  }

  return (
    <li className="flex flex-col gap-1 border-b border-line p-3 text-sm last:border-b-0">
      <p className="flex items-start gap-2">
        <span aria-hidden="true" className="mt-1.5 size-1.5 shrink-0 rounded-full bg-warn-solid" />
        <span className="min-w-0 flex-1">
          {t(approval ? 'approval.title' : 'waiver.title', { step: item.step_title })}
        </span>
        {when && (
          <span className={cn('shrink-0 text-xs', when.tone === 'bad' ? 'text-bad' : 'text-fg2')}>{when.text}</span>
        )}
      </p>
      {item.opportunity && (
        <Link
          to="/opportunities/$id"
          params={{ id: item.opportunity.id }}
          className="tnum truncate pl-3.5 text-xs text-fg2 hover:underline"
        >
          {about.filter(Boolean).join(' · ')}
        </Link>
      )}
      {item.reason && <p className="pl-3.5 text-xs text-fg2">{item.reason}</p>}
      <div className="flex gap-1.5 pl-3.5">
        <Button size="sm" disabled={busy} onClick={() => void agree()}>
          {t(approval ? 'approval.give' : 'waiver.approve')}
        </Button>
        {approval ? (
          <Link to="/opportunities/$id" params={{ id: item.id }} className={buttonClass({ size: 'sm', tone: 'ghost' })}>
            {t('approval.look')}
          </Link>
        ) : (
          <Button size="sm" tone="ghost" disabled={busy} onClick={() => setRejecting(true)}>
            {t('waiver.reject')}
          </Button>
        )}
      </div>
      {rejecting && <RejectDialog waiver={item} onClose={() => setRejecting(false)} />}
    </li>
  )
}
