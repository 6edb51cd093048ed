import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '@/api/client'
import { attempt, refresh } from '@/api/mutations'
import { client } from '@/api/queries'
import type { Rec } from '@/api/types'
import { fieldOf, useObject } from '@/app/hooks'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { dayText, instantText, today } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, Input, NativeSelect, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'
import { type AccountTier, accountTierQuery, type TierChange } from './data'

function changed(id: string) {
  void client.invalidateQueries({ queryKey: ['tier', id] })
  void refresh('accounts', id)
}

/** An account's tier: which, why, what follows from it, and what it was before. */
export function TierCard({ account }: { account: Rec }) {
  const { t } = useT()
  const seen = fieldOf(useObject('accounts'), 'tier') !== undefined
  const tier = useQuery({ ...accountTierQuery(account.id), enabled: seen, retry: false }).data
  const [setting, setSetting] = useState(false)
  const [told, setTold] = useState(false)
  if (!tier || (!tier.ruled && tier.history.length === 0)) return null

  const release = () =>
    attempt(async () => {
      await post(`/accounts/${account.id}/tier/release`)
      notify({ text: t('tier.released') })
      changed(account.id)
    })

  return (
    <section aria-label={t('tier.title')} className="flex flex-col gap-1.5 pb-2.5">
      <div className="flex h-8 items-center gap-1">
        <h2 className="flex-1 text-xs text-fg3">{t('tier.title')}</h2>
        {tier.may_set && tier.by_hand && (
          <Button size="sm" tone="ghost" onClick={() => void release()}>
            {t('tier.release')}
          </Button>
        )}
        {tier.may_set && (
          <Button size="sm" tone="ghost" onClick={() => setSetting(true)}>
            {t('tier.set')}
          </Button>
        )}
      </div>
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <span className="text-base font-semibold">{tier.name ?? t('tier.none')}</span>
        {tier.by_hand && (
          <Badge tone="warn">
            {tier.until ? t('tier.by_hand_until', { day: dayText(tier.until) }) : t('tier.by_hand')}
          </Badge>
        )}
        {tier.since && <span className="text-xs text-fg3">{t('tier.since', { when: instantText(tier.since) })}</span>}
      </p>
      {tier.why && <p className="text-sm text-fg2">{tier.why}</p>}
      <Consequences tier={tier} />
      {tier.history.length > 1 && (
        <Button size="sm" tone="ghost" className="-ml-2 self-start" aria-expanded={told} onClick={() => setTold(!told)}>
          {t('tier.history', { n: tier.history.length })}
        </Button>
      )}
      {told && (
        <ol className="flex flex-col gap-1.5">
          {tier.history.map(change => (
            <Change key={change.at + change.kind} change={change} />
          ))}
        </ol>
      )}
      {setting && <SetDialog account={account} tier={tier} onClose={() => setSetting(false)} />}
    </section>
  )
}

/** By when the customer is to be contacted, and who serves them. */
function Consequences({ tier }: { tier: AccountTier }) {
  const { t } = useT()
  return (
    <>
      {tier.every_days && (
        <p className="flex flex-wrap gap-x-2 text-xs text-fg2">
          {t('tier.every', { n: tier.every_days })}
          {tier.contact_due_on && (
            <span className={tier.contact_overdue ? 'text-bad' : undefined}>
              {t(tier.contact_overdue ? 'tier.overdue' : 'tier.due', { day: dayText(tier.contact_due_on) })}
            </span>
          )}
        </p>
      )}
      {tier.serves && (
        <p className={tier.serves.fits ? 'text-xs text-fg2' : 'text-xs text-warn'}>
          {t(tier.serves.fits ? 'tier.served' : 'tier.served_by_other', { team: tier.serves.team.name })}
        </p>
      )}
    </>
  )
}

/** A change as it was told on its day. */
function Change({ change }: { change: TierChange }) {
  const { t } = useT()
  const from = change.from ?? t('tier.none')
  const what = change.kind === 'tier_released' ? t('tier.was_released') : `${from} → ${change.to ?? t('tier.none')}`
  return (
    <li className="text-xs">
      <p className="flex flex-wrap gap-x-2">
        <span className="tnum text-fg3">{instantText(change.at)}</span>
        <span>{what}</span>
        {change.kind === 'tier_set' && <span className="text-fg2">{t('tier.by_hand')}</span>}
        {change.by && <span className="text-fg2">{change.by.name}</span>}
      </p>
      {change.why && <p className="text-fg2">{change.why}</p>}
    </li>
  )
}

/** An exception from the rule: which tier, why, until when. */
function SetDialog({ account, tier, onClose }: { account: Rec; tier: AccountTier; onClose: () => void }) {
  const { t } = useT()
  const [key, setKey] = useState(tier.tier ?? tier.choices[0]?.key ?? 'A')
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState('')
  const { failure, busy, submit } = useSubmit(
    () => post(`/accounts/${account.id}/tier`, { tier: key, reason, until: until || null }),
    () => {
      notify({ text: t('tier.was_set') })
      changed(account.id)
      onClose()
    },
  )
  return (
    <Dialog open onClose={onClose} title={t('tier.set')} lead={t('tier.set_lead', { who: String(account.name) })}>
      <DialogBody>
        <form id="tier" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <FieldRow label={t('tier.title')} required>
            {aria => (
              <NativeSelect {...aria} value={key} onChange={e => setKey(e.target.value)}>
                {tier.choices.map(choice => (
                  <option key={choice.key} value={choice.key}>
                    {choice.name}
                  </option>
                ))}
              </NativeSelect>
            )}
          </FieldRow>
          <FieldRow label={t('tier.until')} help={t('tier.until_help')}>
            {aria => (
              <Input {...aria} type="date" min={today()} value={until} onChange={e => setUntil(e.target.value)} />
            )}
          </FieldRow>
          <FieldRow label={t('tier.reason')} required error={failure || undefined}>
            {aria => (
              <TextArea {...aria} required value={reason} maxLength={500} onChange={e => setReason(e.target.value)} />
            )}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot form="tier" label={t('tier.set')} busy={busy} disabled={reason.trim() === ''} onClose={onClose} />
    </Dialog>
  )
}
