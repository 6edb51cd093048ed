import { queryOptions, useQuery } from '@tanstack/react-query'
import { ListTree, MessageCircleQuestion, MessageSquareQuote, Table2 } from 'lucide-react'
import { useState } from 'react'
import { get, post } from '@/api/client'
import { attempt } from '@/api/mutations'
import { client, lostBy } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { useMay } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Badge, SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { ProcessTabs } from '../lab/process-tabs'
import { rampColor } from '../opportunities/stages'
import type { Pack } from './pack'
import { PackSheet } from './pack-sheet'

const packsQuery = queryOptions({
  queryKey: ['packs'],
  queryFn: ({ signal }) => get<{ data: Pack[] }>('/packs', { signal }).then(answer => answer.data),
})

/** The packs: what each holds, to be looked at, installed, and taken out of use. */
export function PacksPage() {
  const { t } = useT()
  const query = useQuery(packsQuery)
  const [looking, setLooking] = useState<Pack | null>(null)
  const lost = lostBy(query)
  return (
    <>
      <ProcessTabs />
      <PageHead title={t('packs.title')} note={t('packs.lead')} />
      {lost ? (
        <LoadError error={lost} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <SkeletonRows />
      ) : (
        <Scroll label={t('packs.title')} className="min-h-0 flex-1">
          <ul className="grid gap-4 p-5 max-md:p-4 md:grid-cols-2 xl:grid-cols-3">
            {query.data.map(pack => (
              <li key={pack.key} className="flex">
                <PackCard pack={pack} onLook={() => setLooking(pack)} />
              </li>
            ))}
          </ul>
        </Scroll>
      )}
      {looking && <PackSheet pack={looking} onClose={() => setLooking(null)} />}
    </>
  )
}

function PackCard({ pack, onLook }: { pack: Pack; onLook: () => void }) {
  const { t } = useT()
  const edits = useMay('sop.edit')
  const { steps, questions, talk_tracks: tracks, views } = pack.holds
  const holds = [
    { icon: ListTree, text: t('packs.steps', { stages: pack.stages.length, steps }) },
    ...(questions > 0 ? [{ icon: MessageCircleQuestion, text: t('packs.questions', { n: questions }) }] : []),
    ...(tracks > 0 ? [{ icon: MessageSquareQuote, text: t('packs.tracks', { n: tracks }) }] : []),
    ...(views > 0 ? [{ icon: Table2, text: t('packs.views', { n: views }) }] : []),
  ]
  return (
    <article className="flex min-w-0 flex-1 flex-col gap-3 rounded-xl border border-line bg-surface p-4">
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold">{pack.name}</h2>
        {pack.preferred ? (
          <Badge tone="accent">{t('packs.preferred')}</Badge>
        ) : (
          pack.installed && <Badge tone="ok">{t('packs.installed')}</Badge>
        )}
      </div>
      <p className="text-sm text-fg2">{pack.description}</p>
      <ol className="flex flex-wrap gap-x-3 gap-y-1">
        {pack.stages.map((stage, i) => (
          <li key={stage.key} className="flex items-center gap-1.5 text-xs text-fg2">
            <span
              aria-hidden="true"
              className="size-2 rounded-full"
              style={{ background: rampColor(i, pack.stages.length) }}
            />
            {stage.name}
          </li>
        ))}
      </ol>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-fg2">
        {holds.map(({ icon: Icon, text }) => (
          <li key={text} className="flex items-center gap-1.5">
            <Icon className="size-3.5 text-fg3" aria-hidden="true" />
            {text}
          </li>
        ))}
      </ul>
      <div className="mt-auto flex gap-2 pt-1">
        <Button onClick={onLook} aria-label={t('packs.look_at', { name: pack.name })}>
          {t('packs.look')}
        </Button>
        {edits && !pack.installed && (
          <Button
            tone="soft"
            aria-label={t('packs.install_what', { name: pack.name })}
            onClick={() => void change(pack, 'install')}
          >
            {t('packs.install')}
          </Button>
        )}
        {edits && pack.installed && !pack.preferred && (
          <Button
            tone="ghost"
            aria-label={t('packs.remove_what', { name: pack.name })}
            onClick={() => void change(pack, 'remove')}
          >
            {t('packs.remove')}
          </Button>
        )}
      </div>
    </article>
  )

  /** Nothing is lost either way, so it is done at once and can be taken back. */
  async function change(which: Pack, verb: 'install' | 'remove') {
    const done = await attempt(async () => {
      await post(`/packs/${which.key}/${verb}`)
      await client.invalidateQueries()
    })
    if (!done) return
    const back = verb === 'install' ? 'remove' : 'install'
    notify({
      text: t(verb === 'install' ? 'packs.now_installed' : 'packs.now_removed', { name: which.name }),
      action: { label: t('action.undo'), run: () => void change(which, back) },
    })
  }
}
