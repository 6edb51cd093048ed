import { useQuery } from '@tanstack/react-query'
import { BellOff, Check } from 'lucide-react'
import { useState } from 'react'
import type { Rec } from '@/api/types'
import { fieldOf, useCanCreate, useObject } from '@/app/hooks'
import { dayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { isRef, valueText } from '@/records/value'
import { Badge } from '@/ui/bits'
import { Button } from '@/ui/button'
import { callState, type Reach, reachQuery } from './reach'
import { LiftDialog, RefuseDialog } from './refusal-dialogs'

/** Beside a name: that nobody may call just now, and why. Nothing while one may. */
export function ReachBadge({ object, id }: { object: string; id: string }) {
  const { t } = useT()
  const call = callState(useQuery(reachQuery(object, id)).data)
  if (!call || call.allowed || !call.why) return null
  return (
    <Badge tone={call.why === 'refusal' ? 'bad' : 'warn'} className="font-normal">
      {t(`reach.${call.why}`)}
    </Badge>
  )
}

/** Whether a customer may be contacted, what they said about it, and how much is enough. */
export function ReachCard({ object, record }: { object: string; record: Rec }) {
  const { t } = useT()
  const reach = useQuery(reachQuery(object, record.id)).data
  const records = useCanCreate('activities')
  const [refusing, setRefusing] = useState(false)
  const [lifting, setLifting] = useState<Rec | null>(null)
  if (!reach) return null
  return (
    <section aria-label={t('reach.title')} className="flex flex-col gap-1.5 pb-2.5">
      <div className="flex h-8 items-center gap-1">
        <h2 className="flex-1 text-xs text-fg3">{t('reach.title')}</h2>
        {records && (
          <Button size="sm" tone="ghost" onClick={() => setRefusing(true)}>
            <BellOff className="size-3.5" />
            {t('reach.record')}
          </Button>
        )}
      </div>
      <States reach={reach} />
      {reach.refusals.map(({ record: refusal, may_lift }) => (
        <Refusal key={refusal.id} refusal={refusal} onLift={may_lift ? () => setLifting(refusal) : undefined} />
      ))}
      {reach.used.map(cap => (
        <p key={cap.text} className="flex gap-2 text-xs text-fg2">
          <span className="min-w-0 flex-1">{cap.text}</span>
          <span className={cap.n >= cap.most ? 'tnum shrink-0 text-warn' : 'tnum shrink-0'}>
            {t('reach.used', { n: cap.n, most: cap.most })}
          </span>
        </p>
      ))}
      <Preferences reach={reach} />
      {refusing && <RefuseDialog object={object} record={record} onClose={() => setRefusing(false)} />}
      {lifting && <LiftDialog refusal={lifting} onClose={() => setLifting(null)} />}
    </section>
  )
}

/** The channels that are open, and for the others one sentence for each reason. */
function States({ reach }: { reach: Reach }) {
  const { t } = useT()
  const field = fieldOf(useObject('contact_refusals'), 'channels')
  const label = (key: string) => field?.options?.find(option => option.key === key)?.label ?? key
  const open = reach.channels.filter(state => state.allowed)
  const reasons = [...new Set(reach.channels.flatMap(state => (state.text ? [state.text] : [])))]
  return (
    <>
      {open.length === reach.channels.length ? (
        <p className="flex items-center gap-1.5 text-sm">
          <Check className="size-4 text-ok" aria-hidden="true" />
          {t('reach.open')}
        </p>
      ) : (
        <p className="flex flex-wrap gap-1">
          {reach.channels.map(state => (
            <Badge key={state.channel} tone={state.allowed ? 'ok' : state.why === 'refusal' ? 'bad' : 'warn'}>
              {t(state.allowed ? 'reach.may' : 'reach.may_not', { how: label(state.channel) })}
            </Badge>
          ))}
        </p>
      )}
      {reasons.map(text => (
        <p key={text} className="text-sm text-fg2">
          {text}
        </p>
      ))}
    </>
  )
}

function Refusal({ refusal, onLift }: { refusal: Rec; onLift?: () => void }) {
  const { t } = useT()
  const object = useObject('contact_refusals')
  const [source, channels] = ['source', 'channels'].map(key => fieldOf(object, key))
  const by = isRef(refusal.created_by) ? refusal.created_by.name : ''
  const how = channels && refusal.channels ? valueText(channels, refusal.channels) : t('reach.any_channel')
  const where = source ? valueText(source, refusal.source) : ''
  return (
    <div className="flex items-start gap-2 rounded-md bg-sunken px-2 py-1.5 text-xs">
      <div className="min-w-0 flex-1">
        <p>{[dayText(String(refusal.refused_at).slice(0, 10)), how, where, by].filter(Boolean).join(' · ')}</p>
        {refusal.said ? <p className="break-words text-fg2">“{String(refusal.said)}”</p> : null}
      </div>
      {onLift && (
        <Button size="sm" onClick={onLift}>
          {t('reach.lift')}
        </Button>
      )}
    </div>
  )
}

function Preferences({ reach }: { reach: Reach }) {
  const { t } = useT()
  const object = useObject('contacts')
  const said = (['preferred_channel', 'preferred_language'] as const).flatMap(key => {
    const field = fieldOf(object, key)
    return field && reach[key]
      ? [t('reach.preference', { what: field.label, value: valueText(field, reach[key]) })]
      : []
  })
  return said.length > 0 ? <p className="text-xs text-fg2">{said.join(' · ')}</p> : null
}
