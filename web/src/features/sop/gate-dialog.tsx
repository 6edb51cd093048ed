import { useQuery } from '@tanstack/react-query'
import { CheckCircle2, Circle, ShieldAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { sopQuery } from '@/api/queries'
import type { Missing } from '@/api/types'
import { openDialog, runFix } from '@/app/dialogs'
import { useObjects } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { advance } from '../opportunities/verbs'
import { fixLabel } from './fix-label'
import { type GateRow, gateRows } from './gate-rows'

interface Props {
  opportunity: string
  name: string
  to: string | null
  toName: string
  missing: Missing[]
  onClose: () => void
}

/** Why a deal can't move on: what is missing, each with its fix. When all is there, the deal moves by itself. */
export function GateDialog({ opportunity, name, to, toName, missing, onClose }: Props) {
  const { t } = useT()
  const objects = useObjects()
  const query = useQuery(sopQuery(opportunity))
  const sop = query.data
  const moving = useRef(false)
  // Until the page has asked again, what the refusal said counts.
  const rows = gateRows(missing, sop && query.dataUpdatedAt > 0 ? sop.gate.missing : missing)
  const open = rows.filter(row => !row.done)
  const met = sop?.gate.met === true
  const target = sop?.gate.to.find(stage => stage.key === to) ?? sop?.gate.to[0] ?? null
  const stepOf = (row: GateRow) => sop?.steps.find(step => step.key === row.step)
  const pending = (row: GateRow) => stepOf(row)?.waiver?.status === 'pending'
  // What may be left out with consent: steps, by their titles; what was asked for already isn't asked for twice.
  const steps = open
    .filter(row => row.step && !pending(row))
    .map(row => ({ key: row.step ?? '', text: stepOf(row)?.title ?? row.text }))
  const first = open.find(row => row.fix && !pending(row))
  const stageName = target?.name ?? toName

  useEffect(() => {
    if (!met || moving.current || open.length > 0) return
    moving.current = true
    onClose()
    void advance({ id: opportunity, name }, target)
  }, [met, open.length, onClose, opportunity, name, target])

  return (
    <Dialog
      open
      onClose={onClose}
      title={stageName ? t('gate.title', { stage: stageName }) : t('gate.title_plain')}
      lead={t('gate.lead', { name })}
      icon={
        <span aria-hidden="true" className="grid size-9 shrink-0 place-items-center rounded-lg bg-warn-soft text-warn">
          <ShieldAlert className="size-5" />
        </span>
      }
    >
      <DialogBody>
        <ul className="overflow-hidden rounded-lg border border-line">
          {rows.map(item => {
            const { done } = item
            return (
              <li
                key={item.id}
                className="flex min-h-10 items-center gap-2.5 border-b border-line px-3 py-2 text-sm last:border-b-0"
              >
                {done ? (
                  <CheckCircle2 className="size-4 shrink-0 text-ok" aria-label={t('gate.done')} />
                ) : (
                  <Circle className="size-4 shrink-0 text-fg3" aria-label={t('gate.open')} />
                )}
                <span className={done ? 'min-w-0 flex-1 text-fg2 line-through' : 'min-w-0 flex-1'}>{item.text}</span>
                {!done && pending(item) && <Badge tone="warn">{t('step.waiver_pending')}</Badge>}
                {!done && !pending(item) && item.fix && (
                  <button
                    type="button"
                    className="shrink-0 text-xs font-medium text-accent-ink hover:underline max-md:min-h-10"
                    onClick={() => item.fix && runFix(item.fix, opportunity, item.step)}
                  >
                    {fixLabel(item.fix, objects, t)}
                  </button>
                )}
              </li>
            )
          })}
        </ul>
      </DialogBody>
      <DialogFoot
        left={
          steps.length > 0 && (
            <Button tone="ghost" onClick={() => openDialog({ kind: 'waive', opportunity, steps })}>
              <ShieldAlert className="size-4" />
              {t('gate.waive')}
            </Button>
          )
        }
      >
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        {first && (
          <Button tone="primary" onClick={() => first.fix && runFix(first.fix, opportunity, first.step)}>
            {t('gate.fix_now')}
          </Button>
        )}
      </DialogFoot>
    </Dialog>
  )
}
