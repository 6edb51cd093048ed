import { useNavigate } from '@tanstack/react-router'
import { ChevronDown, Hand } from 'lucide-react'
import { useId, useState } from 'react'
import { attempt } from '@/api/mutations'
import { fieldOf, useObject } from '@/app/hooks'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { isEmpty, isRef, valueText } from '@/records/value'
import { Badge } from '@/ui/bits'
import { Button } from '@/ui/button'
import { notify } from '@/ui/toast'
import { claim, type Details, openDetails, type Share, type Veiled } from './data'

const DETAILS = [
  'company',
  'title',
  'phone',
  'email',
  'wechat',
  'need',
  'amount',
  'expected_close',
  'campaign',
] as const

/** A lead of the pool: what it is about, its details within one's share, and the button that claims it. */
export function PoolRow({ row, share }: { row: Veiled; share: Share }) {
  const { t } = useT()
  const leads = useObject('leads')
  const id = useId()
  const [details, setDetails] = useState<Details | null>(null)
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const full = share.claims >= share.daily_claims || share.held >= share.capacity
  const name = [row.name, row.company].filter(Boolean).join(' · ')
  const about = [row.region, row.industry, row.source, isRef(row.product) ? row.product.name : '']
    .filter(Boolean)
    .join(' · ')

  async function look() {
    if (details) return setOpen(!open)
    setBusy(true)
    await attempt(async () => {
      setDetails(await openDetails(share.id, row.id))
      setOpen(true)
    })
    setBusy(false)
  }

  async function take() {
    setBusy(true)
    if (await attempt(() => claim(share.id, row.id))) {
      // It leaves the list; whoever wants to begin with it at once opens it from here.
      notify({
        text: t('pool.claimed'),
        action: {
          label: t('pool.open_claimed'),
          run: () => void navigate({ to: '/leads/$id', params: { id: row.id } }),
        },
      })
    }
    setBusy(false)
  }

  return (
    <li className="rounded-xl border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-48 flex-1">
          <p className="flex items-center gap-2 text-sm font-medium">
            <span className="truncate">{name}</span>
            {typeof row.score === 'number' && <Badge tone="accent">{t('score.points', { n: row.score })}</Badge>}
            {row.mine_before && <Badge>{t('pool.mine_before')}</Badge>}
          </p>
          <p className="text-xs text-fg2">
            {[about, row.pooled_at ? t('pool.since', { when: instantText(String(row.pooled_at)) }) : '']
              .filter(Boolean)
              .join(' · ')}
          </p>
          {row.rests && (
            <p className="text-xs text-warn">
              {t('pool.rests', { why: row.rests.text, until: instantText(row.rests.until) })}
            </p>
          )}
        </div>
        <div className="flex items-center gap-2 max-md:w-full">
          <Button
            tone="ghost"
            aria-expanded={open}
            aria-controls={id}
            aria-label={t('pool.look_at', { name })}
            disabled={busy || (!row.seen && !details && share.views >= share.daily_views)}
            onClick={() => void look()}
          >
            <ChevronDown className="size-4" />
            {t('pool.look')}
          </Button>
          <Button
            aria-label={t('pool.claim_one', { name })}
            disabled={busy || full || row.rests !== null}
            onClick={() => void take()}
          >
            <Hand className="size-4" />
            {t('pool.claim')}
          </Button>
        </div>
      </div>
      <div id={id} hidden={!open}>
        {details && (
          <dl className="mt-2 grid gap-x-6 gap-y-1 border-t border-line pt-2 text-sm md:grid-cols-2">
            {DETAILS.filter(key => !isEmpty(details.lead[key])).map(key => {
              const field = fieldOf(leads, key)
              return (
                field && (
                  <div key={key} className="grid grid-cols-[84px_minmax(0,1fr)] gap-1">
                    <dt className="text-fg2">{field.label}</dt>
                    <dd className="min-w-0 break-words">{valueText(field, details.lead[key], details.lead)}</dd>
                  </div>
                )
              )
            })}
          </dl>
        )}
      </div>
    </li>
  )
}
