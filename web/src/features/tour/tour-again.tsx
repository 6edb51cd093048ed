import { useNavigate } from '@tanstack/react-router'
import { call } from '@/api/client'
import { attempt } from '@/api/mutations'
import { client } from '@/api/queries'
import { useCanLog, useMe } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { useStore } from '@/lib/store'
import { Button } from '@/ui/button'
import { forget, tour } from './tour'

/** Offers the tour once more to who has seen or skipped it. */
export function TourAgain() {
  const { t } = useT()
  const me = useMe()
  const navigate = useNavigate()
  const now = useStore(tour)
  const logs = useCanLog()
  if (now !== 'over' || !logs) return null

  const again = () =>
    attempt(async () => {
      await call('PATCH', '/me', { body: { toured: false } })
      await client.invalidateQueries({ queryKey: ['me'] })
      forget(me.user.id)
      await navigate({ to: '/today' })
    })

  return (
    <div className="flex flex-wrap items-center gap-3">
      <h2 className="w-28 text-sm text-fg2">{t('tour.title')}</h2>
      <Button onClick={() => void again()}>{t('tour.again')}</Button>
    </div>
  )
}
