import { useState } from 'react'
import type { Rec } from '@/api/types'
import { cn } from '@/lib/cn'
import { addDays, dayAndWeekday, due, nextMonday, timeText, today, weekdayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { Popover } from '@/ui/popover'
import { dueOn, isDone, moveTo } from './task-data'

const TONE = { bad: 'text-bad', warn: 'text-warn', plain: 'text-fg2' }

/** When a task is due; two presses change it. */
export function DueButton({ task, disabled, short }: { task: Rec; disabled?: boolean; short?: boolean }) {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  const day = dueOn(task)
  const at = typeof task.due_at === 'string' ? task.due_at : null
  const said = at ?? day
  const tone = said && !isDone(task) ? due(said).tone : 'plain'
  const text = day
    ? `${due(isDone(task) ? day : (said ?? day)).text}${at ? ` ${timeText(at)}` : ''}`
    : t('tasks.no_day')
  const label = (
    <span className={cn('tnum', TONE[tone], !day && 'text-fg3')}>
      {short && at ? timeText(at) : isDone(task) && day ? weekdayText(day) : text}
    </span>
  )
  if (disabled) return label

  const days = [today(), addDays(today(), 1), addDays(today(), 3), nextMonday(today())]
  const labels = [t('date.today'), t('log.tomorrow'), t('log.three_days'), t('log.monday')]
  function move(to: string | null) {
    setOpen(false)
    void moveTo(task, to)
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title={t('today.postpone')}
      width={240}
      trigger={
        <button
          type="button"
          aria-label={`${t('tasks.change_due', { what: String(task.title) })}: ${text}`}
          className="-mx-1 rounded px-1 text-left text-xs whitespace-nowrap hover:bg-hover max-md:min-h-10"
        >
          {label}
        </button>
      }
    >
      <div className="flex flex-col gap-0.5 p-1.5">
        {days.map((to, i) => (
          <Button key={labels[i]} tone="ghost" className="justify-between" onClick={() => move(to)}>
            {labels[i]}
            <span className="text-xs font-normal text-fg2">{dayAndWeekday(to)}</span>
          </Button>
        ))}
        {day && !task.repeat && (
          <Button tone="ghost" className="justify-start" onClick={() => move(null)}>
            {t('tasks.no_day')}
          </Button>
        )}
        <Input
          type="date"
          aria-label={t('log.due')}
          defaultValue={day ?? ''}
          onChange={event => event.target.value && move(event.target.value)}
        />
      </div>
    </Popover>
  )
}
