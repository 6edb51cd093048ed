import { useState } from 'react'
import { attempt, runVerb } from '@/api/mutations'
import type { Runs } from '@/api/types'
import { fieldOf, useObject } from '@/app/hooks'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { today } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, Input, NativeSelect, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'

const TITLES = {
  back: 'verb.back',
  hold: 'verb.hold',
  reopen: 'verb.reopen',
  skip: 'step.skip',
} as const

interface ReasonProps {
  opportunity: string
  on?: Runs
  verb: keyof typeof TITLES
  step?: string
  to?: string
  onClose: () => void
}

/** Going back, holding, reopening and skipping ask why. */
export function ReasonDialog({ opportunity, on, verb, step, to, onClose }: ReasonProps) {
  const { t } = useT()
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState('')
  const path = verb === 'skip' ? `steps/${step}/skip` : verb
  const { failure, busy, submit } = useSubmit(
    () => runVerb(opportunity, path, { reason, ...(to && { to }), ...(until && { until }) }, on),
    onClose,
  )
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(TITLES[verb])}
      lead={verb === 'reopen' && on !== 'leads' ? t('reopen.lead') : undefined}
    >
      <DialogBody>
        <form id="reason" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <FieldRow label={t('reason.label')} required error={failure || undefined}>
            {aria => (
              <TextArea {...aria} autoFocus value={reason} maxLength={500} onChange={e => setReason(e.target.value)} />
            )}
          </FieldRow>
          {verb === 'hold' && (
            <FieldRow label={t('reason.until')}>
              {aria => (
                <Input {...aria} type="date" min={today()} value={until} onChange={e => setUntil(e.target.value)} />
              )}
            </FieldRow>
          )}
        </form>
      </DialogBody>
      <SubmitFoot
        form="reason"
        label={t('action.confirm')}
        busy={busy}
        disabled={reason.trim() === ''}
        onClose={onClose}
      />
    </Dialog>
  )
}

/** Closing as lost asks for the main reason and the day. */
export function LoseDialog({ opportunity, name, onClose }: { opportunity: string; name: string; onClose: () => void }) {
  const { t } = useT()
  const reasons = fieldOf(useObject('opportunities'), 'loss_reason')?.options ?? []
  const [reason, setReason] = useState('')
  const [detail, setDetail] = useState('')
  const [closedOn, setClosedOn] = useState(today())
  const { failure, busy, submit } = useSubmit(
    () => runVerb(opportunity, 'lose', { reason, closed_on: closedOn, ...(detail.trim() && { detail }) }),
    () => {
      onClose()
      notify({
        text: t('lose.done', { name }),
        action: {
          label: t('action.undo'),
          run: () => void attempt(() => runVerb(opportunity, 'reopen', { reason: t('lose.undo_reason') })),
        },
      })
    },
  )
  return (
    <Dialog open onClose={onClose} title={t('lose.title')} lead={name}>
      <DialogBody>
        <form id="lose" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <FieldRow label={t('lose.reason')} required error={failure || undefined}>
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
          <FieldRow label={t('lose.detail')}>
            {aria => <TextArea {...aria} value={detail} onChange={e => setDetail(e.target.value)} />}
          </FieldRow>
          <FieldRow label={t('lose.day')}>
            {aria => (
              <Input {...aria} type="date" max={today()} value={closedOn} onChange={e => setClosedOn(e.target.value)} />
            )}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot form="lose" label={t('verb.lose')} busy={busy} disabled={reason === ''} onClose={onClose} />
    </Dialog>
  )
}

/** Asks to leave a required step out; a manager decides. */
export function WaiveDialog({
  opportunity,
  steps,
  onClose,
}: {
  opportunity: string
  steps: { key: string; text: string }[]
  onClose: () => void
}) {
  const { t } = useT()
  const [step, setStep] = useState(steps[0]?.key ?? '')
  const [reason, setReason] = useState('')
  const { failure, busy, submit } = useSubmit(
    () => runVerb(opportunity, `steps/${step}/waive`, { reason }),
    () => {
      onClose()
      notify({ text: t('gate.waive_sent') })
    },
  )
  return (
    <Dialog open onClose={onClose} title={t('gate.waive')} lead={t('gate.waive_lead')}>
      <DialogBody>
        <form id="waive" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <FieldRow label={t('gate.waive_step')}>
            {aria => (
              <NativeSelect {...aria} value={step} onChange={e => setStep(e.target.value)}>
                {steps.map(item => (
                  <option key={item.key} value={item.key}>
                    {item.text}
                  </option>
                ))}
              </NativeSelect>
            )}
          </FieldRow>
          <FieldRow label={t('reason.label')} required error={failure || undefined}>
            {aria => (
              <TextArea {...aria} autoFocus value={reason} maxLength={500} onChange={e => setReason(e.target.value)} />
            )}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot
        form="waive"
        label={t('gate.waive_send')}
        busy={busy}
        disabled={reason.trim() === ''}
        onClose={onClose}
      />
    </Dialog>
  )
}
