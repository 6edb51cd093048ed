import { useState } from 'react'
import { post } from '@/api/client'
import { refresh } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { fieldOf, useObject } from '@/app/hooks'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'
import { reachChanged } from './reach'

/** What the customer said, written down: it locks at once. */
export function RefuseDialog({ object, record, onClose }: { object: string; record: Rec; onClose: () => void }) {
  const { t } = useT()
  const options = fieldOf(useObject('contact_refusals'), 'channels')?.options ?? []
  const [channels, setChannels] = useState<string[]>([])
  const [said, setSaid] = useState('')
  const { failure, busy, submit } = useSubmit(
    () => post(`/${object}/${record.id}/refuse`, { channels, said: said.trim() || null, source: 'log' }),
    () => {
      notify({ text: t('reach.locked') })
      void reachChanged()
      void refresh(object, record.id)
      onClose()
    },
  )
  const toggle = (key: string) =>
    setChannels(old => (old.includes(key) ? old.filter(other => other !== key) : [...old, key]))

  return (
    <Dialog
      open
      onClose={onClose}
      title={t('reach.record')}
      lead={t('reach.record_lead', { who: String(record.name) })}
    >
      <DialogBody>
        <form id="refuse" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <fieldset className="flex flex-col gap-1">
            <legend className="pb-1 text-xs text-fg2">{t('reach.which')}</legend>
            <div className="flex flex-wrap gap-1.5">
              {options.map(option => (
                <button
                  key={option.key}
                  type="button"
                  aria-pressed={channels.includes(option.key)}
                  onClick={() => toggle(option.key)}
                  className={cn(
                    'h-7 rounded-full border px-3 text-xs max-md:h-10 max-md:text-sm',
                    channels.includes(option.key)
                      ? 'border-accent bg-accent-soft text-accent-ink'
                      : 'border-line text-fg2 hover:bg-hover',
                  )}
                >
                  {option.label}
                </button>
              ))}
            </div>
            <p className="text-xs text-fg3">{t('reach.which_help')}</p>
          </fieldset>
          <FieldRow label={t('reach.said')} error={failure || undefined}>
            {aria => <TextArea {...aria} value={said} maxLength={2000} onChange={e => setSaid(e.target.value)} />}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot form="refuse" label={t('reach.lock')} busy={busy} onClose={onClose} />
    </Dialog>
  )
}

/** Why contact is possible again; for those with the right. */
export function LiftDialog({ refusal, onClose }: { refusal: Rec; onClose: () => void }) {
  const { t } = useT()
  const [reason, setReason] = useState('')
  const { failure, busy, submit } = useSubmit(
    () => post(`/contact_refusals/${refusal.id}/lift`, { reason }),
    () => {
      notify({ text: t('reach.lifted') })
      void reachChanged()
      void refresh('contact_refusals')
      onClose()
    },
  )
  return (
    <Dialog open onClose={onClose} title={t('reach.lift')} lead={t('reach.lift_lead')}>
      <DialogBody>
        <form id="lift" onSubmit={event => void submit(event)}>
          <FieldRow label={t('reach.lift_why')} required error={failure || undefined}>
            {aria => (
              <TextArea {...aria} required value={reason} maxLength={2000} onChange={e => setReason(e.target.value)} />
            )}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot form="lift" label={t('reach.lift')} busy={busy} disabled={reason.trim() === ''} onClose={onClose} />
    </Dialog>
  )
}
