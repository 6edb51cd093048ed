import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '@/api/client'
import { errorText, refresh } from '@/api/mutations'
import { sopQuery } from '@/api/queries'
import type { Question, Sop } from '@/api/types'
import { addDays, today } from '@/lib/dates'
import { useDraft } from '@/lib/drafts'
import { useT } from '@/lib/i18n'
import { SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, Input, TextArea } from '@/ui/field'

interface Props {
  opportunity: string
  list: string
  question: string
  onClose: () => void
}

/** The questions of one list, or of all. */
const questionsOf = (sop: Sop, list = ''): Question[] =>
  sop.questions.filter(l => l.key === list || list === '').flatMap(l => l.groups.flatMap(group => group.questions))

/** Records what the customer said; "unknown, because …, will know by …" is an answer too. */
export function AnswerDialog({ opportunity, list, question: key, onClose }: Props) {
  const { t } = useT()
  const sop = useQuery(sopQuery(opportunity)).data
  const question = sop && questionsOf(sop, list).find(q => q.key === key)
  if (!question) {
    return (
      <Dialog open onClose={onClose} title={t('fix.question')}>
        {sop ? <DialogBody className="text-sm text-fg2">{t('questions.gone')}</DialogBody> : <SkeletonRows rows={3} />}
      </Dialog>
    )
  }
  return <AnswerForm opportunity={opportunity} question={question} onClose={onClose} />
}

function AnswerForm({
  opportunity,
  question,
  onClose,
}: {
  opportunity: string
  question: Question
  onClose: () => void
}) {
  const { t } = useT()
  const { draft, change, drop } = useDraft(`answer ${opportunity} ${question.key}`, {
    text: question.answer?.text ?? '',
    unknown: Boolean(question.answer?.unknown_because),
    because: question.answer?.unknown_because ?? '',
    by: question.answer?.will_know_by ?? addDays(today(), 7),
  })
  const { text, unknown, because, by } = draft
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)

  async function save(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setFailure('')
    try {
      const sop = await call<Sop>('PUT', `/opportunities/${opportunity}/answers/${question.key}`, {
        body: unknown ? { unknown_because: because, will_know_by: by } : { text },
      })
      await refresh('opportunities', opportunity)
      drop()
      // What says nothing is kept, but moves nothing: better said while the words are at hand.
      if (questionsOf(sop).find(q => q.key === question.key)?.answer?.thin) {
        setFailure(t(unknown ? 'questions.thin_because' : 'questions.thin'))
        setBusy(false)
      } else onClose()
    } catch (error) {
      setFailure(errorText(error))
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} title={question.text}>
      <DialogBody>
        <form
          id="answer"
          onSubmit={event => void save(event)}
          onKeyDown={event =>
            event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.currentTarget.requestSubmit()
          }
          className="flex flex-col gap-3"
        >
          {!unknown && (
            <FieldRow label={t('questions.answer')} error={failure || undefined}>
              {aria => (
                <TextArea {...aria} autoFocus rows={4} value={text} onChange={e => change({ text: e.target.value })} />
              )}
            </FieldRow>
          )}
          <label className="flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              className="size-3.5 accent-(--accent)"
              checked={unknown}
              onChange={e => change({ unknown: e.target.checked })}
            />
            {t('questions.unknown')}
          </label>
          {unknown && (
            <div className="grid gap-3 md:grid-cols-[1fr_160px]">
              <FieldRow label={t('questions.because')} required error={failure || undefined}>
                {aria => (
                  <Input
                    {...aria}
                    autoFocus
                    value={because}
                    maxLength={500}
                    onChange={e => change({ because: e.target.value })}
                  />
                )}
              </FieldRow>
              <FieldRow label={t('questions.by')} required>
                {aria => (
                  <Input
                    {...aria}
                    type="date"
                    min={today()}
                    value={by}
                    onChange={e => change({ by: e.target.value })}
                  />
                )}
              </FieldRow>
            </div>
          )}
        </form>
      </DialogBody>
      <DialogFoot>
        <Button
          onClick={() => {
            drop()
            onClose()
          }}
        >
          {t('action.cancel')}
        </Button>
        <Button
          tone="primary"
          type="submit"
          form="answer"
          disabled={busy || (unknown ? because.trim() === '' || by === '' : text.trim() === '')}
        >
          {t('action.save')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
