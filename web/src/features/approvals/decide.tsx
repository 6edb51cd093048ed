import { Ellipsis, UserPlus, UserRoundPen } from 'lucide-react'
import { useState } from 'react'
import { errorText } from '@/api/mutations'
import type { Ref } from '@/api/types'
import { Failure, SubmitFoot, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { ReferencePicker } from '@/records/reference-picker'
import { Button, IconButton } from '@/ui/button'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, TextArea } from '@/ui/field'
import { Menu } from '@/ui/menu'
import { notify } from '@/ui/toast'
import { act, type Course, type Verb } from './data'

/** The decision, with a word to it if one likes; for who asked, to take it back or send it again. */
export function Decide({ course }: { course: Course }) {
  const { t } = useT()
  const [comment, setComment] = useState('')
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<'add' | 'hand_over' | null>(null)
  const { may } = course
  if (!may.decide && !may.withdraw && !may.resend) return null

  async function run(verb: Verb) {
    setBusy(true)
    setFailure('')
    try {
      await act(course.id, verb, comment.trim() ? { comment: comment.trim() } : {})
      notify({ text: t(`approve.did_${verb}`) })
    } catch (error) {
      setFailure(errorText(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <section
      aria-label={t('approve.decide')}
      className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4"
    >
      <FieldRow label={t('approve.comment')} help={may.decide ? t('approve.comment_help') : null}>
        {aria => (
          <TextArea {...aria} rows={2} value={comment} maxLength={500} onChange={e => setComment(e.target.value)} />
        )}
      </FieldRow>
      <Failure text={failure} />
      <div className="flex flex-wrap items-center gap-2">
        {may.decide && (
          <>
            <Button
              tone="primary"
              className="max-md:h-11 max-md:flex-1"
              disabled={busy}
              onClick={() => void run('approve')}
            >
              {t('approve.approve')}
            </Button>
            <Button
              className="max-md:h-11 max-md:flex-1"
              disabled={busy || comment.trim() === ''}
              onClick={() => void run('reject')}
            >
              {t('approve.reject')}
            </Button>
            <Button
              className="max-md:h-11 max-md:flex-1"
              disabled={busy || comment.trim() === ''}
              onClick={() => void run('return')}
            >
              {t('approve.return')}
            </Button>
            <Menu
              trigger={
                <IconButton label={t('action.more')} className="max-md:size-11">
                  <Ellipsis className="size-4" />
                </IconButton>
              }
              items={[
                { key: 'add', label: t('approve.add'), icon: <UserPlus />, run: () => setAsking('add') },
                {
                  key: 'hand_over',
                  label: t('approve.hand_over'),
                  icon: <UserRoundPen />,
                  run: () => setAsking('hand_over'),
                },
              ]}
            />
          </>
        )}
        {may.resend && (
          <Button tone="primary" disabled={busy} onClick={() => void run('resend')}>
            {t('approve.resend')}
          </Button>
        )}
        {may.withdraw && (
          <Button tone="ghost" disabled={busy} onClick={() => void run('withdraw')}>
            {t('approve.withdraw')}
          </Button>
        )}
      </div>
      {asking && <AskDialog course={course} verb={asking} comment={comment.trim()} onClose={() => setAsking(null)} />}
    </section>
  )
}

/** Somebody else decides, first or instead. */
function AskDialog({
  course,
  verb,
  comment,
  onClose,
}: {
  course: Course
  verb: 'add' | 'hand_over'
  comment: string
  onClose: () => void
}) {
  const { t } = useT()
  const [to, setTo] = useState<Ref | null>(null)
  const { failure, busy, submit } = useSubmit(async () => {
    if (!to) return
    await act(course.id, verb, { to: to.id, ...(comment && { comment }) })
    notify({ text: t(`approve.did_${verb}`) })
  }, onClose)
  return (
    <Dialog open onClose={onClose} title={t(`approve.${verb}`)} lead={t(`approve.${verb}_lead`)}>
      <DialogBody>
        <form id="ask" onSubmit={event => void submit(event)}>
          <FieldRow label={t('approve.colleague')} required error={failure || undefined}>
            {aria => <ReferencePicker {...aria} autoFocus target="users" value={to} onChange={setTo} />}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot form="ask" label={t(`approve.${verb}`)} busy={busy} disabled={!to} onClose={onClose} />
    </Dialog>
  )
}
