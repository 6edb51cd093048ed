import { Link } from '@tanstack/react-router'
import {
  CirclePause,
  CirclePlay,
  Ellipsis,
  MessageSquareText,
  MoveRight,
  Phone,
  RotateCcw,
  Trash2,
  Trophy,
  Undo2,
  XCircle,
} from 'lucide-react'
import type { Rec, Sop, Verb } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { useCanLog, useObject } from '@/app/hooks'
import { companyMark } from '@/lib/company-mark'
import { dayText } from '@/lib/dates'
import { money } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { currencyOf, isRef } from '@/records/value'
import { Badge, Kbd } from '@/ui/bits'
import { Button, buttonClass, IconButton } from '@/ui/button'
import { Menu, type MenuEntry } from '@/ui/menu'
import { type Callee, CallLink } from '../contact/call-link'
import { dealName, dealTopic } from './cells'
import type { Person } from './people'
import { StageBar } from './stage-bar'
import { simpleVerb, win } from './verbs'

interface Props {
  record: Rec
  sop: Sop | undefined
  people: Person[]
  call: Callee | null
  onLog: () => void
  onAdvance: () => void
  onStage: () => void
  onDelete: () => void
}

/** A deal's name, amount, stages and what can be done with it. */
export function RecordHead({ record, sop, people, call, onLog, onAdvance, onStage, onDelete }: Props) {
  const { t } = useT()
  const logs = useCanLog()
  const name = dealName(record)
  const person = people[0]
  const about = [dealTopic(record), person ? `${person.name} ${person.title}`.trim() : ''].filter(Boolean).join(' · ')
  return (
    <div className="shrink-0 border-b border-line px-5 pt-3 pb-2.5 max-md:px-4">
      <div className="flex items-center gap-3">
        <span
          aria-hidden="true"
          className="grid size-9 shrink-0 place-items-center rounded-lg bg-accent-soft font-semibold text-accent-ink"
        >
          {companyMark(name)}
        </span>
        <div className="min-w-0 flex-1">
          <h1 className="flex items-center gap-2 text-lg font-semibold">
            {isRef(record.account) ? (
              <Link to="/accounts/$id" params={{ id: record.account.id }} className="truncate hover:underline">
                {name}
              </Link>
            ) : (
              <span className="truncate">{name}</span>
            )}
            <StatusBadge record={record} />
          </h1>
          <p className="truncate text-xs text-fg2">{about}</p>
        </div>
        <span className="tnum text-lg font-semibold max-md:hidden">
          {money(record.amount as string | null, currencyOf(record))}
        </span>
        <div className="flex items-center gap-1.5 max-md:hidden">
          <CallButton call={call} />
          {logs && (
            <Button data-tour="log" onClick={onLog}>
              <MessageSquareText className="size-4" />
              {t('action.log')} <Kbd>L</Kbd>
            </Button>
          )}
          <AdvanceButton sop={sop} onAdvance={onAdvance} />
        </div>
        <VerbMenu record={record} sop={sop} onStage={onStage} onDelete={onDelete} />
      </div>
      {sop && (
        <div className="mt-3">
          <StageBar sop={sop} />
        </div>
      )}
    </div>
  )
}

function StatusBadge({ record }: { record: Rec }) {
  const { t } = useT()
  const status = record.status
  if (status === 'won') return <Badge tone="ok">{t('status.won')}</Badge>
  if (status === 'on_hold') return <Badge tone="warn">{t('status.on_hold')}</Badge>
  if (status === 'lost')
    return (
      <Badge>
        {[t('status.lost'), record.closed_on ? dayText(String(record.closed_on)) : ''].filter(Boolean).join(' · ')}
      </Badge>
    )
  return null
}

function CallButton({ call, className }: { call: Props['call']; className?: string }) {
  const { t } = useT()
  if (!call) return null
  return (
    <CallLink
      object={call.object}
      id={call.id}
      phone={call.phone}
      title={call.name}
      className={buttonClass({}, className)}
    >
      <Phone className="size-4" />
      {t('action.call')}
    </CallLink>
  )
}

/** Looks faint while something is missing, but can be pressed: it then says what. */
function AdvanceButton({
  sop,
  onAdvance,
  className,
}: {
  sop: Sop | undefined
  onAdvance: () => void
  className?: string
}) {
  const { t } = useT()
  if (!sop?.verbs.includes('advance')) return null
  const missing = sop.gate.met ? 0 : sop.gate.missing.length
  return (
    <Button data-tour="advance" tone={missing > 0 ? 'soft' : 'primary'} onClick={onAdvance} className={className}>
      {t('opp.advance')}
      {missing > 0 && <span className="font-normal">{t('opp.missing_n', { n: missing })}</span>}
    </Button>
  )
}

function VerbMenu({ record, sop, onStage, onDelete }: Pick<Props, 'record' | 'sop' | 'onStage' | 'onDelete'>) {
  const { t } = useT()
  const object = useObject('opportunities')
  const can = (verb: Verb) => sop?.verbs.includes(verb)
  const name = dealName(record)
  const items: MenuEntry[] = []
  if (sop?.verbs.some(verb => verb !== 'reopen'))
    items.push({ key: 'stage', label: t('opp.change_stage'), icon: <MoveRight />, hint: 'S', run: onStage })
  if (can('win'))
    items.push({ key: 'win', label: t('verb.win'), icon: <Trophy />, run: () => void win({ id: record.id, name }) })
  if (can('back'))
    items.push({
      key: 'back',
      label: t('verb.back'),
      icon: <Undo2 />,
      run: () => openDialog({ kind: 'reason', opportunity: record.id, verb: 'back' }),
    })
  if (can('hold'))
    items.push({
      key: 'hold',
      label: t('verb.hold'),
      icon: <CirclePause />,
      run: () => openDialog({ kind: 'reason', opportunity: record.id, verb: 'hold' }),
    })
  if (can('resume'))
    items.push({
      key: 'resume',
      label: t('verb.resume'),
      icon: <CirclePlay />,
      run: () => void simpleVerb(record.id, 'resume'),
    })
  if (can('lose'))
    items.push({
      key: 'lose',
      label: t('verb.lose'),
      icon: <XCircle />,
      run: () => openDialog({ kind: 'lose', opportunity: record.id, name }),
    })
  if (can('reopen'))
    items.push({
      key: 'reopen',
      label: t('verb.reopen'),
      icon: <RotateCcw />,
      run: () => openDialog({ kind: 'reason', opportunity: record.id, verb: 'reopen' }),
    })
  if (object?.rights.delete)
    items.push('line', { key: 'delete', label: t('action.delete'), icon: <Trash2 />, tone: 'bad', run: onDelete })
  if (items.length === 0) return null
  return (
    <Menu
      items={items}
      trigger={
        <IconButton label={t('action.more')}>
          <Ellipsis className="size-4" />
        </IconButton>
      }
    />
  )
}

/** The fixed bar at a phone's foot: call, log, advance. */
export function PhoneBar({ sop, call, onLog, onAdvance }: Pick<Props, 'sop' | 'call' | 'onLog' | 'onAdvance'>) {
  const { t } = useT()
  const logs = useCanLog()
  if (!call && !logs && !sop?.verbs.includes('advance')) return null
  return (
    <div className="flex shrink-0 gap-2 border-t border-line bg-surface px-2.5 py-2.5 [&>*]:flex-1">
      <CallButton call={call} />
      {logs && (
        <Button data-tour="log" onClick={onLog}>
          <MessageSquareText className="size-4" />
          {t('action.log')}
        </Button>
      )}
      <AdvanceButton sop={sop} onAdvance={onAdvance} />
    </div>
  )
}
