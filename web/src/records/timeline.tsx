import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  Check,
  ChevronRight,
  CirclePause,
  CirclePlay,
  FileText,
  ListTodo,
  type LucideIcon,
  Mail,
  MapPin,
  MessageSquare,
  Paperclip,
  Pencil,
  PhoneCall,
  Plus,
  RotateCcw,
  ShieldAlert,
  Trash2,
  Trophy,
  Undo2,
  Users,
  X,
} from 'lucide-react'
import { useMemo, useState } from 'react'
import { lostBy, timelinePages } from '@/api/queries'
import type { TimelineEntry } from '@/api/types'
import { LoadError } from '@/app/fallback'
import { fieldOf, useObject, useObjects } from '@/app/hooks'
import { ReviewDialog } from '@/features/standards/review-dialog'
import { cn } from '@/lib/cn'
import { fullInstant, instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Badge, Empty, SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Mentioned } from './mention-box'
import { entryTitle, type Grouped, grouped, type Names, noteText, stepName } from './timeline-words'
import { isEmpty, isRef, valueText } from './value'

const ICONS: Record<string, LucideIcon> = {
  call: PhoneCall,
  visit: MapPin,
  meeting: Users,
  message: MessageSquare,
  email: Mail,
  created: Plus,
  updated: Pencil,
  deleted: Trash2,
  restored: Undo2,
  stage_entered: ChevronRight,
  step_done: Check,
  step_skipped: X,
  step_reopened: Undo2,
  waiver_asked: ShieldAlert,
  waiver_approved: ShieldAlert,
  waiver_rejected: ShieldAlert,
  held: CirclePause,
  resumed: CirclePlay,
  won: Trophy,
  lost: X,
  reopened: RotateCcw,
}

function iconOf(entry: TimelineEntry): LucideIcon {
  if (entry.object === 'activities') return ICONS[String(entry.record_data?.kind)] ?? PhoneCall
  if (entry.object === 'tasks') return ListTodo
  if (entry.object === 'notes') return FileText
  if (entry.object === 'files') return Paperclip
  return ICONS[entry.kind] ?? ChevronRight
}

/** Records whose change the title tells already. */
const TELLS_ITSELF = new Set(['waivers', 'answers', 'public_links'])

const OUTCOME = { order: 'ok', advance: 'ok', continuation: 'plain', no_sale: 'bad', do_not_contact: 'bad' } as const

const NONE: Names = { stages: new Map(), steps: new Map(), questions: new Map() }

/** What happened with a record, newest first. */
export function Timeline({ object, id, names = NONE }: { object: string; id: string; names?: Names }) {
  const { t } = useT()
  const list = useInfiniteQuery(timelinePages(object, id))
  const entries = useMemo(() => grouped(list.data?.pages.flatMap(page => page.data) ?? []), [list.data])
  if (list.isPending) return <SkeletonRows rows={5} />
  const lost = lostBy(list)
  if (lost) return <LoadError error={lost} retry={() => void list.refetch()} />
  if (entries.length === 0) return <Empty text={t('tl.none')} />
  return (
    <>
      <ol className="flex flex-col" aria-label={t('tl.title')}>
        {entries.map((entry, i) => (
          <Entry key={entry.seq} entry={entry} on={object} names={names} last={i === entries.length - 1} />
        ))}
      </ol>
      {list.hasNextPage && (
        <Button
          tone="ghost"
          className="self-center"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('tl.more')}
        </Button>
      )}
    </>
  )
}

