import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '@/api/client'
import { client, lostBy } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { fieldOf, useObject } from '@/app/hooks'
import { Failure, SubmitFoot, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { Badge, SkeletonRows } from '@/ui/bits'
import { Chips } from '@/ui/chips'
import { Dialog, DialogBody } from '@/ui/dialog'
import { Input } from '@/ui/field'
import { notify } from '@/ui/toast'
import { type Mark, type Review, reviewQuery } from './data'

/** A talk held against the standards of its stage: by those who may, read by the others. */
export function ReviewDialog({ activity, onClose }: { activity: string; onClose: () => void }) {
  const { t } = useT()
  const query = useQuery(reviewQuery(activity))
  const stage = query.data?.stage
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('standard.review')}
      lead={stage ? t('standard.of_stage', { stage: stage.name }) : undefined}
      width={620}
    >
      {query.isPending ? (
        <SkeletonRows rows={4} />
      ) : query.data ? (
        <Form activity={activity} review={query.data} onClose={onClose} />
      ) : (
        <LoadError error={lostBy(query)} retry={() => void query.refetch()} />
      )}
    </Dialog>
  )
}

function Form({ activity, review, onClose }: { activity: string; review: Review; onClose: () => void }) {
  const { t } = useT()
  const options = fieldOf(useObject('standard_marks'), 'mark')?.options ?? []
  const [marks, setMarks] = useState(review.standards.map(({ mark, remark }) => ({ mark, remark: remark ?? '' })))
  const change = (at: number, part: Partial<(typeof marks)[number]>) =>
    setMarks(old => old.map((one, i) => (i === at ? { ...one, ...part } : one)))
  const given = marks.flatMap(({ mark, remark }, standard) =>
    mark ? [{ standard, mark, remark: remark.trim() || null }] : [],
  )
  const { failure, busy, submit } = useSubmit(
    () => call('PUT', `/activities/${activity}/review`, { body: { marks: given } }),
    () => {
      notify({ text: t('standard.saved') })
      void client.invalidateQueries({ queryKey: ['review', activity] })
      void client.invalidateQueries({ queryKey: ['standards'] })
      onClose()
    },
  )
  if (review.standards.length === 0)
    return (
      <DialogBody>
        <p className="text-sm text-fg2">{t('standard.no_stage')}</p>
      </DialogBody>
    )
  return (
    <>
      <DialogBody>
        <form id="review" onSubmit={event => void submit(event)} className="flex flex-col gap-4">
          {review.standards.map((standard, i) => (
            <div key={standard.text} className="flex flex-col gap-1.5">
              <p className="text-sm">{standard.text}</p>
              {review.may_review ? (
                <>
                  <Chips<Mark>
                    label={standard.text}
                    chips={options.map(option => ({ key: option.key as Mark, label: option.label }))}
                    value={marks[i]?.mark ?? null}
                    onChange={mark => change(i, { mark })}
                  />
                  <Input
                    aria-label={t('standard.remark_on', { standard: standard.text })}
                    placeholder={t('standard.remark')}
                    maxLength={2000}
                    value={marks[i]?.remark ?? ''}
                    onChange={event => change(i, { remark: event.target.value })}
                  />
                </>
              ) : (
                <p className="flex items-center gap-2 text-sm text-fg2">
                  <Badge tone={standard.mark === 'met' ? 'ok' : standard.mark === 'not_met' ? 'warn' : 'plain'}>
                    {options.find(option => option.key === standard.mark)?.label ?? t('standard.unmarked')}
                  </Badge>
                  {standard.remark}
                </p>
              )}
            </div>
          ))}
          <Failure text={failure} />
        </form>
      </DialogBody>
      {review.may_review && (
        <SubmitFoot
          form="review"
          label={t('action.save')}
          busy={busy}
          disabled={given.length === 0}
          onClose={onClose}
        />
      )}
    </>
  )
}
