import { Popover } from '@base-ui/react/popover'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { sopQuery } from '@/api/queries'
import { dialogs } from '@/app/dialogs'
import { useMe } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { useStore } from '@/lib/store'
import { Button } from '@/ui/button'
import { useAnchor } from './anchor'
import { type Hint, hint, STOPS } from './hints'
import { keep, type Tour } from './tour'

/** The tour under way: a card beside what it speaks of. It goes on by itself when that was done. */
export default function TourCard({ now }: { now: Tour }) {
  const me = useMe()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const open = useStore(dialogs)
  const sop = useQuery(sopQuery(now.deal)).data
  const shown = hint(now, { path: pathname, dialogs: open, met: sop?.gate.met })
  const anchor = useAnchor(shown.at)

  const to = (stop: number) => keep(me.user.id, stop < STOPS.length ? { ...now, stop } : 'over')
  const moved = sop !== undefined && sop.stage.key !== now.stage
  const logged = moved || sop?.steps.find(step => step.key === now.step)?.state === 'done'
  const at = STOPS[now.stop]
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was done leads on, once
  useEffect(() => {
    if (moved && now.stop < 3) to(3)
    else if (logged && now.stop < 2) to(2)
  }, [logged, moved, now.stop])

  const pointed = shown.at === 'main' || shown.at === 'dialog' ? null : anchor
  useEffect(() => {
    pointed?.setAttribute('data-tour-here', '')
    pointed?.scrollIntoView({ block: 'nearest' })
    return () => pointed?.removeAttribute('data-tour-here')
  }, [pointed])

  if (!anchor) return null
  const last = now.stop === STOPS.length - 1
  return (
    <Card
      key={`${at}${shown.text}`}
      anchor={anchor}
      shown={shown}
      stop={now.stop}
      onGo={path => void navigate({ to: path })}
      onNext={() => to(now.stop + 1)}
      last={last}
      onLater={() => keep(me.user.id, { ...now, paused: true })}
      onSkip={() => keep(me.user.id, 'over')}
    />
  )
}

interface CardProps {
  anchor: HTMLElement
  shown: Hint
  stop: number
  last: boolean
  onGo: (path: string) => void
  onNext: () => void
  onLater: () => void
  onSkip: () => void
}

function Card({ anchor, shown, stop, last, onGo, onNext, onLater, onSkip }: CardProps) {
  const { t } = useT()
  const { go, next, over, text } = shown
  // Who is typing goes on typing.
  const [focus] = useState(() => !over && !document.activeElement?.matches('input, textarea, select'))

  return (
    <Popover.Root open onOpenChange={(_, details) => details.reason === 'escape-key' && onLater()}>
      <Popover.Portal>
        <Popover.Positioner
          anchor={anchor}
          side={over ? 'top' : (shown.side ?? 'bottom')}
          align="start"
          sideOffset={10}
          collisionPadding={12}
          className={over ? 'pointer-events-none z-60' : 'z-30'}
        >
          <Popover.Popup
            data-tour-card=""
            initialFocus={() => focus && document.querySelector<HTMLElement>('[data-tour-card] button')}
            finalFocus={false}
            aria-label={t('tour.title')}
            className="pop w-80 max-w-[calc(100vw-24px)] rounded-lg border border-accent bg-raised p-3.5 shadow-e3 outline-none"
          >
            <p className="tnum text-xs text-accent-ink">
              {t('tour.title')} · {stop + 1} / 5
            </p>
            <p className="mt-1 text-sm leading-5.5">{t(text)}</p>
            {!over && (
              <div className="mt-3 flex items-center gap-1.5">
                {next && (
                  <Button tone="primary" onClick={onNext}>
                    {t(last ? 'tour.end' : 'tour.on')}
                  </Button>
                )}
                {go && (
                  <Button tone="primary" onClick={() => onGo(go.to)}>
                    {t(go.label)}
                  </Button>
                )}
                <span className="flex-1" />
                {!last && (
                  <>
                    <Button tone="ghost" onClick={onLater}>
                      {t('tour.later')}
                    </Button>
                    <Button tone="ghost" onClick={onSkip}>
                      {t('tour.skip')}
                    </Button>
                  </>
                )}
              </div>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
