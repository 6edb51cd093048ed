import { Check } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Sop } from '@/api/types'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'

/** Where a deal stands among the stages of its SOP. */
export function StageBar({ sop }: { sop: Sop }) {
  const { t } = useT()
  const list = useRef<HTMLOListElement>(null)
  const { steps_done: done, steps_required: of, days } = sop.stage
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone not every stage fits: the present one is in sight
  useEffect(() => {
    const current = list.current?.querySelector<HTMLElement>('[aria-current]')
    // It begins with a whole stage, the one before.
    const first = current?.previousElementSibling ?? current
    if (first instanceof HTMLElement && list.current)
      list.current.scrollLeft = first.offsetLeft - list.current.offsetLeft
  }, [sop.stage.key])

  return (
    <ol
      ref={list}
      data-tour="stages"
      aria-label={t('opp.stages')}
      tabIndex={0}
      className="no-bar flex gap-1 overflow-x-auto rounded outline-offset-2"
    >
      {sop.stages.map(stage => {
        const current = stage.state === 'current'
        const past = stage.state === 'done' || stage.state === 'passed'
        return (
          <li
            key={stage.key}
            aria-current={current ? 'step' : undefined}
            className={cn('flex-1', current ? 'min-w-max' : 'min-w-24')}
          >
            <span className="block h-1 overflow-hidden rounded-full bg-line">
              <span
                className={cn('block h-full rounded-full', sop.status === 'won' && past ? 'bg-ok-solid' : 'bg-accent')}
                style={{
                  width: past ? '100%' : current ? `${of > 0 ? Math.max(8, Math.round((done / of) * 100)) : 40}%` : '0',
                }}
              />
            </span>
            <span
              className={cn(
                'mt-1 flex items-center gap-1 text-xs whitespace-nowrap',
                current ? 'font-semibold text-fg' : 'text-fg2',
              )}
            >
              {past && <Check className="size-3.5 shrink-0 text-accent-ink" aria-label={t('opp.stage_done')} />}
              <span className="truncate">{stage.name}</span>
              {current && <span className="font-normal text-fg2">{t('opp.day_n', { n: days + 1 })}</span>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
