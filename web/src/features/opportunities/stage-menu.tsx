import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { sopQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { SkeletonRows } from '@/ui/bits'
import { Dialog } from '@/ui/dialog'
import { dealName } from './cells'
import { rampColor } from './stages'
import { advance, simpleVerb } from './verbs'

/** Every move of a deal in one list, for the S key and for cards on a board: arrows choose, Enter moves. */
export function StageMenu({ record, onClose }: { record: Rec; onClose: () => void }) {
  const { t } = useT()
  const sop = useQuery(sopQuery(record.id)).data
  const list = useRef<HTMLDivElement>(null)
  const deal = { id: record.id, name: dealName(record) }

  useEffect(() => {
    if (sop) list.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus()
  }, [sop])

  function move(event: React.KeyboardEvent) {
    const step =
      event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const all = [...(list.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])]
    const i = all.indexOf(document.activeElement as HTMLElement)
    all[(i + step + all.length) % all.length]?.focus()
  }

  const run = (work: () => void) => {
    onClose()
    work()
  }

  return (
    <Dialog open onClose={onClose} title={t('opp.change_stage')} lead={deal.name} width={360}>
      <div ref={list} onKeyDown={move} className="flex flex-col overflow-y-auto p-2">
        {!sop && <SkeletonRows rows={5} />}
        {sop?.stages.map((stage, i) => {
          const current = stage.state === 'current'
          const target = sop.gate.to.find(to => to.key === stage.key)
          const before = i < sop.stages.findIndex(s => s.state === 'current')
          const possible = target
            ? sop.verbs.includes('advance')
            : before && stage.state !== 'ahead' && sop.verbs.includes('back')
          return (
            <button
              key={stage.key}
              type="button"
              disabled={current || !possible}
              onClick={() =>
                run(() =>
                  target
                    ? void advance(deal, target)
                    : openDialog({ kind: 'reason', opportunity: record.id, verb: 'back', to: stage.key }),
                )
              }
              className={cn(
                'flex h-9 items-center gap-2 rounded-md px-2.5 text-left text-sm enabled:hover:bg-hover disabled:text-fg3 max-md:h-11',
                current && 'font-medium',
              )}
            >
              <span className="size-2 rounded-full" style={{ background: rampColor(i, sop.stages.length) }} />
              <span className="flex-1">{stage.name}</span>
              {current && <Check className="size-4 text-accent-ink" />}
            </button>
          )
        })}
        {sop && sop.verbs.length > 0 && <div className="my-1 h-px bg-line" />}
        {sop?.verbs.includes('hold') && (
          <Row
            label={t('verb.hold')}
            run={() => run(() => openDialog({ kind: 'reason', opportunity: record.id, verb: 'hold' }))}
          />
        )}
        {sop?.verbs.includes('resume') && (
          <Row label={t('verb.resume')} run={() => run(() => void simpleVerb(record.id, 'resume'))} />
        )}
        {sop?.verbs.includes('lose') && (
          <Row
            label={t('verb.lose')}
            run={() => run(() => openDialog({ kind: 'lose', opportunity: record.id, name: deal.name }))}
          />
        )}
        {sop?.verbs.includes('reopen') && (
          <Row
            label={t('verb.reopen')}
            run={() => run(() => openDialog({ kind: 'reason', opportunity: record.id, verb: 'reopen' }))}
          />
        )}
      </div>
    </Dialog>
  )
}

function Row({ label, run }: { label: string; run: () => void }) {
  return (
    <button
      type="button"
      onClick={run}
      className="flex h-9 items-center rounded-md px-2.5 text-left text-sm hover:bg-hover max-md:h-11"
    >
      {label}
    </button>
  )
}
