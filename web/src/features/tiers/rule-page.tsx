import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { call, Problem, post } from '@/api/client'
import { attempt, errorText } from '@/api/mutations'
import { client } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { instantText } from '@/lib/dates'
import { homeCurrency } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { useTitle } from '@/lib/title'
import { SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { FieldRow, Input, NativeSelect } from '@/ui/field'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { linesOf, type Rule, type TierPreview, type TierSettings, tiersQuery, type Way } from './data'
import { Parts } from './parts'
import { Preview } from './preview'
import { TierRows } from './tier-rows'

/** The ready rules. */
const READY: { key: 'abc' | 'rfm' | 'points'; way: Way }[] = [
  { key: 'abc', way: { abc: { shares: [80, 95] } } },
  { key: 'rfm', way: { rfm: { sums: [12, 8] } } },
  { key: 'points', way: { points: { parts: [], from: [60, 30] } } },
]

const keyOf = (way: Way) => READY.find(({ key }) => key in way)?.key ?? 'abc'

const fresh = (): Rule => ({
  way: { abc: { shares: [80, 95] } },
  tiers: [14, 30, 90].map(every_days => ({ name: '', every_days, team: null })),
  months: 12,
  currency: homeCurrency.get(),
})

export function TierRulePage() {
  const { t } = useT()
  useTitle(t('tier.rule'))
  const query = useQuery(tiersQuery)
  const waits = query.data?.waits === true
  const { refetch } = query
  // A run takes seconds: it is looked for until it is done.
  useEffect(() => {
    if (!waits) return
    const timer = setInterval(() => void refetch(), 2_000)
    return () => clearInterval(timer)
  }, [waits, refetch])
  if (query.isPending) return <SkeletonRows />
  if (query.isError) return <LoadError error={query.error} retry={() => void query.refetch()} />
  return <RuleForm key={JSON.stringify(query.data.rule)} saved={query.data} />
}

/** By which rule tiers come about, what it means in words, and who would change. */
function RuleForm({ saved }: { saved: TierSettings }) {
  const { t } = useT()
  const [rule, setRule] = useState<Rule>(saved.rule ?? fresh())
  const [failure, setFailure] = useState('')
  const [preview, setPreview] = useState<TierPreview | null>(null)
  const [busy, setBusy] = useState(false)
  const edits = saved.may_edit
  const changed = JSON.stringify(rule) !== JSON.stringify(saved.rule)

  function set(part: Partial<Rule>) {
    setPreview(null)
    setRule(old => ({ ...old, ...part }))
  }

  /** A ready rule has its own lines; the tiers stay as many as it has. */
  function choose(key: string) {
    const ready = READY.find(one => one.key === key)
    if (!ready) return
    const tiers = [...rule.tiers.slice(0, 3)]
    while (tiers.length < 3) tiers.push({ name: '', every_days: null, team: null })
    set({ way: ready.way, tiers })
  }

  async function run(work: () => Promise<void>) {
    setBusy(true)
    setFailure('')
    try {
      await work()
    } catch (error) {
      setFailure(error instanceof Problem ? (Object.values(error.fields)[0] ?? error.text) : errorText(error))
    } finally {
      setBusy(false)
    }
  }

  const look = () => run(async () => setPreview(await post<TierPreview>('/tiers/preview', rule)))

  const save = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      client.setQueryData(tiersQuery.queryKey, await call<TierSettings>('PUT', '/tiers', { body: rule }))
      notify({ text: t('tier.saved') })
      setPreview(null)
    })
  }

  const recompute = () =>
    attempt(async () => {
      client.setQueryData(tiersQuery.queryKey, await post<TierSettings>('/tiers/recompute'))
    })

  return (
    <Scroll label={t('tier.rule')} className="flex-1">
      <form aria-label={t('tier.rule')} onSubmit={save} className="mx-auto flex max-w-4xl flex-col gap-6 px-5 py-6">
        <div className="flex flex-col gap-1">
          <h1 className="text-lg font-semibold">{t('tier.rule')}</h1>
          <p className="text-sm text-fg2">{t(edits ? 'tier.rule_lead' : 'tier.rule_read_only')}</p>
        </div>
        <Ran saved={saved} onRun={edits && saved.rule ? () => void recompute() : undefined} />
        <fieldset disabled={!edits} className="contents">
          <section className="grid gap-3 md:grid-cols-3">
            <FieldRow label={t('tier.way')} help={t(`tier.way_${keyOf(rule.way)}_help`)}>
              {aria => (
                <NativeSelect {...aria} value={keyOf(rule.way)} onChange={e => choose(e.target.value)}>
                  {READY.map(({ key }) => (
                    <option key={key} value={key}>
                      {t(`tier.way_${key}`)}
                    </option>
                  ))}
                </NativeSelect>
              )}
            </FieldRow>
            <FieldRow label={t('tier.months')} help={t('tier.months_help')}>
              {aria => (
                <Input
                  {...aria}
                  type="number"
                  min={1}
                  max={120}
                  value={rule.months ?? ''}
                  onChange={e => set({ months: e.target.value ? Number(e.target.value) : null })}
                />
              )}
            </FieldRow>
            <FieldRow label={t('setup.currency')} help={t('tier.currency_help')}>
              {aria => (
                <Input
                  {...aria}
                  required
                  maxLength={3}
                  pattern="[A-Z]{3}"
                  value={rule.currency}
                  onChange={e => set({ currency: e.target.value.toUpperCase() })}
                />
              )}
            </FieldRow>
          </section>
          {'points' in rule.way && (
            <Parts
              parts={rule.way.points.parts}
              edits={edits}
              onChange={parts => set({ way: { points: { parts, from: linesOf(rule.way) } } })}
            />
          )}
          <TierRows rule={rule} edits={edits} onChange={set} />
        </fieldset>
        {failure && (
          <p role="alert" className="text-sm text-bad">
            {failure}
          </p>
        )}
        {edits && (
          <div className="flex gap-2">
            <Button type="submit" tone="primary" disabled={!changed || busy}>
              {t('action.save')}
            </Button>
            <Button disabled={busy} onClick={() => void look()}>
              {t('tier.preview')}
            </Button>
          </div>
        )}
        {preview ? <Preview preview={preview} /> : !changed && saved.words.length > 0 && <Words words={saved.words} />}
      </form>
    </Scroll>
  )
}

export function Words({ words }: { words: string[] }) {
  const { t } = useT()
  return (
    <section aria-label={t('reach.preview')} className="rounded-xl border border-line bg-raised p-4">
      <h2 className="pb-1.5 font-semibold">{t('reach.preview')}</h2>
      <ol className="flex list-decimal flex-col gap-1 pl-5 text-sm">
        {words.map(sentence => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
    </section>
  )
}

/** When it was computed last, and what came of it. */
function Ran({ saved, onRun }: { saved: TierSettings; onRun?: () => void }) {
  const { t } = useT()
  if (!saved.rule) return null
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-fg2" aria-live="polite">
      {saved.waits
        ? t('tier.running')
        : saved.ran_at
          ? t('tier.ran', {
              when: instantText(saved.ran_at),
              accounts: saved.ran_accounts ?? 0,
              changes: saved.ran_changes ?? 0,
            })
          : t('tier.never_ran')}
      {onRun && !saved.waits && (
        <Button size="sm" onClick={onRun}>
          {t('tier.run')}
        </Button>
      )}
    </p>
  )
}
