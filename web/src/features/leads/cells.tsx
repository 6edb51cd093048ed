import { useMemo } from 'react'
import type { Rec } from '@/api/types'
import { fieldOf, useObject } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { due, fullInstant, timeText } from '@/lib/dates'
import { type Translate, useT } from '@/lib/i18n'
import type { ListLook } from '@/records/table/columns'
import { valueText } from '@/records/value'
import { Badge, type Tone } from '@/ui/bits'
import { DueText, stepText } from '../opportunities/cells'

const TONES: Record<string, Tone> = { new: 'accent', working: 'warn', qualified: 'ok', converted: 'ok' }

export const isOpen = (record: Rec) => ['new', 'working', 'qualified'].includes(String(record.status))

export function LeadStatus({ record }: { record: Rec }) {
  const field = fieldOf(useObject('leads'), 'status')
  if (!field) return null
  return <Badge tone={TONES[String(record.status)] ?? 'plain'}>{valueText(field, record.status)}</Badge>
}

/** Whether a lead still waits for its first response: how long is left, how late it is; or how long it took. */
export function Response({ record, className }: { record: Rec; className?: string }) {
  const { t } = useT()
  if (typeof record.responded_at === 'string') {
    return (
      <span className={cn('text-xs text-fg2', className)} title={fullInstant(record.responded_at)}>
        {Number(record.response_minutes ?? 0) === 0
          ? t('lead.responded_now')
          : t('lead.responded', { n: Number(record.response_minutes) })}
      </span>
    )
  }
  if (record.status !== 'new' || typeof record.response_due_at !== 'string') return null
  const { text, tone } = due(record.response_due_at)
  const today = tone === 'warn'
  return (
    <span
      title={fullInstant(record.response_due_at)}
      className={cn('tnum text-xs', tone === 'bad' ? 'text-bad' : today ? 'text-warn' : 'text-fg2', className)}
    >
      {tone === 'bad'
        ? t('lead.response_late', { text })
        : t('lead.respond_by', { text: today ? timeText(record.response_due_at) : text })}
    </span>
  )
}

/** How the list of leads differs from a plain one. */
export function useLeadLook(): ListLook {
  const { t, lang } = useT()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the headings change with the language
  return useMemo(() => look(t), [lang])
}

function look(t: Translate): ListLook {
  return {
    labels: { response_due_at: t('lead.response') },
    widths: {
      name: 'minmax(112px,1fr)',
      company: 'minmax(168px,1.6fr)',
      status: '96px',
      score: '64px',
      response_due_at: '148px',
      next_step: 'minmax(164px,1.2fr)',
      source: '104px',
      region: '88px',
      owner: '108px',
      created_at: '108px',
    },
    cells: {
      status: record => <LeadStatus record={record} />,
      response_due_at: record => <Response record={record} />,
      next_step: record =>
        isOpen(record) && (
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-fg2">{stepText(record)}</span>
            <DueText value={record.next_due_at} />
          </span>
        ),
    },
    phone: record => (
      <>
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate text-base font-medium">{String(record.name)}</span>
          <LeadStatus record={record} />
        </span>
        <span className="mt-0.5 block truncate text-sm text-fg2">{String(record.company ?? '')}</span>
        <span className="mt-0.5 flex items-center gap-2 text-xs text-fg2">
          <span className="min-w-0 flex-1 truncate">
            {isOpen(record) && stepText(record) && `→ ${stepText(record)}`}
          </span>
          <Response record={record} />
        </span>
      </>
    ),
  }
}
