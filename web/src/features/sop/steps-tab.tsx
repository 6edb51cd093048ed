import type { Runs, Sop } from '@/api/types'
import { runFix } from '@/app/dialogs'
import { useObjects } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { ProgressBar } from '@/ui/bits'
import { useNews } from '../studio/use-news'
import { fixLabel } from './fix-label'
import { StepRow } from './step-row'

/** Whether the asker may work on the run now. */
export const isLive = (sop: Sop): boolean => sop.verbs.length > 0 && sop.run === 'active'

/** The steps of the stage, with what each still needs. */
export function StepsTab({ sop, id, on }: { sop: Sop; id: string; on?: Runs }) {
  const { t } = useT()
  const { steps_done: done, steps_required: of } = sop.stage
  const left = Math.max(0, of - done)
  const to = sop.gate.to[0]
  const news = useNews(sop.version)
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-baseline text-xs text-fg2">
        <span className="flex-1">{t('sop.version', { stage: sop.stage.name, n: sop.version.number })}</span>
        <span className="tnum">
          {done}/{of}
        </span>
      </div>
      <ProgressBar done={done} of={of} label={t('sop.progress', { done, of })} />
      <ul className="overflow-hidden rounded-xl border border-line bg-surface">
        {sop.steps.map(step => (
          <StepRow
            key={step.key}
            step={step}
            id={id}
            on={on}
            now={sop.next?.step === step.key}
            live={isLive(sop)}
            news={news.get(step.key)}
          />
        ))}
      </ul>
      {to && sop.verbs.includes('advance') && (
        <p className="text-xs text-fg2">
          {sop.gate.met
            ? t('sop.gate_met', { stage: to.name })
            : left > 0
              ? t('sop.left', { n: left, stage: to.name })
              : t('sop.gate_left', { n: sop.gate.missing.length, stage: to.name })}
        </p>
      )}
      {!sop.gate.met && sop.verbs.includes('advance') && <GateConditions sop={sop} id={id} on={on} />}
    </div>
  )
}

/** What the gate asks beyond the steps. */
function GateConditions({ sop, id, on }: { sop: Sop; id: string; on?: Runs }) {
  const { t } = useT()
  const objects = useObjects()
  const beyond = sop.gate.missing.filter(item => !item.step)
  if (beyond.length === 0) return null
  return (
    <section aria-label={t('sop.gate')} className="rounded-xl border border-line bg-surface p-3">
      <h3 className="text-xs text-fg2">{t('sop.gate')}</h3>
      <ul className="mt-1 flex flex-col gap-1">
        {beyond.map(item => (
          <li key={item.text} className="flex items-start gap-2 text-sm">
            <span className="min-w-0 flex-1">{item.text}</span>
            {item.fix && (
              <button
                type="button"
                className="shrink-0 text-xs leading-5 text-accent-ink hover:underline max-md:min-h-10"
                onClick={() => item.fix && runFix(item.fix, id, null, on)}
              >
                {fixLabel(item.fix, objects, t)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
