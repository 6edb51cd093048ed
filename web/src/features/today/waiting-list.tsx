import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '@/api/client'
import { attempt, refresh, runVerb } from '@/api/mutations'
import type { Waiting } from '@/api/types'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { cn } from '@/lib/cn'
import { due } from '@/lib/dates'
import { homeCurrency, shortMoney } from '@/lib/format'
import { type Translate, useT } from '@/lib/i18n'
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

/** Where a request is decided on. */
const pathOf = (item: Waiting) => (item.kind === 'request' ? `/approvals/${item.id}` : `/waivers/${item.id}`)

/** What somebody wants, in a line. */
function titleOf(item: Waiting, t: Translate): string {
  if (item.kind === 'request') return t('approve.title', { what: item.step_title })
  return t(item.kind === 'approval' ? 'approval.title' : 'waiver.title', { step: item.step_title })
}

function reload(waiver: Waiting) {
  void refresh('waivers')
  void refresh('approvals')
  void refresh('opportunities', waiver.opportunity?.id)
}

/** Who asked in vain learns why. */
function RejectDialog({ waiver, onClose }: { waiver: Waiting; onClose: () => void }) {
  const { t } = useT()
  const [comment, setComment] = useState('')
  const { failure, busy, submit } = useSubmit(
    () => post(`${pathOf(waiver)}/reject`, { comment: comment.trim() }),
    () => {
      notify({ text: t(waiver.kind === 'request' ? 'approve.did_reject' : 'waiver.rejected') })
      onClose()
      reload(waiver)
    },
  )

  return (
    <Dialog open onClose={onClose} title={t('waiver.reject')} lead={titleOf(waiver, t)}>
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
      else await post(`${pathOf(item)}/approve`)
      const done = item.kind === 'request' ? 'approve.did_approve' : 'waiver.approved'
      notify({ text: t(approval ? 'approval.given' : done) })
    })
    setBusy(false)
    reload(item)
  }

  return (
    <li className="flex flex-col gap-1 border-b border-line p-3 text-sm last:border-b-0">
      <p className="flex items-start gap-2">
        <span aria-hidden="true" className="mt-1.5 size-1.5 shrink-0 rounded-full bg-warn-solid" />
        <span className="min-w-0 flex-1">{titleOf(item, t)}</span>
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
        {item.kind === 'request' && (
          <Link
            to="/approvals/$id"
            params={{ id: item.id }}
            className={buttonClass({ size: 'sm', tone: 'ghost' })}
            aria-label={`${t('approve.look')} ${item.step_title}`}
          >
            {t('approve.look')}
          </Link>
        )}
      </div>
      {rejecting && <RejectDialog waiver={item} onClose={() => setRejecting(false)} />}
    </li>
  )
}
