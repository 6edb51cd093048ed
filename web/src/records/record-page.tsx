import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, MessageSquareText, Phone, Trash2 } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { attempt, deleteRecord, restoreRecord } from '@/api/mutations'
import { lostBy, recordQuery } from '@/api/queries'
import type { Rec, Ref } from '@/api/types'
import { LoadError } from '@/app/fallback'
import { useCanLog, useObject } from '@/app/hooks'
import { CallLink } from '@/features/contact/call-link'
import { ReachBadge } from '@/features/contact/reach-card'
import { FilesCard } from '@/features/files/files-card'
import { cn } from '@/lib/cn'
import { companyMark } from '@/lib/company-mark'
import { useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { usePhone } from '@/lib/media'
import { useTitle } from '@/lib/title'
import { Empty, Kbd, SkeletonRows } from '@/ui/bits'
import { Button, buttonClass, IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { Scroll } from '@/ui/scroll'
import { Tabs } from '@/ui/tabs'
import { notify } from '@/ui/toast'
import { Composer } from './composer'
import { Facts } from './facts'
import { Related } from './related'
import { Timeline } from './timeline'
import { valueText } from './value'

interface Props {
  object: string
  id: string
  /** What stands above the facts. */
  top?: ReactNode
  /** What belongs to the record, where it is shown in a way of its own instead of one list after the other. */
  side?: (record: Rec) => ReactNode
  /** Whom one may have talked to. */
  people?: Ref[]
}

/** The page of any record: facts and what belongs to it, and what happened. */
export function RecordPage({ object: key, id, top, side, people }: Props) {
  const { t } = useT()
  const object = useObject(key)
  const phone = usePhone()
  const navigate = useNavigate()
  const query = useQuery(recordQuery(key, id))
  const record = query.data
  const composer = useRef<HTMLDivElement>(null)
  const [tab, setTab] = useState(side ? 'side' : 'facts')
  const mayLog = useCanLog()
  const logs = mayLog && (key === 'accounts' || key === 'contacts')

  function startLog() {
    setTab('timeline')
    setTimeout(() => composer.current?.querySelector('textarea')?.focus())
  }
  useKeys(logs ? [{ keys: 'l', label: 'key.log', run: startLog }] : [])

  useTitle(object && record ? String(record[object.name_field] ?? '') : '')
  if (!object) return <Empty text={t('error.not_found')} />
  if (query.isPending) return <SkeletonRows />
  const lost = lostBy(query)
  if (lost || !record) return <LoadError error={lost} retry={() => void query.refetch()} />

  const name = String(record[object.name_field] ?? '—')
  const call = typeof record.phone === 'string' && !record.phone.includes('*') ? record.phone : null
  const about = ['account', 'title', 'industry', 'region']
    .map(fieldKey => object.fields.find(field => field.key === fieldKey))
    .map(field => field && valueText(field, record[field.key], record))
    .filter(Boolean)
    .join(' · ')

  async function remove() {
    if (!record || !(await attempt(() => deleteRecord(key, record)))) return
    notify({
      text: t('delete.done'),
      action: { label: t('action.undo'), run: () => void attempt(() => restoreRecord(key, id)) },
    })
    window.history.length > 1 ? window.history.back() : void navigate({ to: '/today' })
  }

  const facts = (
    <div className="flex flex-col gap-5 p-5">
      {top}
      <section>
        <h2 className="pb-1 text-xs text-fg3">{t('record.facts')}</h2>
        <Facts object={object} record={record} />
      </section>
      {!side &&
        object.collections
          .filter(collection => collection.object !== 'activities' && collection.object !== 'files')
          .map(collection => <Related key={collection.key} collection={collection} id={id} />)}
      <FilesCard on={object} id={id} />
    </div>
  )
  const factsTab = { key: 'facts', label: t('record.facts'), panel: facts }
  const beside = side && (
    <div className="flex flex-col gap-3 p-4 [&>section]:rounded-xl [&>section]:border [&>section]:border-line [&>section]:bg-surface [&>section]:px-3 [&>section]:py-1.5">
      {side(record)}
    </div>
  )
  const timeline = (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-5 p-5">
      {logs && (
        <div ref={composer}>
          <Composer object={key as 'accounts' | 'contacts'} id={id} name={name} people={people} />
        </div>
      )}
      <Timeline object={key} id={id} />
    </div>
  )

  return (
    <>
      <div className="flex min-h-16 shrink-0 items-center gap-3 border-b border-line px-5 py-2">
        <span
          aria-hidden="true"
          className="grid size-9 shrink-0 place-items-center rounded-lg bg-accent-soft font-semibold text-accent-ink"
        >
          {companyMark(name)}
        </span>
        <div className="min-w-0 flex-1">
          <h1 className="flex items-center gap-2 text-lg font-semibold">
            <span className="truncate">{name}</span>
            <ReachBadge object={key} id={id} />
          </h1>
          <p className="truncate text-xs text-fg2">{about || object.label_one}</p>
        </div>
        {call && (
          <CallLink object={key} id={id} phone={call} className={buttonClass()}>
            <Phone className="size-4" />
            <span className="max-md:sr-only">{t('action.call')}</span>
          </CallLink>
        )}
        {logs && (
          <Button onClick={startLog}>
            <MessageSquareText className="size-4" />
            <span className="max-md:sr-only">{t('action.log')}</span> <Kbd>L</Kbd>
          </Button>
        )}
        {object.rights.delete && (
          <Menu
            trigger={
              <IconButton label={t('action.more')}>
                <Ellipsis className="size-4" />
              </IconButton>
            }
            items={[
              { key: 'delete', label: t('action.delete'), icon: <Trash2 />, tone: 'bad', run: () => void remove() },
            ]}
          />
        )}
      </div>
      {phone ? (
        <Tabs
          look="line"
          label={name}
          value={tab}
          onChange={setTab}
          panelClass={cn('min-h-0 flex-1 overflow-y-auto', side && tab === 'side' && 'bg-bg')}
          tabs={[
            ...(beside ? [{ key: 'side', label: t('record.overview'), panel: beside }] : [factsTab]),
            { key: 'timeline', label: t('tl.title'), panel: timeline },
            ...(beside ? [factsTab] : []),
          ]}
        />
      ) : (
        <div className="flex min-h-0 flex-1">
          <Scroll
            label={t('record.facts')}
            className={cn('shrink-0 border-r border-line', beside ? 'w-[264px]' : 'w-[320px]')}
          >
            {facts}
          </Scroll>
          <Scroll label={t('tl.title')} className="min-w-0 flex-1">
            {timeline}
          </Scroll>
          {beside && (
            <Scroll label={t('record.overview')} className="w-[364px] shrink-0 border-l border-line bg-bg">
              {beside}
            </Scroll>
          )}
        </div>
      )}
    </>
  )
}
