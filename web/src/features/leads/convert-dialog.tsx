import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Circle } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Problem } from '@/api/client'
import { errorText, refresh } from '@/api/mutations'
import { sopQuery } from '@/api/queries'
import type { Rec, Ref } from '@/api/types'
import { runFix } from '@/app/dialogs'
import { fieldOf, useCanCreate, useObject, useObjects } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { FieldInput } from '@/records/field-input'
import { isRef } from '@/records/value'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, Input, NativeSelect } from '@/ui/field'
import { notify } from '@/ui/toast'
import { fixLabel } from '../sop/fix-label'
import { useDuplicates } from './duplicates'
import { leadVerb, undoConversion } from './verbs'

const NEW = 'new'

/** A lead becomes account, contact and opportunity: new ones, or those that are there already. */
export function ConvertDialog({ record, onClose }: { record: Rec; onClose: () => void }) {
  const { t } = useT()
  const navigate = useNavigate()
  const objects = useObjects()
  const deals = useObject('opportunities')
  const makes = { accounts: useCanCreate('accounts'), contacts: useCanCreate('contacts') }
  const dealt = useCanCreate('opportunities')
  const sop = useQuery({ ...sopQuery(record.id, 'leads'), retry: false, enabled: record.status !== 'qualified' }).data
  const company = String(record.company ?? '') || String(record.name)
  const same = useDuplicates(record, record.id)?.found ?? []
  const known = (object: string): Ref[] =>
    same.filter(f => f.object === object).map(f => ({ id: f.record.id, name: String(f.record.name) }))
  const persons = same.filter(f => f.object === 'contacts')
  const [account, setAccount] = useState<string>()
  const [contact, setContact] = useState<string>()
  const [deal, setDeal] = useState(dealt)
  const [name, setName] = useState(company)
  const [amount, setAmount] = useState<unknown>(record.amount ?? null)
  const [close, setClose] = useState<unknown>(record.expected_close ?? null)
  const [failure, setFailure] = useState('')
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)

  // What is likely the same is chosen first, so that nothing is made twice without a thought.
  const accounts = known('accounts')
  const chosenAccount = account ?? accounts[0]?.id ?? NEW
  const chosenContact = contact ?? persons[0]?.record.id ?? NEW
  const missing = sop && !sop.gate.met && sop.run === 'active' ? sop.gate.missing : []

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setFailure('')
    setFaults({})
    try {
      const lead = await leadVerb(record.id, 'convert', {
        ...(chosenAccount !== NEW && { account: chosenAccount }),
        ...(chosenContact !== NEW && { contact: chosenContact }),
        opportunity: deal ? { name, amount: amount || null, expected_close: close || null } : false,
      })
      for (const object of ['accounts', 'contacts', 'opportunities']) void refresh(object)
      onClose()
      notify({
        text: t('lead.converted', { name: String(record.name) }),
        action: { label: t('action.undo'), run: () => void undoConversion(record.id) },
      })
      if (isRef(lead.opportunity)) void navigate({ to: '/opportunities/$id', params: { id: lead.opportunity.id } })
    } catch (error) {
      if (error instanceof Problem)
        setFaults(
          Object.fromEntries((error.body.errors ?? []).map(e => [e.pointer.split('/').slice(1).join('.'), e.text])),
        )
      setFailure(errorText(error))
    } finally {
      setBusy(false)
    }
  }

  const choice = (
    label: string,
    value: string,
    choose: (value: string) => void,
    found: { id: string; name: string }[],
    fresh: string,
    may: boolean,
    error?: string,
  ) => (
    <FieldRow label={label} error={error}>
      {aria => (
        <NativeSelect {...aria} value={value} onChange={e => choose(e.target.value)}>
          {found.map(one => (
            <option key={one.id} value={one.id}>
              {t('convert.existing', { name: one.name })}
            </option>
          ))}
          {(may || found.length === 0) && <option value={NEW}>{t('convert.new', { name: fresh })}</option>}
        </NativeSelect>
      )}
    </FieldRow>
  )

  const amountField = fieldOf(deals, 'amount')
  const closeField = fieldOf(deals, 'expected_close')
  return (
    <Dialog open onClose={onClose} title={t('convert.title')} lead={t('convert.lead', { name: String(record.name) })}>
      <DialogBody>
        {missing.length > 0 ? (
          <>
            <p className="pb-2 text-sm text-fg2">{t('convert.missing')}</p>
            <ul className="overflow-hidden rounded-lg border border-line">
              {missing.map(item => (
                <li
                  key={item.step ?? item.text}
                  className="flex min-h-10 items-center gap-2.5 border-b border-line px-3 py-2 text-sm last:border-b-0"
                >
                  <Circle className="size-4 shrink-0 text-fg3" aria-label={t('gate.open')} />
                  <span className="min-w-0 flex-1">{item.text}</span>
                  {item.fix && (
                    <button
                      type="button"
                      className="shrink-0 text-xs font-medium text-accent-ink hover:underline max-md:min-h-10"
                      onClick={() => item.fix && runFix(item.fix, record.id, item.step, 'leads')}
                    >
                      {fixLabel(item.fix, objects, t)}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </>
        ) : (
          <form id="convert" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
            {choice(t('convert.account'), chosenAccount, setAccount, accounts, company, makes.accounts, faults.account)}
            {choice(
              t('convert.contact'),
              chosenContact,
              setContact,
              known('contacts'),
              String(record.name),
              makes.contacts,
              faults.contact,
            )}
            {dealt && (
              <label className="flex items-center gap-2 text-sm max-md:min-h-10">
                <input
                  type="checkbox"
                  className="size-4 accent-(--accent) max-md:size-6"
                  checked={deal}
                  onChange={e => setDeal(e.target.checked)}
                />
                {t('convert.deal')}
              </label>
            )}
            {deal && (
              <div className="grid gap-3 md:grid-cols-2">
                <div className="md:col-span-2">
                  <FieldRow label={t('convert.deal_name')} required error={faults['opportunity.name']}>
                    {aria => <Input {...aria} value={name} maxLength={200} onChange={e => setName(e.target.value)} />}
                  </FieldRow>
                </div>
                {amountField && (
                  <FieldRow label={amountField.label} error={faults['opportunity.amount']}>
                    {aria => <FieldInput {...aria} field={amountField} value={amount} onChange={setAmount} />}
                  </FieldRow>
                )}
                {closeField && (
                  <FieldRow label={closeField.label} error={faults['opportunity.expected_close']}>
                    {aria => <FieldInput {...aria} field={closeField} value={close} onChange={setClose} />}
                  </FieldRow>
                )}
              </div>
            )}
            {failure && Object.keys(faults).length === 0 && (
              <p role="alert" className="text-sm text-bad">
                {failure}
              </p>
            )}
          </form>
        )}
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button tone="primary" type="submit" form="convert" disabled={busy || missing.length > 0}>
          {t('lead.convert')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
