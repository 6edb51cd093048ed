import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { outlineQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { cn } from '@/lib/cn'
import { dayOfStay, dayText, due, today } from '@/lib/dates'
import { shortMoney } from '@/lib/format'
import { type Translate, useT } from '@/lib/i18n'
import type { ListLook } from '@/records/table/columns'
import { currencyOf, isRef } from '@/records/value'
import { Ring } from '@/ui/bits'
import { HealthBadge, HealthMark } from '../health/health-mark'
import { AFTER_SALE, phaseColor } from './stages'

/** After so many days in a stage a deal is called stuck. */
export const STUCK_DAYS = 14

/** Which day of its stay in the stage this is for a record; the day on which it came is the first. */
export const stayOf = (record: Rec): number =>
  typeof record.stage_entered_at === 'string' ? dayOfStay(record.stage_entered_at) : 1

export const accountName = (record: Rec): string => (isRef(record.account) ? record.account.name : '')

/** What people call a deal: its account, else its own name. */
export const dealName = (record: Rec): string => accountName(record) || String(record.name)

/** What a deal is about: its name, without the account's that stands beside it. */
export function dealTopic(record: Rec): string {
  const name = String(record.name)
  const account = accountName(record)
  if (account === '') return ''
  const rest = name.startsWith(account) ? name.slice(account.length).replace(/^[\s·\-–—:：]+/, '') : name
  return rest || name
}

export function stepText(record: Rec): string {
  const step = record.next_step
  return typeof step === 'object' && step !== null && 'text' in step ? String(step.text) : ''
}

/** The name of a record's stage, or what became of it. */
export function StageName({ record }: { record: Rec }) {
  const { t } = useT()
  const version = isRef(record.sop_version) ? record.sop_version.id : ''
  const outline = useQuery({ ...outlineQuery(version), enabled: version !== '' }).data
  const closed = record.status === 'lost' || record.status === 'on_hold'
  const found = outline?.stages.find(s => s.key === record.stage)
  // What is won goes on through delivery and care; before these it is simply won.
  const stage = record.status === 'won' && !AFTER_SALE.has(found?.phase ?? '') ? undefined : found?.name
  const text = closed
    ? t(`status.${record.status as 'lost' | 'on_hold'}`)
    : (stage ?? (record.status === 'won' ? t('status.won') : '—'))
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1.5">
      <span className="size-2 shrink-0 rounded-full" style={{ background: phaseColor(record.phase, record.status) }} />
      <span className="truncate">{text}</span>
    </span>
  )
}

export function DueText({ value, className }: { value: unknown; className?: string }) {
  useT()
  if (typeof value !== 'string') return null
  const { text, tone } = due(value)
  return (
    <span
      className={cn(
        'tnum shrink-0 text-xs',
        tone === 'bad' ? 'text-bad' : tone === 'warn' ? 'text-warn' : 'text-fg2',
        className,
      )}
    >
      {text}
    </span>
  )
}

export function StepsRing({ record }: { record: Rec }) {
  const done = Number(record.steps_done ?? 0)
  const of = Number(record.steps_required ?? 0)
  const { t } = useT()
  if (of === 0) return null
  return (
    <span className="inline-flex items-center gap-1.5" title={t('sop.progress', { done, of })}>
      <Ring done={done} of={of} />
      <span className="tnum text-xs text-fg2">{Math.round((done / of) * 100)}%</span>
    </span>
  )
}

function Stay({ record }: { record: Rec }) {
  const { t } = useT()
  if (typeof record.stage_entered_at !== 'string' || record.status !== 'open') return null
  const day = stayOf(record)
  return (
    <span className={cn('tnum block text-right text-xs', day - 1 > STUCK_DAYS ? 'text-warn' : 'text-fg2')}>
      {t('opp.day_n', { n: day })}
    </span>
  )
}

/** When a deal is expected to close; a day gone by on one that is still open is marked. */
function Closing({ record }: { record: Rec }) {
  const { t } = useT()
  const day = record.expected_close
  if (typeof day !== 'string') return null
  const late = day < today() && (record.status === 'open' || record.status === 'on_hold')
  return (
    <span className={cn('tnum', late && 'text-bad')} title={late ? t('opp.close_past') : undefined}>
      {dayText(day)}
    </span>
  )
}

/** How the list of opportunities differs from a plain one. */
export function useOpportunityLook(): ListLook {
  const { t, lang } = useT()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the headings change with the language
  return useMemo(() => look(t), [lang])
}

function look(t: Translate): ListLook {
  return {
    labels: { name: t('nav.opportunities'), stage: t('opp.stage'), steps_done: 'SOP', stage_entered_at: t('opp.stay') },
    right: { steps_done: false, stage_entered_at: true },
    widths: {
      name: 'minmax(240px,2.2fr)',
      stage: '148px',
      amount: '112px',
      next_step: 'minmax(190px,1.4fr)',
      steps_done: '76px',
      health: '84px',
      expected_close: '124px',
      stage_entered_at: '72px',
      owner: '108px',
      source: '96px',
    },
    cells: {
      name: record => (
        <>
          {dealName(record)}
          <span className="ml-2 font-normal text-fg2">{dealTopic(record)}</span>
        </>
      ),
      stage: record => <StageName record={record} />,
      next_step: record => (
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate text-fg2">{stepText(record)}</span>
          <DueText value={record.next_due_at} />
        </span>
      ),
      steps_done: record => <StepsRing record={record} />,
      health: record => <HealthBadge record={record} />,
      expected_close: record => <Closing record={record} />,
      stage_entered_at: record => <Stay record={record} />,
    },
    phone: record => (
      <>
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate text-base font-medium">{dealName(record)}</span>
          <span className="tnum text-base font-medium">
            {shortMoney(record.amount as string | null, currencyOf(record))}
          </span>
        </span>
        <span className="mt-0.5 flex items-center gap-1.5 text-sm text-fg2">
          <StageName record={record} />
          <span aria-hidden="true">·</span>
          <span className="min-w-0 flex-1 truncate">{dealTopic(record)}</span>
        </span>
        <span className="mt-0.5 flex items-center gap-2 text-xs text-fg2">
          <span className="min-w-0 flex-1 truncate">{stepText(record) && `→ ${stepText(record)}`}</span>
          <HealthMark record={record} />
          <DueText value={record.next_due_at} />
        </span>
      </>
    ),
  }
}
