import { useQuery } from '@tanstack/react-query'
import { CheckCircle2, Circle, ShieldAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { sopQuery } from '@/api/queries'
import type { Missing } from '@/api/types'
import { openDialog, runFix } from '@/app/dialogs'
import { useObjects } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { advance } from '../opportunities/verbs'
import { fixLabel } from './fix-label'

interface Props {
  opportunity: string
  name: string
  to: string | null
  toName: string
  missing: Missing[]
  onClose: () => void
}

const idOf = (item: Missing) => item.step ?? item.text

/** Why a deal can't move on: what is missing, each with its fix. When all is there, the deal moves by itself. */
export function GateDialog({ opportunity, name, to, toName, missing, onClose }: Props) {
  const { t } = useT()
  const objects = useObjects()
  const query = useQuery(sopQuery(opportunity))
  const sop = query.data
  const moving = useRef(false)
  // Until the page has asked again, what the refusal said counts.
  const still = sop && query.dataUpdatedAt > 0 ? sop.gate.missing : missing
  const left = new Set(still.map(idOf))
  const items = [...missing, ...still.filter(item => !missing.some(old => idOf(old) === idOf(item)))]
  const open = items.filter(item => left.has(idOf(item)))
  const met = sop?.gate.met === true
  const target = sop?.gate.to.find(stage => stage.key === to) ?? sop?.gate.to[0] ?? null
  const steps = open.filter(item => item.step).map(item => ({ key: item.step ?? '', text: item.text }))
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
          {items.map(item => {
            const done = !left.has(idOf(item))
            return (
              <li
                key={idOf(item)}
                className="flex min-h-10 items-center gap-2.5 border-b border-line px-3 py-2 text-sm last:border-b-0"
              >
                {done ? (
                  <CheckCircle2 className="size-4 shrink-0 text-ok" aria-label={t('gate.done')} />
                ) : (
                  <Circle className="size-4 shrink-0 text-fg3" aria-label={t('gate.open')} />
                )}
                <span className={done ? 'min-w-0 flex-1 text-fg2 line-through' : 'min-w-0 flex-1'}>{item.text}</span>
                {!done && item.fix && (
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
        {open[0]?.fix && (
          <Button tone="primary" onClick={() => open[0]?.fix && runFix(open[0].fix, opportunity, open[0].step)}>
            {t('gate.fix_now')}
          </Button>
        )}
      </DialogFoot>
    </Dialog>
  )
}
