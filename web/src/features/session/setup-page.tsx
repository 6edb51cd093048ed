import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Problem, post } from '@/api/client'
import { errorText } from '@/api/mutations'
import { client } from '@/api/queries'
import { currentLang, type Key, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { FieldRow, Input, NativeSelect } from '@/ui/field'
import { SessionCard } from './card'

const CURRENCIES = ['CNY', 'USD', 'EUR', 'HKD', 'GBP']

const FIELDS = [
  { key: 'code', label: 'setup.code', type: 'text', complete: 'one-time-code' },
  { key: 'company', label: 'setup.company', type: 'text', complete: 'organization' },
  { key: 'name', label: 'setup.name', type: 'text', complete: 'name' },
  { key: 'email', label: 'session.email', type: 'email', complete: 'username' },
  { key: 'password', label: 'session.password', type: 'password', complete: 'new-password' },
] satisfies { key: string; label: Key; type: string; complete: string }[]

/** The first start: names the company and its administrator. */
export function SetupPage() {
  const { t } = useT()
  const navigate = useNavigate()
  const [values, setValues] = useState<Record<string, string>>({
    currency: 'CNY',
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'Asia/Shanghai',
  })
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const set = (key: string) => (event: { target: { value: string } }) =>
    setValues(old => ({ ...old, [key]: event.target.value }))

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setFaults({})
    setFailure('')
    try {
      await post('/setup', { ...values, lang: currentLang() })
      client.clear()
      await navigate({ to: '/today' })
    } catch (error) {
      const named = error instanceof Problem ? error.fields : {}
      setFaults(named)
      setFailure(FIELDS.some(field => field.key in named) ? '' : errorText(error))
      setBusy(false)
    }
  }

  return (
    <SessionCard title={t('setup.title')} lead={t('setup.lead')}>
      <form onSubmit={event => void submit(event)} className="mt-5 flex flex-col gap-3.5">
        {FIELDS.map(field => (
          <FieldRow
            key={field.key}
            label={t(field.label)}
            help={
              field.key === 'code'
                ? t('setup.code_help')
                : field.key === 'password'
                  ? t('setup.password_help')
                  : undefined
            }
            error={faults[field.key]}
          >
            {aria => (
              <Input
                {...aria}
                type={field.type}
                autoComplete={field.complete}
                required
                value={values[field.key] ?? ''}
                onChange={set(field.key)}
              />
            )}
          </FieldRow>
        ))}
        <div className="grid grid-cols-2 gap-3">
          <FieldRow label={t('setup.currency')} error={faults.currency}>
            {aria => (
              <NativeSelect {...aria} value={values.currency} onChange={set('currency')}>
                {CURRENCIES.map(currency => (
                  <option key={currency}>{currency}</option>
                ))}
              </NativeSelect>
            )}
          </FieldRow>
          <FieldRow label={t('setup.time_zone')} error={faults.time_zone}>
            {aria => (
              <NativeSelect {...aria} value={values.time_zone} onChange={set('time_zone')}>
                {[...new Set([values.time_zone ?? '', 'Asia/Shanghai', ...Intl.supportedValuesOf('timeZone')])]
                  .filter(Boolean)
                  .map(zone => (
                    <option key={zone}>{zone}</option>
                  ))}
              </NativeSelect>
            )}
          </FieldRow>
        </div>
        {failure && (
          <p role="alert" className="text-sm text-bad">
            {failure}
          </p>
        )}
        <Button type="submit" tone="primary" disabled={busy} className="h-9">
          {t('setup.start')}
        </Button>
      </form>
    </SessionCard>
  )
}
