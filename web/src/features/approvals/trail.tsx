import { cn } from '@/lib/cn'
import { due, instantText } from '@/lib/dates'
import { type Translate, useT } from '@/lib/i18n'
import { Avatar, Badge, type Tone } from '@/ui/bits'
import type { Course, Seat, Step } from './data'

const TONES: Record<Seat['state'], Tone> = {
  queued: 'plain',
  waiting: 'warn',
  approved: 'ok',
  rejected: 'bad',
  returned: 'warn',
  handed_over: 'plain',
  timed_out: 'plain',
  passed: 'plain',
}

/** Who decides in a step, and how, in a line. */
export function stepWords(step: Step, t: Translate): string {
  const who = step.who.join(t('approve.and'))
  const several = step.who.length > 1 || step.mode !== 'any'
  return [
    several ? `${who}${t('approve.open')}${t(`approve.mode_${step.mode}`)}${t('approve.close')}` : who,
    step.hours ? t('approve.within', { n: step.hours }) : '',
    step.copy.length > 0 ? t('approve.copy_to', { who: step.copy.join(t('approve.and')) }) : '',
  ]
    .filter(Boolean)
    .join(t('approve.comma'))
}

/** The steps in turn, each with who was asked and what they said. */
export function Trail({ course }: { course: Course }) {
  const { t } = useT()
  return (
    <section aria-label={t('approve.trail')} className="rounded-xl border border-line bg-surface p-4">
      <h2 className="pb-2 font-semibold">{t('approve.trail')}</h2>
      <ol className="flex flex-col gap-3">
        {course.steps.map((step, n) => {
          const seats = course.seats.filter(seat => seat.step === n)
          const now = course.status === 'pending' && course.step === n
          return (
            <li key={n} className="flex gap-3">
              <span
                aria-hidden="true"
                className={cn(
                  'tnum mt-0.5 grid size-5 shrink-0 place-items-center rounded-full text-xs',
                  now ? 'bg-accent text-on-accent' : 'bg-sunken text-fg2',
                )}
              >
                {n + 1}
              </span>
              <div className="min-w-0 flex-1">
                <p className="text-sm">{stepWords(step, t)}</p>
                <ul className="flex flex-col">
                  {seats.map(seat => (
                    <Row key={seat.id} seat={seat} />
                  ))}
                </ul>
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function Row({ seat }: { seat: Seat }) {
  const { t } = useT()
  const name = seat.person?.name ?? t('approve.somebody')
  const limit = seat.state === 'waiting' && seat.due_at ? due(seat.due_at) : null
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-0.5 py-1 text-sm">
      <Avatar name={name} />
      <span>{name}</span>
      {seat.came !== 'flow' && (
        <span className="text-xs text-fg2">
          {t(`approve.came_${seat.came}`, { who: seat.whose?.name ?? t('approve.somebody') })}
        </span>
      )}
      <Badge tone={TONES[seat.state]}>{t(`approve.state_${seat.state}`)}</Badge>
      {limit && <span className={cn('text-xs', limit.tone === 'bad' ? 'text-bad' : 'text-fg2')}>{limit.text}</span>}
      {seat.decided_at && <span className="tnum text-xs text-fg2">{instantText(seat.decided_at)}</span>}
      {seat.comment && <p className="w-full pl-6.5 text-sm text-fg2">{seat.comment}</p>}
    </li>
  )
}
