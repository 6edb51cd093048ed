import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { lostBy, todayQuery } from '@/api/queries'
import type { TodayItem } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { LoadError } from '@/app/fallback'
import { useMe } from '@/app/hooks'
import { dayAndWeekday } from '@/lib/dates'
import { type Key, useT } from '@/lib/i18n'
import { keyText, useKeys } from '@/lib/keys'
import { Empty, GroupLabel, SkeletonRows } from '@/ui/bits'
import { buttonClass } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { dial } from '../contact/reach'
import { callDeal } from '../opportunities/call'
import { TourInvite } from '../tour/tour-invite'
import { BestCard } from './best-card'
import { ContactList } from './contact-list'
import { finish } from './finish'
import { ItemList } from './item-list'
import { WaitingList } from './waiting-list'

export function TodayPage() {
  const { t, lang } = useT()
  const me = useMe()
  const navigate = useNavigate()
  const query = useQuery(todayQuery)
  const [at, setAt] = useState(-1)
  const data = query.data
  const groups: { key: 'overdue' | 'today' | 'tomorrow'; items: TodayItem[] }[] = data
    ? [
        { key: 'overdue', items: data.overdue },
        { key: 'today', items: data.today },
        { key: 'tomorrow', items: data.tomorrow },
      ]
    : []
  const items = groups.flatMap(group => group.items)
  const item = items[at] ?? data?.best ?? undefined

  function log() {
    if (item?.opportunity) openDialog({ kind: 'log', opportunity: item.opportunity.id, step: item.step })
  }
  function later() {
    if (item?.kind === 'task') openDialog({ kind: 'postpone', task: item })
    else if (item) notify({ text: t('today.step_due') })
  }
  function call() {
    if (item?.contact?.id && item.contact.phone) void dial('contacts', item.contact.id, item.contact.phone)
    else if (item?.opportunity) void callDeal(item.opportunity.id)
  }
  function open() {
    if (item?.opportunity) void navigate({ to: '/opportunities/$id', params: { id: item.opportunity.id } })
  }
  const bindings: { keys: string; label: Key; run: () => void }[] = [
    { keys: 'l', label: 'key.log', run: log },
    { keys: 'e', label: 'key.done', run: () => item && finish(item, t('today.done')) },
    { keys: 'h', label: 'key.later', run: later },
    {
      keys: 'p',
      label: 'key.call',
      run: call,
    },
    { keys: 'Enter', label: 'key.open', run: open },
  ]
  useKeys([
    { keys: 'j', label: 'key.down', run: () => setAt(i => Math.min(items.length - 1, i + 1)) },
    { keys: 'k', label: 'key.up', run: () => setAt(i => Math.max(0, i - 1)) },
    ...bindings,
  ])

  // Who has no steps of their own finds what waits for them where others have theirs.
  const nothing = items.length === 0 && !data?.best
  const due = data ? data.overdue.length + data.today.length + data.waiting.length : 0
  return (
    <>
      <PageHead
        title={t('nav.today')}
        note={`${dayAndWeekday(me.today, lang)}${data ? ` · ${t('today.count', { n: due })}` : ''}`}
      />
      <Scroll label={t('nav.today')} className="flex-1">
        {query.isPending ? (
          <SkeletonRows />
        ) : !data ? (
          <LoadError error={lostBy(query)} retry={() => void query.refetch()} />
        ) : (
          <div className="mx-auto grid max-w-5xl gap-6 px-5 py-5 max-md:px-4 max-md:py-4 lg:grid-cols-[minmax(0,1fr)_300px]">
            <div className="flex min-w-0 flex-col gap-5">
              <TourInvite best={data.best} />
              {data.best && <BestCard item={data.best} />}
              {nothing && data.waiting.length > 0 && <WaitingList items={data.waiting} />}
              {nothing && data.waiting.length === 0 && (
                <Empty
                  text={t('today.none')}
                  action={
                    <Link to="/opportunities" className={buttonClass()}>
                      {t('today.go_deals')}
                    </Link>
                  }
                />
              )}
              {groups.map((group, i) => {
                const before = groups.slice(0, i).reduce((n, g) => n + g.items.length, 0)
                return (
                  group.items.length > 0 && (
                    <ItemList key={group.key} group={group.key} items={group.items} at={at - before} />
                  )
                )
              })}
            </div>
            <div className="flex flex-col gap-5">
              {!nothing && data.waiting.length > 0 && <WaitingList items={data.waiting} />}
              <ContactList due={data.to_contact} />
              <section className="max-md:hidden">
                <GroupLabel>{t('today.keys')}</GroupLabel>
                <ul className="mt-1.5 flex flex-col gap-0.5">
                  {bindings.map(binding => (
                    <li key={binding.keys} className="flex h-6 items-center text-xs text-fg2">
                      <span className="flex-1">{t(binding.label)}</span>
                      <kbd className="min-w-4.5 rounded border border-line bg-sunken px-1 text-center font-sans text-2xs leading-4">
                        {keyText(binding.keys)}
                      </kbd>
                    </li>
                  ))}
                </ul>
              </section>
            </div>
          </div>
        )}
      </Scroll>
    </>
  )
}
