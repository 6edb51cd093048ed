import { CloudOff } from 'lucide-react'
import { useEffect } from 'react'
import { client } from '@/api/queries'
import { useT } from '@/lib/i18n'
import { mine, queue, sender, sendWaiting } from '@/lib/queue'
import { useStore } from '@/lib/store'
import { notify } from '@/ui/toast'
import { online } from './live'

/** Says that the network is away and how much waits; sends it when the network is back. */
export function OfflineBar() {
  const { t } = useT()
  const up = useStore(online)
  const waiting = mine(useStore(queue), useStore(sender)).length

  useEffect(() => {
    if (!up || waiting === 0) return
    const send = () =>
      sendWaiting((item, why) =>
        notify({ text: t('offline.refused', { about: item.about, why: why.text }), tone: 'bad' }),
      ).then(sent => {
        if (sent === 0) return
        notify({ text: t('offline.sent', { n: sent }) })
        void client.invalidateQueries()
      })
    void send()
    const timer = setInterval(() => void send(), 15_000)
    return () => clearInterval(timer)
  }, [up, waiting, t])

  if (up && waiting === 0) return null
  return (
    <div
      id="offline"
      role="status"
      className="flex min-h-8 items-center gap-2 bg-warn-soft px-4 py-1 text-sm text-warn"
    >
      <CloudOff className="size-4 shrink-0" />
      {up
        ? t('offline.sending', { n: waiting })
        : waiting > 0
          ? t('offline.waiting', { n: waiting })
          : t('offline.now')}
    </div>
  )
}
