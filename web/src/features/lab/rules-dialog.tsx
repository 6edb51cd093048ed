import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '@/api/client'
import { client } from '@/api/queries'
import { useMay } from '@/app/hooks'
import { Failure, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, Input } from '@/ui/field'
import { notify } from '@/ui/toast'
import { clock, minutes } from '../people/hours'
import { type Rules, rulesQuery } from './data'

/** Who is told of overdue steps, when: to be read by all, changed by those who write SOPs. */
export function RulesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  const query = useQuery(rulesQuery)
  return (
    <Dialog open onClose={onClose} title={t('lab.rules')} lead={t('lab.rules_lead')}>
      {query.data ? <Form rules={query.data} onClose={onClose} /> : <SkeletonRows />}
    </Dialog>
  )
}

function Form({ rules: known, onClose }: { rules: Rules; onClose: () => void }) {
  const { t } = useT()
  const edits = useMay('sop.edit')
  const [rules, setRules] = useState(known)
  const set = (part: Partial<Rules>) => setRules({ ...rules, ...part })

  const { failure, busy, submit } = useSubmit(async () => {
    await call('PUT', '/supervision/rules', { body: rules })
    await client.invalidateQueries({ queryKey: rulesQuery.queryKey })
    notify({ text: t('lab.rules_saved'), tone: 'ok' })
  }, onClose)

  return (
    <form className="contents" onSubmit={event => void submit(event)}>
      <DialogBody className="flex flex-col gap-3">
        <label className="flex min-h-8 items-center gap-2 text-sm">
          <input type="checkbox" checked={rules.on} disabled={!edits} onChange={e => set({ on: e.target.checked })} />
          {t('lab.rules_on')}
        </label>
        {(['owner_after', 'manager_after', 'above_after'] as const).map(key => (
          <FieldRow key={key} label={t(`lab.${key}`)}>
            {control => (
              <Input
                {...control}
                type="number"
                min={0}
                max={720}
                required
                disabled={!edits || !rules.on}
                value={String(rules[key])}
                onChange={e => set({ [key]: Number(e.target.value) })}
              />
            )}
          </FieldRow>
        ))}
        <label className="flex min-h-8 items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={rules.quiet.outside_work}
            disabled={!edits || !rules.on}
            onChange={e => set({ quiet: { ...rules.quiet, outside_work: e.target.checked } })}
          />
          {t('lab.outside_work')}
        </label>
        <div className="grid grid-cols-2 gap-3">
          {(['from', 'to'] as const).map(key => (
            <FieldRow key={key} label={t(`lab.quiet_${key}`)}>
              {control => (
                <Input
                  {...control}
                  type="time"
                  required
                  disabled={!edits || !rules.on}
                  value={clock(rules.quiet[key])}
                  onChange={e => set({ quiet: { ...rules.quiet, [key]: minutes(e.target.value) } })}
                />
              )}
            </FieldRow>
          ))}
        </div>
        <Failure text={failure} />
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t(edits ? 'action.cancel' : 'action.close')}</Button>
        {edits && (
          <Button tone="primary" type="submit" disabled={busy}>
            {t('action.save')}
          </Button>
        )}
      </DialogFoot>
    </form>
  )
}
