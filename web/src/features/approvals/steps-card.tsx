import { useQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { attempt, patchRecord } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { FieldRow, Input } from '@/ui/field'
import { notify } from '@/ui/toast'
import { type FlowStep, flowWords, type Names, NEW_STEP, stepsOf } from './steps'
import { type Choice, WhoList } from './who-list'

/** The steps of a flow, changed here and said in words before they are saved. */
export function StepsCard({ record }: { record: Rec }) {
  const { t } = useT()
  const kept = stepsOf(record)
  const [steps, setSteps] = useState(kept)
  const [busy, setBusy] = useState(false)
  const { people, roles, names } = useChoices()
  const changed = JSON.stringify(steps) !== JSON.stringify(kept)
  const whole = steps.length > 0 && steps.every(step => step.who.length > 0)
  const set = (n: number, step: FlowStep) => setSteps(steps.map((old, i) => (i === n ? step : old)))

  function swap(n: number, by: number) {
    const next = [...steps]
    const [step] = next.splice(n, 1)
    if (step) next.splice(n + by, 0, step)
    setSteps(next)
  }

  async function save() {
    setBusy(true)
    if (await attempt(() => patchRecord('approval_flows', record, { steps }))) notify({ text: t('flow.saved') })
    setBusy(false)
  }

  return (
    <section aria-label={t('flow.steps')} className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4">
      <div>
        <h2 className="font-semibold">{t('flow.steps')}</h2>
        <p className="text-sm text-fg2">{t('flow.steps_lead')}</p>
      </div>
      <ol className="flex flex-col gap-3">
        {steps.map((step, n) => (
          <li key={n} className="flex flex-col gap-2 rounded-lg border border-line p-3">
            <div className="flex items-center gap-1">
              <h3 className="flex-1 text-sm font-medium">{t('flow.step', { n: n + 1 })}</h3>
              <IconButton label={t('flow.up', { n: n + 1 })} disabled={n === 0} onClick={() => swap(n, -1)}>
                <ArrowUp className="size-4" />
              </IconButton>
              <IconButton
                label={t('flow.down', { n: n + 1 })}
                disabled={n === steps.length - 1}
                onClick={() => swap(n, 1)}
              >
                <ArrowDown className="size-4" />
              </IconButton>
              <IconButton
                label={t('flow.remove', { n: n + 1 })}
                onClick={() => setSteps(steps.filter((_, i) => i !== n))}
              >
                <Trash2 className="size-4" />
              </IconButton>
            </div>
            <WhoList
              label={t('flow.who')}
              who={step.who}
              people={people}
              roles={roles}
              names={names}
              onChange={who => set(n, { ...step, who })}
            />
            <Chips
              visible
              label={t('flow.mode')}
              chips={(['any', 'all', 'in_turn'] as const).map(key => ({ key, label: t(`approve.mode_${key}`) }))}
              value={step.mode}
              onChange={mode => set(n, { ...step, mode: mode ?? step.mode })}
            />
            <WhoList
              label={t('flow.copy')}
              who={step.copy}
              people={people}
              roles={roles}
              names={names}
              onChange={copy => set(n, { ...step, copy })}
            />
            <FieldRow label={t('flow.hours')} help={t('flow.hours_help')}>
              {aria => (
                <Input
                  {...aria}
                  type="number"
                  min={1}
                  max={500}
                  className="w-28"
                  value={step.hours ?? ''}
                  onChange={e => set(n, { ...step, hours: e.target.value === '' ? null : Number(e.target.value) })}
                />
              )}
            </FieldRow>
          </li>
        ))}
      </ol>
      <Button className="self-start" disabled={steps.length >= 10} onClick={() => setSteps([...steps, NEW_STEP])}>
        <Plus className="size-4" />
        {t('flow.add_step')}
      </Button>
      {whole && (
        <p className="rounded-lg bg-sunken px-3 py-2 text-sm" aria-live="polite">
          {flowWords(steps, names, t)}
        </p>
      )}
      {changed && (
        <div className="flex justify-end gap-2">
          <Button tone="ghost" onClick={() => setSteps(kept)}>
            {t('action.cancel')}
          </Button>
          <Button tone="primary" disabled={busy || !whole} onClick={() => void save()}>
            {t('flow.save')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** People who work here and roles, to be chosen. */
function useChoices(): { people: Choice[]; roles: Choice[]; names: Names } {
  const working = { field: 'active', op: 'eq', value: true } as const
  const users = useQuery(pageQuery('users', { filter: working, limit: 200 })).data
  const all = useQuery(pageQuery('roles', { limit: 200 })).data
  return useMemo(() => {
    const choice = (record: Rec): Choice => ({ id: record.id, name: String(record.name ?? '—') })
    const people = (users?.data ?? []).map(choice)
    const roles = (all?.data ?? []).map(choice)
    return { people, roles, names: new Map([...people, ...roles].map(one => [one.id, one.name])) }
  }, [users, all])
}