function Entry({ entry, on, names, last }: { entry: Grouped; on: string; names: Names; last: boolean }) {
  const { t, lang } = useT()
  const objects = useObjects()
  const Icon = iconOf(entry)
  const data = entry.record_data
  const outcome =
    entry.object === 'activities' && entry.kind === 'created' ? (data?.outcome as keyof typeof OUTCOME | null) : null
  const outcomeField = fieldOf(
    objects.find(o => o.key === 'activities'),
    'outcome',
  )
  const body =
    entry.kind === 'created' && data
      ? (data.body ?? data.description ?? data.reason ?? data.text ?? data.unknown_because)
      : noteText(entry)
  // In the story of a company or a person: the deal that it was about.
  const about = on !== 'opportunities' && entry.object === 'activities' ? data?.opportunity : null
  const deal = isRef(about) ? about : null
  const stage = entry.kind === 'stage_entered' || entry.kind === 'won'
  // A talk on a deal or a lead is held against the standards of its stage.
  const reviews = useObject('standard_marks') !== undefined
  const [reviewing, setReviewing] = useState(false)
  const talk =
    reviews &&
    entry.object === 'activities' &&
    entry.kind === 'created' &&
    (isRef(data?.opportunity) || isRef(data?.lead))
  const at =
    entry.object === 'activities' && entry.kind === 'created' && typeof data?.at === 'string' ? data.at : entry.at
  return (
    <li className="relative flex gap-3 pb-5">
      {!last && <span aria-hidden="true" className="absolute top-7 bottom-0 left-[13px] w-px bg-line" />}
      <span
        className={cn(
          'z-[1] grid size-7 shrink-0 place-items-center rounded-full border',
          stage ? 'border-transparent bg-accent-soft text-accent-ink' : 'border-line bg-surface text-fg2',
        )}
      >
        <Icon className="size-3.5" />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex min-h-7 items-center gap-2 text-sm">
          <span className="min-w-0 flex-1">
            {entryTitle(entry, objects, names, t)}
            {entry.also.map(other => t('tl.also', { step: stepName(other, names) }))}
            {outcome && outcomeField && (
              <Badge tone={OUTCOME[outcome]} className="ml-2">
                {valueText(outcomeField, outcome)}
              </Badge>
            )}
          </span>
          <time
            dateTime={at}
            title={`${fullInstant(at, lang)}${entry.actor ? ` · ${entry.actor.name}` : ''}`}
            className="tnum shrink-0 text-xs text-fg2"
          >
            {instantText(at, lang)}
          </time>
        </div>
        {!isEmpty(body) && (
          <p className="text-sm break-words whitespace-pre-wrap text-fg2">
            <Mentioned text={String(body)} />
          </p>
        )}
        {entry.kind === 'updated' && !TELLS_ITSELF.has(entry.object) && <Changes entry={entry} />}
        {(entry.actor || deal || talk) && (
          <p className="flex gap-1.5 text-xs text-fg3">
            {entry.actor && <span className="shrink-0">{entry.actor.name}</span>}
            {deal && (
              <Link
                to="/opportunities/$id"
                params={{ id: deal.id }}
                className="min-w-0 truncate text-accent-ink hover:underline"
              >
                {deal.name}
              </Link>
            )}
            {talk && (
              <button
                type="button"
                onClick={() => setReviewing(true)}
                className="shrink-0 rounded text-accent-ink hover:underline max-md:min-h-10"
              >
                {t('standard.review')}
              </button>
            )}
          </p>
        )}
        {reviewing && <ReviewDialog activity={entry.record} onClose={() => setReviewing(false)} />}
      </div>
    </li>
  )
}

function Changes({ entry }: { entry: TimelineEntry }) {
  const objects = useObjects()
  const object = objects.find(o => o.key === entry.object)
  const text = (key: string, value: unknown) => {
    const field = fieldOf(object, key)
    return isEmpty(value) ? '—' : field ? valueText(field, value) : String(value)
  }
  return (
    <ul className="text-xs text-fg2">
      {entry.fields
        .filter(change => change.field !== 'status' || entry.object !== 'tasks')
        // What the page keeps for itself has no text: the heading says that it changed.
        .filter(change => fieldOf(object, change.field)?.type !== 'json')
        .map(change => (
          <li key={change.field} className="truncate">
            {entry.fields.length > 1 && `${change.label}: `}
            {text(change.field, change.from)} → {text(change.field, change.to)}
          </li>
        ))}
    </ul>
  )
}
