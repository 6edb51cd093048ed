import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ListChecks } from 'lucide-react'
import { useState } from 'react'
import { attempt } from '@/api/mutations'
import { LoadError } from '@/app/fallback'
import { cn } from '@/lib/cn'
import { number } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Empty, SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { claim, poolPages, type Share, sharesQuery } from './data'
import { PoolRow } from './pool-row'

const route = getRouteApi('/shell/pool')

/** Leads that nobody follows: who it is shows once they are claimed. */
export function PoolPage() {
  const { t } = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const shares = useQuery(sharesQuery)
  const share = shares.data?.find(s => s.id === search.pool) ?? shares.data?.[0]
  return (
    <>
      <PageHead title={t('nav.pool')} note={share && t('pool.leads', { n: share.leads })}>
        {share && <Next share={share} />}
      </PageHead>
      {shares.isPending ? (
        <SkeletonRows />
      ) : shares.error ? (
        <LoadError error={shares.error} retry={() => void shares.refetch()} />
      ) : share ? (
        <Scroll label={share.name} className="flex-1 bg-bg">
          <div className="mx-auto flex max-w-5xl flex-col gap-3 p-5 max-md:p-3">
            {(shares.data?.length ?? 0) > 1 && (
              <nav aria-label={t('pool.which')} className="no-bar flex gap-1 overflow-x-auto">
                {shares.data?.map(one => (
                  <button
                    key={one.id}
                    type="button"
                    aria-pressed={one.id === share.id}
                    onClick={() => void navigate({ search: { pool: one.id }, replace: true })}
                    className={cn(
                      'flex h-8 shrink-0 items-center gap-1.5 rounded-md px-2.5 text-sm text-fg2 hover:bg-hover max-md:h-10',
                      one.id === share.id && 'bg-accent-soft font-medium text-fg',
                    )}
                  >
                    {one.name}
                    <span className="tnum text-xs text-fg2">{number(one.leads)}</span>
                  </button>
                ))}
              </nav>
            )}
            <Left share={share} />
            <Leads key={share.id} share={share} />
          </div>
        </Scroll>
      ) : (
        <Empty text={t('pool.none_for_you')} />
      )}
    </>
  )
}

function Next({ share }: { share: Share }) {
  const { t } = useT()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const full = share.claims >= share.daily_claims || share.held >= share.capacity
  return (
    <Button
      tone="primary"
      disabled={busy || full || share.leads === 0}
      onClick={() => {
        setBusy(true)
        void attempt(async () => {
          const id = await claim(share.id)
          notify({ text: t('pool.claimed') })
          await navigate({ to: '/leads/$id', params: { id } })
        }).finally(() => setBusy(false))
      }}
    >
      <ListChecks className="size-4" />
      {t('pool.next')}
    </Button>
  )
}

/** What is left of one's share, and the rules in a line. */
function Left({ share }: { share: Share }) {
  const { t } = useT()
  const rules = [
    share.protect_days > 0 && t('pool.rule_protect', { n: share.protect_days }),
    share.contact_days && t('pool.rule_contact', { n: share.contact_days }),
    share.progress_days && t('pool.rule_progress', { n: share.progress_days }),
  ].filter(text => typeof text === 'string')
  const parts: [string, number, number][] = [
    [t('pool.claims'), share.claims, share.daily_claims],
    [t('pool.views'), share.views, share.daily_views],
    [t('pool.held'), share.held, share.capacity],
  ]
  return (
    <section aria-label={t('pool.share')} className="rounded-xl border border-line bg-surface px-4 py-3">
      <dl className="flex flex-wrap gap-x-8 gap-y-1">
        {parts.map(([label, used, of]) => (
          <div key={label} className="flex items-baseline gap-1.5">
            <dt className="text-xs text-fg2">{label}</dt>
            <dd className={cn('tnum text-sm font-medium', used >= of && 'text-warn')}>
              {number(used)} / {number(of)}
            </dd>
          </div>
        ))}
      </dl>
      {rules.length > 0 && <p className="pt-1 text-xs text-fg2">{rules.join(' · ')}</p>}
    </section>
  )
}

function Leads({ share }: { share: Share }) {
  const { t } = useT()
  const pages = useInfiniteQuery(poolPages(share.id))
  const rows = pages.data?.pages.flatMap(page => page.data) ?? []
  if (pages.isPending) return <SkeletonRows />
  if (pages.error) return <LoadError error={pages.error} retry={() => void pages.refetch()} />
  if (rows.length === 0) return <Empty text={t('pool.empty')} />
  return (
    <>
      <ul className="flex flex-col gap-2">
        {rows.map(row => (
          <PoolRow key={row.id} row={row} share={share} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button className="self-center" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('pool.more')}
        </Button>
      )}
    </>
  )
}
