import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, get, post } from '@/api/client'
import { attempt } from '@/api/mutations'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { notify } from '@/ui/toast'

interface Feed {
  active: boolean
  created_at: string | null
  path?: string
}

/** My tasks and next steps in any calendar, at an address that I can revoke. */
export function CalendarFeed() {
  const { t } = useT()
  const query = useQuery({ queryKey: ['feed'], queryFn: () => get<Feed>('/me/calendar') })
  const [path, setPath] = useState('')
  const active = query.data?.active ?? false
  const address = path && `${window.location.origin}${path}`

  const open = () =>
    attempt(async () => {
      const feed = await post<Feed>('/me/calendar')
      setPath(feed.path ?? '')
      await query.refetch()
    })
  const close = () =>
    attempt(async () => {
      await call('DELETE', '/me/calendar')
      setPath('')
      await query.refetch()
    })

  if (!query.data) return null
  return (
    <section className="flex flex-col gap-3 rounded-xl border border-line p-5">
      <div>
        <h2 className="text-sm font-semibold">{t('feed.title')}</h2>
        <p className="text-xs text-fg2">{t('feed.lead')}</p>
      </div>
      {address && (
        <div className="flex flex-col gap-1.5">
          <div className="flex gap-2">
            <Input readOnly aria-label={t('feed.address')} value={address} onFocus={event => event.target.select()} />
            <Button
              onClick={() =>
                void navigator.clipboard.writeText(address).then(() => notify({ text: t('tokens.copied') }))
              }
            >
              {t('tokens.copy')}
            </Button>
          </div>
          <p className="text-xs text-warn">{t('feed.once')}</p>
        </div>
      )}
      {active && !address && query.data.created_at && (
        <p className="text-sm text-fg2">{t('feed.since', { when: instantText(query.data.created_at) })}</p>
      )}
      <div className="flex gap-2">
        <Button onClick={() => void open()}>{t(active ? 'feed.renew' : 'feed.open')}</Button>
        {active && (
          <Button tone="ghost" onClick={() => void close()}>
            {t('feed.close')}
          </Button>
        )}
      </div>
    </section>
  )
}
