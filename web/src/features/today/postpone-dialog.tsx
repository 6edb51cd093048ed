import { useState } from 'react'
import { errorText, patchRecord } from '@/api/mutations'
import { addDays, dayAndWeekday, nextMonday, today } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog, DialogBody } from '@/ui/dialog'
import { Input } from '@/ui/field'

/** Moves a task's day: two presses. */
export function PostponeDialog({
  task,
  onClose,
}: {
  task: { id: string; version: number; due_on?: string | null }
  onClose: () => void
}) {
  const { t } = useT()
  const [failure, setFailure] = useState('')
  const days = [addDays(today(), 1), addDays(today(), 3), nextMonday(today())]
  const labels = [t('log.tomorrow'), t('log.three_days'), t('log.monday')]

  async function move(day: string) {
    if (day === '') return
    try {
      await patchRecord('tasks', task, { due_on: day })
      onClose()
    } catch (error) {
      setFailure(errorText(error))
    }
  }

  return (
    <Dialog open onClose={onClose} title={t('today.postpone')} width={340}>
      <DialogBody className="flex flex-col gap-2">
        {days.map((day, i) => (
          <Button key={day} autoFocus={i === 0} className="justify-between" onClick={() => void move(day)}>
            {labels[i]}
            <span className="text-xs font-normal text-fg2">{dayAndWeekday(day)}</span>
          </Button>
        ))}
        <Input
          type="date"
          aria-label={t('log.due')}
          min={today()}
          defaultValue={task.due_on ?? ''}
          onChange={e => void move(e.target.value)}
        />
        {failure && (
          <p role="alert" className="text-sm text-bad">
            {failure}
          </p>
        )}
      </DialogBody>
    </Dialog>
  )
}
