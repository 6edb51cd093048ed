import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { post } from '@/api/client'
import type { Condition } from '@/api/condition'
import { attempt, errorText } from '@/api/mutations'
import type { Rec, Ref } from '@/api/types'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { Avatar } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { NativeSelect } from '@/ui/field'
import { notify } from '@/ui/toast'

interface Preview {
  days: number
  now: number
  then: number
  most: number
  owners: { owner: Ref; n: number }[]
  leads: { record: Rec; pool: string; why: 'contact' | 'progress'; days: number }[]
}

const DAYS = ['1', '3', '7', '14', '30']

/** Who would lose what, with this pool in force as it stands in the editor. */
export function PoolPreview({ record, condition }: { record: Rec; condition: Condition | null }) {
  const { t } = useT()
  const [days, setDays] = useState('1')
  const body = useDeferredValue(
    JSON.stringify({ days: Number(days), pool: record.id, draft: { condition, active: true } }),
  )
  const query = useQuery({
    queryKey: ['list', 'leads', 'pool_preview', body, record.version],
    queryFn: ({ signal }) => post<Preview>('/pools/preview', JSON.parse(body), { signal }),
    retry: false,
    placeholderData: old => old,
  })
  const found = query.data
  return (
    <section
      className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4"
      aria-live="polite"
      aria-label={t('rule.preview')}
    >
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="flex-1 font-semibold">{t('pool.preview')}</h2>
        {record.active === true && <ReturnNow />}
        <NativeSelect
          aria-label={t('pool.by_when')}
          className="w-auto"
          value={days}
          onChange={e => setDays(e.target.value)}
        >
          {DAYS.map(n => (
            <option key={n} value={n}>
              {n === '1' ? t('pool.tomorrow') : t('pool.in_days', { n })}
            </option>
          ))}
        </NativeSelect>
      </div>
      {query.error ? (
        <p className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">{errorText(query.error)}</p>
      ) : (
        found && (
          <>
            <p className="text-sm">
              {found.then === 0 ? t('pool.preview_none') : t('pool.preview_says', { n: found.then })}{' '}
              <span className="text-fg2">{t('pool.preview_now', { n: found.now })}</span>
            </p>
            {found.owners.length > 0 && (
              <ul className="flex flex-wrap gap-x-4 gap-y-1">
                {found.owners.map(({ owner, n }) => (
                  <li key={owner.id}>
                    <Link
                      to="/leads"
                      search={{
                        view: 'all',
                        filter: {
                          all: [
                            { field: 'owner', op: 'eq', value: owner.id },
                            { field: 'status', op: 'in', value: ['new', 'working', 'qualified'] },
                          ],
                        },
                        sort: 'touched_at',
                      }}
                      className="flex items-center gap-1.5 text-sm hover:underline max-md:min-h-10"
                    >
                      <Avatar name={owner.name} />
                      {owner.name} <span className="tnum text-fg2">{n}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            )}
            {found.leads.length > 0 && (
              <ul className="flex flex-col">
                {found.leads.map(({ record: lead, pool, why, days: after }) => (
                  <li
                    key={lead.id}
                    className="flex min-h-8 flex-wrap items-center gap-x-3 border-t border-line py-1 text-sm max-md:min-h-10"
                  >
                    <Link to="/leads/$id" params={{ id: lead.id }} className="min-w-40 flex-1 truncate hover:underline">
                      {[lead.name, lead.company].filter(Boolean).join(' · ')}
                    </Link>
                    <span className="text-xs text-fg2">
                      {[isRef(lead.owner) ? lead.owner.name : '', pool, t(`pool.why_${why}`, { n: after })].join(' · ')}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </>
        )
      )}
    </section>
  )
}

/** What is due goes back tonight; it needn't wait that long. It can't be undone, so it is asked twice. */
function ReturnNow() {
  const { t } = useT()
  const [asking, setAsking] = useState(false)
  async function run() {
    setAsking(false)
    if (await attempt(() => post('/pools/return'))) notify({ text: t('pool.returning') })
  }
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)}>
        {t('pool.return_now')}
      </Button>
      <Dialog open={asking} onClose={() => setAsking(false)} title={t('pool.return_now')}>
        <DialogBody>
          <p className="text-sm">{t('pool.return_lead')}</p>
        </DialogBody>
        <DialogFoot>
          <Button onClick={() => setAsking(false)}>{t('action.cancel')}</Button>
          <Button tone="primary" onClick={() => void run()}>
            {t('pool.return_now')}
          </Button>
        </DialogFoot>
      </Dialog>
    </>
  )
}
