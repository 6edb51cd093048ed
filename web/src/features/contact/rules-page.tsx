import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { call, get, Problem, post } from '@/api/client'
import { errorText } from '@/api/mutations'
import { client } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { useTitle } from '@/lib/title'
import { SkeletonRows } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { Input, NativeSelect } from '@/ui/field'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { clock, minutes } from '../people/hours'

interface Cap {
  per: 'person' | 'company'
  channel: string | null
  most: number
  within: 'day' | 'week' | 'month'
}

interface Rules {
  caps: Cap[]
  quiet: { from: number; to: number } | null
  rest_days: boolean
}

interface Settings {
  rules: Rules
  words: string[]
  may_edit: boolean
}

const KEY = ['contact-rules']
const MOST_CAPS = 12

export function ContactRulesPage() {
  const { t } = useT()
  useTitle(t('reach.rules'))
  const query = useQuery({ queryKey: KEY, queryFn: () => get<Settings>('/contact_rules') })
  if (query.isPending) return <SkeletonRows />
  if (query.isError) return <LoadError error={query.error} retry={() => void query.refetch()} />
  return <RulesForm key={JSON.stringify(query.data.rules)} saved={query.data} />
}

/** How often is enough, when it is quiet, and what that comes to in words. */
function RulesForm({ saved }: { saved: Settings }) {
  const { t } = useT()
  const [rules, setRules] = useState(saved.rules)
  const [failure, setFailure] = useState('')
  const edits = saved.may_edit
  const changed = JSON.stringify(rules) !== JSON.stringify(saved.rules)
  const preview = useQuery({
    queryKey: ['contact-rules-preview', rules],
    queryFn: ({ signal }) => post<{ words: string[] }>('/contact_rules/preview', rules, { signal }),
    enabled: changed,
    placeholderData: old => old,
    retry: false,
  })
  const words = changed ? (preview.data?.words ?? saved.words) : saved.words
  const set = (part: Partial<Rules>) => setRules(old => ({ ...old, ...part }))

  async function save(event: FormEvent) {
    event.preventDefault()
    setFailure('')
    try {
      client.setQueryData(KEY, await call<Settings>('PUT', '/contact_rules', { body: rules }))
      await client.invalidateQueries({ queryKey: ['reach'] })
      notify({ text: t('reach.rules_saved') })
    } catch (error) {
      setFailure(error instanceof Problem ? (Object.values(error.fields)[0] ?? error.text) : errorText(error))
    }
  }

  return (
    <Scroll label={t('reach.rules')} className="flex-1">
      <form
        aria-label={t('reach.rules')}
        onSubmit={event => void save(event)}
        className="mx-auto flex max-w-3xl flex-col gap-6 px-5 py-6"
      >
        <div className="flex flex-col gap-1">
          <h1 className="text-lg font-semibold">{t('reach.rules')}</h1>
          <p className="text-sm text-fg2">{t(edits ? 'reach.rules_lead' : 'reach.rules_read_only')}</p>
        </div>
        <fieldset disabled={!edits} className="contents">
          <Caps caps={rules.caps} edits={edits} onChange={caps => set({ caps })} />
          <QuietHours rules={rules} onChange={set} />
        </fieldset>
        <section aria-label={t('reach.preview')} className="rounded-xl border border-line bg-raised p-4">
          <h2 className="pb-1.5 font-semibold">{t('reach.preview')}</h2>
          <ol className="flex list-decimal flex-col gap-1 pl-5 text-sm">
            {words.map(sentence => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
        </section>
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
    </Scroll>
  )
}

function Caps({ caps, edits, onChange }: { caps: Cap[]; edits: boolean; onChange: (caps: Cap[]) => void }) {
  const { t } = useT()
  const channels = fieldOf(useObject('contact_refusals'), 'channels')?.options ?? []
  const change = (at: number, part: Partial<Cap>) =>
    onChange(caps.map((cap, i) => (i === at ? { ...cap, ...part } : cap)))
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('reach.caps')}</h2>
      {caps.length === 0 && <p className="text-sm text-fg2">{t('reach.no_caps')}</p>}
      {caps.map((cap, i) => (
        <div key={i} className="flex flex-wrap items-center gap-2">
          <NativeSelect
            className="w-36"
            aria-label={t('reach.cap_per', { n: i + 1 })}
            value={cap.per}
            onChange={e => change(i, { per: e.target.value as Cap['per'] })}
          >
            <option value="person">{t('reach.per_person')}</option>
            <option value="company">{t('reach.per_company')}</option>
          </NativeSelect>
          <NativeSelect
            className="w-28"
            aria-label={t('reach.cap_within', { n: i + 1 })}
            value={cap.within}
            onChange={e => change(i, { within: e.target.value as Cap['within'] })}
          >
            {(['day', 'week', 'month'] as const).map(within => (
              <option key={within} value={within}>
                {t(`reach.within_${within}`)}
              </option>
            ))}
          </NativeSelect>
          <span className="text-sm text-fg2">{t('reach.at_most')}</span>
          <Input
            type="number"
            min={1}
            max={100}
            required
            className="w-20"
            aria-label={t('reach.cap_most', { n: i + 1 })}
            value={cap.most}
            onChange={e => change(i, { most: Number(e.target.value) })}
          />
          <NativeSelect
            className="w-36"
            aria-label={t('reach.cap_channel', { n: i + 1 })}
            value={cap.channel ?? ''}
            onChange={e => change(i, { channel: e.target.value || null })}
          >
            <option value="">{t('reach.any_channel')}</option>
            {channels.map(option => (
              <option key={option.key} value={option.key}>
                {option.label}
              </option>
            ))}
          </NativeSelect>
          {edits && (
            <IconButton label={t('reach.remove_cap', { n: i + 1 })} onClick={() => onChange(caps.toSpliced(i, 1))}>
              <Trash2 className="size-4" />
            </IconButton>
          )}
        </div>
      ))}
      {edits && caps.length < MOST_CAPS && (
        <Button
          size="sm"
          className="self-start"
          onClick={() => onChange([...caps, { per: 'person', channel: 'call', most: 2, within: 'week' }])}
        >
          <Plus className="size-3.5" />
          {t('reach.add_cap')}
        </Button>
      )}
    </section>
  )
}

function QuietHours({ rules, onChange }: { rules: Rules; onChange: (part: Partial<Rules>) => void }) {
  const { t } = useT()
  const { quiet } = rules
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('reach.quiet_title')}</h2>
      <label className="flex min-h-8 items-center gap-2 text-sm">
        <input
          type="checkbox"
          checked={quiet !== null}
          onChange={e => onChange({ quiet: e.target.checked ? { from: 21 * 60, to: 8 * 60 } : null })}
        />
        {t('reach.quiet_on')}
      </label>
      {quiet && (
        <div className="flex items-center gap-2">
          <Input
            type="time"
            required
            className="w-32"
            aria-label={t('reach.quiet_from')}
            value={clock(quiet.from)}
            onChange={e => onChange({ quiet: { ...quiet, from: minutes(e.target.value) } })}
          />
          <span className="text-fg2">–</span>
          <Input
            type="time"
            required
            className="w-32"
            aria-label={t('reach.quiet_to')}
            value={clock(quiet.to)}
            onChange={e => onChange({ quiet: { ...quiet, to: minutes(e.target.value) } })}
          />
        </div>
      )}
      <label className="flex min-h-8 items-center gap-2 text-sm">
        <input type="checkbox" checked={rules.rest_days} onChange={e => onChange({ rest_days: e.target.checked })} />
        {t('reach.rest_days')}
      </label>
    </section>
  )
}
