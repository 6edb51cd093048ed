import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import {
  AlarmClock,
  AtSign,
  Bell,
  FilePen,
  type LucideIcon,
  Magnet,
  Megaphone,
  MessageSquare,
  Stamp,
  UserPlus,
  Waves,
} from 'lucide-react'
import { useState } from 'react'
import { attempt } from '@/api/mutations'
import { LoadError } from '@/app/fallback'
import { recordPath } from '@/app/nav'
import { cn } from '@/lib/cn'
import { fullInstant, instantText } from '@/lib/dates'
import { type Key, type Translate, useT } from '@/lib/i18n'
import { Empty, SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { markAll, markNotices, type Notice, noticePages } from './notices'

const KINDS: Record<string, { icon: LucideIcon; words: Key }> = {
  mentioned: { icon: AtSign, words: 'notices.mentioned' },
  commented: { icon: MessageSquare, words: 'notices.commented' },
  assigned: { icon: UserPlus, words: 'notices.assigned' },
  reminder: { icon: AlarmClock, words: 'notices.reminder' },
  sop_review: { icon: FilePen, words: 'notices.sop_review' },
  sop_approved: { icon: FilePen, words: 'notices.sop_approved' },
  sop_changes_wanted: { icon: FilePen, words: 'notices.sop_changes_wanted' },
  sop_published: { icon: Megaphone, words: 'notices.sop_published' },
  sop_unread: { icon: Megaphone, words: 'notices.sop_unread' },
  step_overdue: { icon: AlarmClock, words: 'notices.step_overdue' },
  step_overdue_below: { icon: AlarmClock, words: 'notices.step_overdue_below' },
  lead_came: { icon: Magnet, words: 'notices.lead_came' },
  lead_late: { icon: AlarmClock, words: 'notices.lead_late' },
  lead_returning: { icon: Waves, words: 'notices.lead_returning' },
  lead_returned: { icon: Waves, words: 'notices.lead_returned' },
  approval_waiting: { icon: Stamp, words: 'notices.approval_waiting' },
  approval_reminder: { icon: AlarmClock, words: 'notices.approval_reminder' },
  approval_late: { icon: AlarmClock, words: 'notices.approval_late' },
  approval_copy: { icon: Stamp, words: 'notices.approval_copy' },
  approval_approved: { icon: Stamp, words: 'notices.approval_approved' },
  approval_rejected: { icon: Stamp, words: 'notices.approval_rejected' },
  approval_returned: { icon: Stamp, words: 'notices.approval_returned' },
  sop_review_due: { icon: AlarmClock, words: 'notices.sop_review_due' },
}

function words(notice: Notice, t: Translate): string {
  if (!notice.about) return t('notices.gone')
  const kind = KINDS[notice.kind]
  return kind
    ? t(kind.words, { who: notice.actor?.name ?? t('notices.somebody'), what: notice.about.name })
    : notice.about.name
}

/** What I am told of: read, unread, and the way to each. */
export function NoticePanel({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  const navigate = useNavigate()
  const [only, setOnly] = useState<'all' | 'unread'>('all')
  const list = useInfiniteQuery(noticePages(only === 'unread'))
  const notices = list.data?.pages.flatMap(page => page.data) ?? []
  const unread = list.data?.pages[0]?.unread ?? 0
  const newest = notices[0]?.id

  function open(notice: Notice) {
    if (!notice.read) void attempt(() => markNotices([notice.id], true))
    if (!notice.about) return
    onClose()
    void navigate({ to: recordPath(notice.object, notice.about.id) })
  }

  return (
    <Dialog open onClose={onClose} title={t('notices.title')} width={460}>
      <div className="px-5 pt-3">
        <Chips
          label={t('notices.which')}
          chips={[
            { key: 'all', label: t('notices.all') },
            { key: 'unread', label: t('notices.only_unread') },
          ]}
          value={only}
          onChange={next => setOnly(next ?? 'all')}
        />
      </div>
      <DialogBody className="px-3">
        {list.isPending ? (
          <SkeletonRows rows={4} />
        ) : list.isError ? (
          <LoadError error={list.error} retry={() => void list.refetch()} />
        ) : notices.length === 0 ? (
          <Empty text={t('notices.none')} />
        ) : (
          <ul className="flex flex-col">
            {notices.map(notice => (
              <Row key={notice.id} notice={notice} text={words(notice, t)} onOpen={() => open(notice)} />
            ))}
          </ul>
        )}
        {list.hasNextPage && (
          <Button tone="ghost" className="w-full" onClick={() => void list.fetchNextPage()}>
            {t('notices.more')}
          </Button>
        )}
      </DialogBody>
      {unread > 0 && newest !== undefined && (
        <DialogFoot>
          <Button onClick={() => void attempt(() => markAll(newest))}>{t('notices.read_all')}</Button>
        </DialogFoot>
      )}
    </Dialog>
  )
}

function Row({ notice, text, onOpen }: { notice: Notice; text: string; onOpen: () => void }) {
  const { t, lang } = useT()
  const Icon = KINDS[notice.kind]?.icon ?? Bell
  return (
    <li className="group flex items-start gap-1">
      <button
        type="button"
        onClick={onOpen}
        className="flex min-h-11 min-w-0 flex-1 items-start gap-2.5 rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover"
      >
        <Icon className="mt-0.5 size-4 shrink-0 text-fg2" aria-hidden="true" />
        <span className="min-w-0 flex-1">
          <span className={cn('block', notice.read ? 'text-fg2' : 'font-medium')}>{text}</span>
          {notice.text && <span className="line-clamp-2 block text-xs text-fg2">{notice.text}</span>}
          <time dateTime={notice.at} title={fullInstant(notice.at, lang)} className="tnum block text-xs text-fg3">
            {instantText(notice.at, lang)}
          </time>
        </span>
      </button>
      <button
        type="button"
        aria-label={t(notice.read ? 'notices.mark_unread' : 'notices.mark_read')}
        title={t(notice.read ? 'notices.mark_unread' : 'notices.mark_read')}
        onClick={() => void attempt(() => markNotices([notice.id], !notice.read))}
        className="grid size-8 shrink-0 place-items-center rounded-md hover:bg-hover max-md:size-10"
      >
        <span className={cn('size-2 rounded-full border', notice.read ? 'border-line2' : 'border-accent bg-accent')} />
      </button>
    </li>
  )
}
