import { Phone, Sparkles } from 'lucide-react'
import { attempt, runVerb } from '@/api/mutations'
import type { Runs, Sop } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { useObjects } from '@/app/hooks'
import { due } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Button, buttonClass } from '@/ui/button'
import { type Callee, CallLink } from '../contact/call-link'
import { doStep } from './do-step'
import { fixLabel } from './fix-label'
import { isLive } from './steps-tab'

interface Props {
  sop: Sop
  id: string
  on?: Runs
  /** Whom a call would reach. */
  call?: Callee | null
  onAdvance: () => void
}

/** The one thing to do now, and why. */
export function NowCard({ sop, id, on = 'opportunities', call, onAdvance }: Props) {
  const { t } = useT()
  const objects = useObjects()
  const next = sop.next
  const ready = sop.gate.met && sop.verbs.includes('advance')
  if (sop.status === 'on_hold' || (!next && !ready)) {
    return (
      <section className="flex flex-col items-start gap-2 rounded-xl border border-line bg-raised p-3 text-sm text-fg2">
        {sop.status === 'on_hold' ? t('sop.on_hold') : sop.status === 'lost' ? t('sop.lost') : t('sop.nothing')}
        {sop.verbs.includes('resume') && (
          <Button tone="primary" size="sm" onClick={() => void attempt(() => runVerb(id, 'resume', {}, on))}>
            {t('verb.resume')}
          </Button>
        )}
        {sop.verbs.includes('reopen') && (
          <Button size="sm" onClick={() => openDialog({ kind: 'reason', opportunity: id, verb: 'reopen' })}>
            {t('verb.reopen')}
          </Button>
        )}
      </section>
    )
  }
  const moves = next?.step.startsWith('advance') ?? false
  const pending = sop.steps.some(step => step.key === next?.step && step.waiver?.status === 'pending')
  const when = next?.due_at ? due(next.due_at) : null
  return (
    <section aria-label={t('sop.now')} className="rounded-xl border border-line bg-raised p-3 shadow-e1">
      <p className="flex items-center gap-1.5 text-xs text-accent-ink">
        <Sparkles className="size-3.5" />
        {t('sop.now')}
        <span className="flex-1" />
        {when && <span className={when.tone === 'bad' ? 'text-bad' : 'text-fg2'}>{when.text}</span>}
      </p>
      <h2 className="mt-1 text-base font-medium">{next ? next.text : t('sop.ready')}</h2>
      {next?.reason && <p className="text-sm text-fg2">{next.reason}</p>}
      <div className="mt-2 flex flex-wrap gap-1.5">
        {next?.waits_for && <p className="text-sm text-warn">{t('step.waits_for', { who: next.waits_for })}</p>}
        {pending && <p className="w-full text-sm text-warn">{t('step.waiver_waits')}</p>}
        {next && !next.waits_for && !pending && isLive(sop) && (
          <Button
            tone="primary"
            size="sm"
            onClick={() => (moves ? onAdvance() : void attempt(() => doStep(id, next.step, '', on)))}
          >
            {moves
              ? t(on === 'leads' ? 'lead.convert' : 'opp.advance')
              : next.fix
                ? fixLabel(next.fix, objects, t)
                : t('fix.step')}
          </Button>
        )}
        {!next && (
          <Button tone="primary" size="sm" onClick={onAdvance}>
            {t(on === 'leads' ? 'lead.convert' : 'opp.advance')}
          </Button>
        )}
        {call && (
          <CallLink object={call.object} id={call.id} phone={call.phone} className={buttonClass({ size: 'sm' })}>
            <Phone className="size-3.5" />
            {t('sop.call', { who: call.name })}
          </CallLink>
        )}
      </div>
    </section>
  )
}
