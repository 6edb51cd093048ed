import { Check, Ellipsis, Lightbulb, Megaphone, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { attempt, runVerb } from '@/api/mutations'
import type { Runs, SopStep } from '@/api/types'
import { openDialog, runFix } from '@/app/dialogs'
import { useObjects } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { due, instantText } from '@/lib/dates'
import { type Translate, useT } from '@/lib/i18n'
import { Menu } from '@/ui/menu'
import { Gaps } from '../needs/gaps'
import { fixLabel } from './fix-label'

/** A step: tick it, open what it needs, or leave it out with a reason. */
export function StepRow({
  step,
  id,
  on = 'opportunities',
  now,
  live,
  news,
}: {
  step: SopStep
  id: string
  on?: Runs
  now: boolean
  live: boolean
  /** What the version it runs on changed here. */
  news?: string[]
}) {
  const { t, lang } = useT()
  const [menu, setMenu] = useState(false)
  const closed = step.state !== 'open'
  const byHand = live && !(closed && step.by_data) && !step.waits_for

  function toggle() {
    if (step.state === 'open') {
      if (step.fix && step.fix.kind !== 'step') runFix(step.fix, id, step.key, on)
      else void attempt(() => runVerb(id, `steps/${step.key}/complete`, {}, on))
    } else void attempt(() => runVerb(id, `steps/${step.key}/reopen`, {}, on))
  }

  return (
    <li className={cn('flex gap-2.5 border-b border-line p-3 last:border-b-0', now && 'bg-sel')}>
      <button
        type="button"
        role="checkbox"
        aria-checked={closed}
        aria-label={step.title}
        disabled={!byHand}
        title={step.by_data ? t('step.by_data') : undefined}
        onClick={toggle}
        className={cn(
          'mt-0.5 grid size-4 shrink-0 place-items-center rounded border max-md:size-5',
          step.state === 'done'
            ? 'border-accent bg-accent text-on-accent'
            : closed
              ? 'border-line2 bg-sunken text-fg2'
              : 'border-line2 bg-surface',
        )}
      >
        {closed && <Check className="size-3" strokeWidth={3} />}
      </button>
      <div className="min-w-0 flex-1">
        <p className={cn('flex items-baseline gap-1.5 text-sm', closed ? 'text-fg2' : 'font-medium')}>
          <button
            type="button"
            className="min-w-0 text-left hover:underline"
            onClick={() => openDialog({ kind: 'step', opportunity: id, on, step: step.key })}
          >
            {step.title}
          </button>
          {step.required && !closed && (
            <span className="shrink-0 text-2xs font-normal text-bad">{t('step.required')}</span>
          )}
        </p>
        <StepNote step={step} />
        {on === 'opportunities' && !closed && step.fix?.kind === 'create' && step.fix.object === 'stakeholders' && (
          <Gaps id={id} />
        )}
        {news && !closed && (
          <p className="mt-0.5 flex gap-1 text-xs text-accent-ink">
            <Megaphone className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
            <span className="min-w-0">
              {t('studio.changed_here')}
              {news.join(lang === 'en' ? '; ' : '；')}
            </span>
          </p>
        )}
        {now && step.guidance && (
          <p className="mt-0.5 flex gap-1 text-xs text-fg2">
            <Lightbulb className="mt-0.5 size-3.5 shrink-0 text-warn" />
            {step.guidance}
          </p>
        )}
      </div>
      {live && (
        <Menu
          open={menu}
          onOpenChange={setMenu}
          trigger={
            <button
              type="button"
              aria-label={t('step.menu', { what: step.title })}
              className="grid size-6 shrink-0 place-items-center rounded text-fg3 hover:bg-hover max-md:size-10"
            >
              <Ellipsis className="size-4" />
            </button>
          }
          items={menu ? stepMenu(step, id, on, t) : []}
        />
      )}
    </li>
  )
}

function stepMenu(step: SopStep, id: string, on: Runs, t: Translate) {
  const run = (path: string) => () => void attempt(() => runVerb(id, `steps/${step.key}/${path}`, {}, on))
  if (step.state !== 'open')
    return [{ key: 'reopen', label: t('step.reopen'), disabled: step.by_data, run: run('reopen') }]
  return [
    ...(step.waits_for ? [] : [{ key: 'complete', label: t('step.complete'), run: run('complete') }]),
    ...(step.consent
      ? []
      : [
          {
            key: 'skip',
            label: t('step.skip'),
            run: () => openDialog({ kind: 'reason', opportunity: id, on, verb: 'skip', step: step.key }),
          },
        ]),
    // Exceptions are asked for on deals only.
    ...(step.required && on === 'opportunities'
      ? [
          {
            key: 'waive',
            label: t('gate.waive'),
            disabled: step.waiver?.status === 'pending',
            run: () => openDialog({ kind: 'waive', opportunity: id, steps: [{ key: step.key, text: step.title }] }),
          },
        ]
      : []),
  ]
}

/** Why a step is open: the condition it follows, or the questions without an answer. */
export const missingText = (step: SopStep, t: Translate): string =>
  step.waits_for ? t('step.waits_for', { who: step.waits_for }) : (step.missing ?? '')

/** The line below a step's title: how it was done, or what it waits for. */
function StepNote({ step }: { step: SopStep }) {
  const { t } = useT()
  const objects = useObjects()
  const parts: { text: string; tone?: string }[] = []
  if (step.state === 'done') {
    if (step.by_data) parts.push({ text: t('step.by_data') })
    if (step.done_by) parts.push({ text: step.done_by.name })
    if (step.done_at) parts.push({ text: instantText(step.done_at) })
  } else if (step.state === 'skipped') parts.push({ text: t('step.skipped') })
  else if (step.state === 'waived') parts.push({ text: t('step.waived') })
  else {
    if (step.waits_for) parts.push({ text: t('step.waits_for', { who: step.waits_for }), tone: 'text-warn' })
    if (step.waiver?.status === 'pending') parts.push({ text: t('step.waiver_pending'), tone: 'text-warn' })
    if (step.fix && step.fix.kind !== 'step')
      parts.push({ text: t('step.todo', { what: fixLabel(step.fix, objects, t) }) })
    if (step.due_at) {
      const when = due(step.due_at)
      parts.push({ text: when.text, tone: when.tone === 'bad' ? 'text-bad' : undefined })
    }
  }
  return (
    <>
      {parts.length > 0 && (
        <p className="text-xs text-fg2">
          {parts.map((part, i) => (
            <span key={part.text} className={part.tone}>
              {i > 0 && ' · '}
              {part.text}
            </span>
          ))}
        </p>
      )}
      {step.thin && (
        <p className="flex items-center gap-1 text-xs text-warn">
          <TriangleAlert className="size-3.5 shrink-0" />
          {t('step.thin')}
        </p>
      )}
    </>
  )
}
