import { lazy, Suspense, useEffect } from 'react'
import { useMe } from '@/app/hooks'
import { late } from '@/lib/late'
import { useStore } from '@/lib/store'
import { kept, tour } from './tour'

const TourCard = lazy(late(() => import('./tour-card')))

/** Shows the tour while one is under way, on whatever page. */
export function TourHost() {
  const me = useMe()
  const now = useStore(tour)
  useEffect(() => tour.set(kept(me.user.id) ?? (me.user.toured ? 'over' : null)), [me.user.id, me.user.toured])
  if (!now || now === 'over' || now.paused) return null
  return (
    <Suspense>
      <TourCard now={now} />
    </Suspense>
  )
}
