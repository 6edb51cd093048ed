import { useQuery } from '@tanstack/react-query'
import { Footprints } from 'lucide-react'
import { sopQuery } from '@/api/queries'
import type { TodayItem } from '@/api/types'
import { useCanLog, useMe } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { useStore } from '@/lib/store'
import { Button } from '@/ui/button'
import { keep, tour } from './tour'

/** Offers the tour to who hasn't seen it and has a deal to walk through; and to go on with one that was put off. */
export function TourInvite({ best }: { best: TodayItem | null | undefined }) {
  const { t } = useT()
  const me = useMe()
  const logs = useCanLog()
  const now = useStore(tour)
  const deal = best?.kind === 'step' && best.step && best.opportunity ? best.opportunity.id : ''
  const paused = now && now !== 'over' && now.paused ? now : null
  const offered = now === null && logs && deal !== ''
  const sop = useQuery({ ...sopQuery(deal), enabled: offered }).data
  if (!offered && !paused) return null

  function start() {
    if (paused) keep(me.user.id, { ...paused, paused: false })
    else if (sop) keep(me.user.id, { stop: 0, deal, step: best?.step ?? '', stage: sop.stage.key })
  }

  return (
    <section
      aria-label={t('tour.title')}
      className="flex items-center gap-3 rounded-xl border border-line bg-accent-soft px-4 py-3 max-md:flex-wrap"
    >
      <Footprints className="size-5 shrink-0 text-accent-ink" aria-hidden="true" />
      <p className="min-w-0 flex-1 text-sm max-md:basis-3/4">{t(paused ? 'tour.paused' : 'tour.invite')}</p>
      <Button tone="soft" disabled={!paused && !sop} onClick={start}>
        {t(paused ? 'tour.resume' : 'tour.start')}
      </Button>
      <Button tone="ghost" onClick={() => keep(me.user.id, 'over')}>
        {t('tour.skip')}
      </Button>
    </section>
  )
}
