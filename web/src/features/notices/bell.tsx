import { useQuery } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { late } from '@/lib/late'
import { IconButton } from '@/ui/button'
import { unreadQuery } from './unread'

const panel = late(() => import('./notice-panel'))
const NoticePanel = lazy(() => panel().then(m => ({ default: m.NoticePanel })))

/** The bell: how many notices wait, and the list of them. */
export function NoticeBell() {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  const unread = useQuery(unreadQuery).data ?? 0
  useKeys([{ keys: 'g n', label: 'notices.title', run: () => setOpen(true) }])
  const label = unread > 0 ? t('notices.unread', { n: unread }) : t('notices.title')
  const bell = (
    <IconButton label={label} className="relative" onClick={() => setOpen(true)} aria-haspopup="dialog">
      <Bell className="size-4" />
      {unread > 0 && (
        <span
          aria-hidden="true"
          className="tnum absolute top-0.5 right-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 text-2xs leading-none font-medium text-on-accent"
        >
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </IconButton>
  )
  return (
    <>
      {bell}
      {open && (
        <Suspense>
          <NoticePanel onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
