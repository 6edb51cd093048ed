import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { errorText, patchRecord } from '@/api/mutations'
import { aggregateQuery, client, recordQuery } from '@/api/queries'
import type { ObjectDef, Ref } from '@/api/types'
import { useObjects } from '@/app/hooks'
import { number } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { ReferencePicker } from '@/records/reference-picker'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow } from '@/ui/field'
import { handOver, KINDS, type Outcome, theirs } from './handover'

/** Somebody leaves: they can't sign in any more at once, then what they have open goes to others, each record by its rules. */
export function HandoverDialog({ user, onClose }: { user: string; onClose: () => void }) {
  const { t } = useT()
  const person = useQuery(recordQuery('users', user)).data
  const objects = useObjects()
  const kinds = KINDS.flatMap(kind => {
    const object = objects.find(o => o.key === kind.object)
    return object?.rights.update ? [{ ...kind, object, filter: theirs(user, kind.open) }] : []
  })
  const counts = useQueries({
    queries: kinds.map(kind => ({
      ...aggregateQuery(kind.object.key, { filter: kind.filter, measures: ['count'] }),
      staleTime: 0,
    })),
  })
  const [everything, setEverything] = useState<Ref | null>(null)
  const [single, setSingle] = useState<Record<string, Ref | null>>({})
  const [outcomes, setOutcomes] = useState<Record<string, Outcome>>({})
  const [stage, setStage] = useState<'ask' | 'busy' | 'told'>('ask')
  const [failure, setFailure] = useState('')

  const name = String(person?.name ?? '')
  const active = person?.active === true
  const known = counts.every(query => query.data)
  const open = kinds
    .map((kind, i) => ({ ...kind, n: Number(counts[i]?.data?.[0]?.count ?? 0) }))
    .filter(kind => kind.n > 0)
  const taker = (object: ObjectDef) => (object.key in single ? single[object.key] : everything)
  // While it runs, what is done stays in sight though nothing of it is left.
  const rows =
    stage === 'ask' ? open : kinds.filter(kind => outcomes[kind.object.key] || open.some(o => o.object === kind.object))
  const goes = open.filter(kind => taker(kind.object))

  async function run() {
    if (!person) return
    setStage('busy')
    setFailure('')
    try {
      // First of all: from here on they are out, whatever becomes of the rest.
      if (active) await patchRecord('users', person, { active: false })
      for (const kind of goes) {
        const to = taker(kind.object)
        if (!to) continue
        const show = (outcome: Outcome) => setOutcomes(old => ({ ...old, [kind.object.key]: outcome }))
        show(await handOver(kind.object.key, kind.filter, to.id, show))
      }
      setStage('told')
    } catch (error) {
      setFailure(errorText(error))
      setOutcomes({})
      setStage('ask')
    }
    await client.invalidateQueries({ queryKey: ['invitation', user] })
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={t(active ? 'people.leave_title' : 'people.hand_over_title', { name })}
      lead={stage === 'told' ? undefined : t(active ? 'people.leave_lead' : 'people.hand_over_lead', { name })}
      width={600}
    >
      <DialogBody className="flex flex-col gap-4">
        {stage === 'told' ? (
          <p role="status" className="text-sm">
            {t('people.left', { name })}
          </p>
        ) : known && open.length === 0 ? (
          <p className="text-sm text-fg2">{t('people.nothing_open', { name })}</p>
        ) : (
          <FieldRow label={t('people.all_to')}>
            {aria => <ReferencePicker {...aria} target="users" value={everything} onChange={setEverything} />}
          </FieldRow>
        )}
        <ul className="flex flex-col gap-2">
          {rows.map(kind => {
            const outcome = outcomes[kind.object.key]
            return (
              <li key={kind.object.key} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <span className="w-36 shrink-0">
                  {kind.object.label}
                  {stage === 'ask' && 'n' in kind && (
                    <span className="tnum pl-1.5 text-fg2">{number(Number(kind.n))}</span>
                  )}
                </span>
                {outcome || stage === 'told' ? (
                  <Told outcome={outcome ?? { done: 0, failed: [] }} />
                ) : (
                  <div className="min-w-48 flex-1">
                    <ReferencePicker
                      target="users"
                      label={t('people.to_whom', { what: kind.object.label })}
                      value={taker(kind.object) ?? null}
                      onChange={to => setSingle(old => ({ ...old, [kind.object.key]: to }))}
                    />
                  </div>
                )}
              </li>
            )
          })}
        </ul>
        {stage === 'ask' && goes.length < open.length && (
          <p className="text-xs text-warn">{t('people.some_stay', { name })}</p>
        )}
        {failure && (
          <p role="alert" className="text-sm text-bad">
            {t('people.cut_off', { why: failure })}
          </p>
        )}
      </DialogBody>
      <DialogFoot>
        {stage === 'told' ? (
          <Button tone="primary" onClick={onClose}>
            {t('people.done')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button
              tone={active ? 'danger' : 'primary'}
              disabled={stage === 'busy' || !known || (!active && goes.length === 0)}
              onClick={() => void run()}
            >
              {t(!active ? 'people.hand_over_do' : goes.length > 0 ? 'people.leave_and_hand_over' : 'people.leave_do')}
            </Button>
          </>
        )}
      </DialogFoot>
    </Dialog>
  )
}

/** How the handover of a kind went. */
function Told({ outcome }: { outcome: Outcome }) {
  const { t } = useT()
  const reasons = [...new Set(outcome.failed.map(one => one.text))]
  return (
    <div className="min-w-48 flex-1">
      <p>{t('people.handed', { n: outcome.done })}</p>
      {outcome.failed.length > 0 && (
        <p className="text-xs text-bad">
          {t('people.not_handed', { n: outcome.failed.length, why: reasons.slice(0, 3).join('；') })}
        </p>
      )}
    </div>
  )
}
