import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { errorText, runVerb } from '@/api/mutations'
import { sopQuery } from '@/api/queries'
import type { Runs } from '@/api/types'
import { openDialog, runFix } from '@/app/dialogs'
import { useObjects } from '@/app/hooks'
import { due, fullInstant } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Badge, SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, TextArea } from '@/ui/field'
import { fixLabel } from './fix-label'
import { missingText } from './step-row'
import { isLive } from './steps-tab'

/** One step in full: how to do it, what it waits for, and the way to call it done. */
export function StepDialog({
  opportunity,
  on = 'opportunities',
  step: key,
  onClose,
}: {
  opportunity: string
  on?: Runs
  step: string
  onClose: () => void
}) {
  const { t } = useT()
  const objects = useObjects()
  const sop = useQuery(sopQuery(opportunity, on)).data
  const step = sop?.steps.find(s => s.key === key)
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)

  async function complete() {
    setBusy(true)
    setFailure('')
    try {
      await runVerb(opportunity, `steps/${key}/complete`, note.trim() ? { note } : {}, on)
      onClose()
    } catch (error) {
      setFailure(errorText(error))
    } finally {
      setBusy(false)
    }
  }

  if (!step) {
    return (
      <Dialog open onClose={onClose} title={t('fix.step')}>
        {sop ? <DialogBody className="text-sm text-fg2">{t('step.gone')}</DialogBody> : <SkeletonRows rows={3} />}
      </Dialog>
    )
  }
  const questions = sop?.questions.filter(list => step.questions.includes(list.key)) ?? []
  const fix = step.fix && step.fix.kind !== 'step' ? step.fix : null
  const open = step.state === 'open' && sop !== undefined && isLive(sop)
  return (
    <Dialog
      open
      onClose={onClose}
      title={step.title}
      lead={
        <span className="flex flex-wrap items-center gap-1.5">
          {step.required && <Badge tone="accent">{t('step.required')}</Badge>}
          {step.role && <span>{step.role}</span>}
          {open && step.due_at && <span title={fullInstant(step.due_at)}>{due(step.due_at).text}</span>}
        </span>
      }
    >
      <DialogBody className="flex flex-col gap-3 text-sm">
        {step.guidance && <p className="whitespace-pre-wrap">{step.guidance}</p>}
        {step.why && <p className="text-fg2">{step.why}</p>}
        {step.items && step.items.length > 0 && (
          <ul className="list-disc pl-4 marker:text-fg3">
            {step.items.map(item => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        )}
        {open && (step.missing || step.waits_for) && (
          <p className="rounded-lg bg-warn-soft px-3 py-2 text-warn">{missingText(step, t)}</p>
        )}
        {step.thin && <p className="text-warn">{t('step.thin')}</p>}
        {questions.map(list => (
          <section key={list.key}>
            <h3 className="text-xs text-fg2">{list.name}</h3>
            <ul className="mt-1 flex flex-col gap-1">
              {list.groups
                .flatMap(group => group.questions)
                .slice(0, 8)
                .map(question => (
                  <li key={question.key} className="flex gap-2">
                    <span className={question.answer ? 'min-w-0 flex-1 text-fg2' : 'min-w-0 flex-1'}>
                      {question.text}
                    </span>
                    <button
                      type="button"
                      disabled={!open}
                      className="shrink-0 text-xs text-accent-ink hover:underline"
                      aria-label={t(question.answer ? 'questions.change_of' : 'questions.record_of', {
                        question: question.text,
                      })}
                      onClick={() =>
                        openDialog({ kind: 'answer', opportunity, list: list.key, question: question.key })
                      }
                    >
                      {question.answer ? t('questions.change') : t('fix.question')}
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ))}
        {open && !fix && !step.waits_for && (
          <FieldRow label={t('step.note')} error={failure || undefined}>
            {aria => (
              <TextArea {...aria} autoFocus value={note} maxLength={500} onChange={e => setNote(e.target.value)} />
            )}
          </FieldRow>
        )}
        {fix && failure && (
          <p role="alert" className="text-bad">
            {failure}
          </p>
        )}
      </DialogBody>
      <DialogFoot
        left={
          open && (
            <Button
              tone="ghost"
              onClick={() =>
                step.consent
                  ? openDialog({ kind: 'waive', opportunity, steps: [{ key, text: step.title }] })
                  : openDialog({ kind: 'reason', opportunity, on, verb: 'skip', step: key })
              }
            >
              {step.consent ? t('gate.waive') : t('step.skip')}
            </Button>
          )
        }
      >
        <Button onClick={onClose}>{t('action.close')}</Button>
        {open && fix && (
          <Button tone="primary" onClick={() => runFix(fix, opportunity, key, on)}>
            {fixLabel(fix, objects, t)}
          </Button>
        )}
        {open && !fix && !step.waits_for && (
          <Button tone="primary" disabled={busy} onClick={() => void complete()}>
            {t('step.complete')}
          </Button>
        )}
      </DialogFoot>
    </Dialog>
  )
}
