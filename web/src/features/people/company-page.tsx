import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { call, get, Problem } from '@/api/client'
import { errorText } from '@/api/mutations'
import { client } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { useMay } from '@/app/hooks'
import { timeZone } from '@/lib/dates'
import { homeCurrency } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { useTitle } from '@/lib/title'
import { SkeletonRows } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { FieldRow, Input, NativeSelect } from '@/ui/field'
import { notify } from '@/ui/toast'
import { Holidays } from './holidays'
import { clock, minutes, type Span } from './hours'

export interface Company {
  name: string
  currency: string
  time_zone: string
  lang: 'zh-CN' | 'en'
  hours: Span[]
  exceptions: Record<string, boolean>
}

const CURRENCIES = ['CNY', 'HKD', 'TWD', 'USD', 'EUR', 'GBP', 'JPY', 'SGD']

export function CompanyPage() {
  const { t } = useT()
  useTitle(t('company.title'))
  const query = useQuery({ queryKey: ['workspace'], queryFn: () => get<Company>('/workspace') })
  if (query.isPending) return <SkeletonRows />
  if (query.isError) return <LoadError error={query.error} retry={() => void query.refetch()} />
  return <CompanyForm key={JSON.stringify(query.data)} saved={query.data} />
}

/** What is the same for everybody here: name, currency, clock and calendar. Who isn't an administrator reads it. */
function CompanyForm({ saved }: { saved: Company }) {
  const { t } = useT()
  const edits = useMay('admin')
  const [company, setCompany] = useState(saved)
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')
  const set = (part: Partial<Company>) => setCompany(old => ({ ...old, ...part }))
  const changed = JSON.stringify(company) !== JSON.stringify(saved)
  const span = (i: number, j: 0 | 1, value: string) =>
    set({
      hours: company.hours.map((old, at) =>
        at === i ? ((j === 0 ? [minutes(value), old[1]] : [old[0], minutes(value)]) as Span) : old,
      ),
    })

  async function save(event: FormEvent) {
    event.preventDefault()
    setFaults({})
    setFailure('')
    try {
      const now = await call<Company>('PATCH', '/workspace', { body: company })
      timeZone.set(now.time_zone)
      homeCurrency.set(now.currency)
      client.setQueryData(['workspace'], now)
      notify({ text: t('company.saved') })
      await client.invalidateQueries({ predicate: query => query.queryKey[0] !== 'workspace' })
    } catch (error) {
      const named = error instanceof Problem ? error.fields : {}
      setFaults(named)
      setFailure(Object.keys(named).length > 0 ? '' : errorText(error))
    }
  }

  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <form
        aria-label={t('company.title')}
        onSubmit={event => void save(event)}
        className="mx-auto flex max-w-2xl flex-col gap-6 px-5 py-6"
      >
        <h1 className="text-lg font-semibold">{t('company.title')}</h1>
        {!edits && <p className="text-sm text-fg2">{t('company.read_only')}</p>}
        <fieldset disabled={!edits} className="contents">
          <section className="grid gap-3 md:grid-cols-2">
            <FieldRow label={t('setup.company')} error={faults.name}>
              {aria => (
                <Input
                  {...aria}
                  required
                  maxLength={80}
                  value={company.name}
                  onChange={event => set({ name: event.target.value })}
                />
              )}
            </FieldRow>
            <FieldRow label={t('company.lang')} help={t('company.lang_help')} error={faults.lang}>
              {aria => (
                <NativeSelect
                  {...aria}
                  value={company.lang}
                  onChange={event => set({ lang: event.target.value as Company['lang'] })}
                >
                  <option value="zh-CN">简体中文</option>
                  <option value="en">English</option>
                </NativeSelect>
              )}
            </FieldRow>
            <FieldRow label={t('setup.currency')} help={t('company.currency_help')} error={faults.currency}>
              {aria => (
                <NativeSelect
                  {...aria}
                  value={company.currency}
                  onChange={event => set({ currency: event.target.value })}
                >
                  {[...new Set([company.currency, ...CURRENCIES])].map(currency => (
                    <option key={currency}>{currency}</option>
                  ))}
                </NativeSelect>
              )}
            </FieldRow>
            <FieldRow label={t('setup.time_zone')} help={t('company.zone_help')} error={faults.time_zone}>
              {aria => (
                <NativeSelect
                  {...aria}
                  value={company.time_zone}
                  onChange={event => set({ time_zone: event.target.value })}
                >
                  {[...new Set([company.time_zone, ...Intl.supportedValuesOf('timeZone')])].map(zone => (
                    <option key={zone}>{zone}</option>
                  ))}
                </NativeSelect>
              )}
            </FieldRow>
          </section>
          <section className="flex flex-col gap-2">
            <h2 className="font-semibold">{t('company.hours')}</h2>
            <p className="text-sm text-fg2">{t('company.hours_lead')}</p>
            {company.hours.map((hours, i) => (
              <div key={i} className="flex items-center gap-2">
                <Input
                  type="time"
                  className="w-32"
                  aria-label={t('company.from', { n: i + 1 })}
                  value={clock(hours[0])}
                  onChange={event => span(i, 0, event.target.value)}
                />
                <span className="text-fg2">–</span>
                <Input
                  type="time"
                  className="w-32"
                  aria-label={t('company.to', { n: i + 1 })}
                  value={clock(hours[1])}
                  onChange={event => span(i, 1, event.target.value)}
                />
                {edits && company.hours.length > 1 && (
                  <IconButton
                    label={t('company.remove_span', { n: i + 1 })}
                    onClick={() => set({ hours: company.hours.toSpliced(i, 1) })}
                  >
                    <Trash2 className="size-4" />
                  </IconButton>
                )}
              </div>
            ))}
            {faults.hours && (
              <p role="alert" className="text-xs text-bad">
                {t('company.hours_wrong')}
              </p>
            )}
            {edits && company.hours.length < 4 && (
              <Button
                size="sm"
                className="self-start"
                onClick={() => {
                  const from = Math.min(company.hours.at(-1)?.[1] ?? 0, 22 * 60)
                  set({ hours: [...company.hours, [from, from + 60]] })
                }}
              >
                <Plus className="size-3.5" />
                {t('company.add_span')}
              </Button>
            )}
          </section>
          <Holidays edits={edits} days={company.exceptions} onChange={exceptions => set({ exceptions })} />
        </fieldset>
        {failure && (
          <p role="alert" className="text-sm text-bad">
            {failure}
          </p>
        )}
        {edits && (
          <Button type="submit" tone="primary" className="self-start" disabled={!changed}>
            {t('action.save')}
          </Button>
        )}
      </form>
    </div>
  )
}
