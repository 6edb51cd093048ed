import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft, ArrowRightLeft } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { pageQuery } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { useMay } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { late } from '@/lib/late'
import { usePhone } from '@/lib/media'
import { isRef } from '@/records/value'
import { Badge, SkeletonRows, type Tone } from '@/ui/bits'
import { Button, buttonClass } from '@/ui/button'
import { NativeSelect } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { Tabs } from '@/ui/tabs'
import { documentQuery } from '../sop/document'
import { type Change, type Comparison, compareQuery, type Note } from './data'
import { MoveDialog } from './move-dialog'
import { SimulationView } from './simulation-view'

const SopChart = lazy(late(() => import('../sop/chart')))
const route = getRouteApi('/shell/sops/versions/$id/lab')
const TONE: Record<Change, Tone> = { same: 'plain', added: 'ok', removed: 'bad', changed: 'accent' }

/** A version put to the test: beside another one, and on what really happened. */
export function VersionLab() {
  const { t, lang } = useT()
  const { id } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const decides = useMay('waiver.decide')
  const writes = useMay('sop.edit')
  const [moving, setMoving] = useState(false)
  const found = useQuery(compareQuery(id, search.with))
  const own = useQuery(pageQuery('sop_versions', { filter: { field: 'id', op: 'eq', value: id }, limit: 1 })).data
    ?.data[0]
  const sop = own && isRef(own.sop) ? own.sop.id : ''
  const others = useQuery({
    ...pageQuery('sop_versions', { filter: { field: 'sop', op: 'eq', value: sop }, sort: '-created_at', limit: 50 }),
    enabled: sop !== '',
  }).data?.data
  const compare = found.isError ? (
    <LoadError error={found.error} retry={() => void found.refetch()} />
  ) : found.data ? (
    <>
      <div className="flex shrink-0 items-center border-b border-line px-5 py-2 max-md:px-3">
        <NativeSelect
          aria-label={t('lab.with')}
          className="w-auto max-w-80"
          value={search.with ?? found.data?.with.id ?? ''}
          onChange={event => void navigate({ search: { ...search, with: event.target.value }, replace: true })}
        >
          {(others ?? []).map(version => (
            <option key={version.id} value={version.id}>
              {t('lab.against', { name: String((lang === 'en' && version.name_en) || version.name) })}
            </option>
          ))}
        </NativeSelect>
      </div>
      <Differences found={found.data} id={id} />
    </>
  ) : (
    <SkeletonRows />
  )
  const tabs = [{ key: 'compare', label: t('lab.compare'), panel: compare }]
  if (decides || writes) tabs.push({ key: 'simulate', label: t('lab.simulate'), panel: <SimulationView id={id} /> })
  return (
    <>
      <PageHead title={t('lab.title')} note={found.data?.version.name}>
        {writes && found.data?.version.status === 'published' && (
          <Button aria-label={t('move.open')} onClick={() => setMoving(true)}>
            <ArrowRightLeft className="size-4" />
            <span className="max-md:hidden">{t('move.open')}</span>
          </Button>
        )}
        <Link to="/sops/versions/$id" params={{ id }} className={buttonClass()}>
          <ArrowLeft className="size-4" />
          <span className="max-md:hidden">{t('lab.to_version')}</span>
          <span className="md:hidden">{t('lab.to_version_short')}</span>
        </Link>
      </PageHead>
      <Tabs
        look="line"
        label={t('lab.title')}
        tabs={tabs}
        value={search.look === 'simulate' && tabs.length > 1 ? 'simulate' : 'compare'}
        onChange={key =>
          void navigate({ search: { ...search, look: key === 'simulate' ? 'simulate' : undefined }, replace: true })
        }
        listClass="shrink-0 px-4"
        panelClass="flex min-h-0 flex-1 flex-col"
      />
      {moving && <MoveDialog id={id} onClose={() => setMoving(false)} />}
    </>
  )
}

/** What differs, in words, beside the chart on which it is marked. */
function Differences({ found, id }: { found: Comparison; id: string }) {
  const { t } = useT()
  const phone = usePhone()
  const document = useQuery(documentQuery(id)).data
  const [chosen, setChosen] = useState('')
  const marks = Object.fromEntries(found.stages.map(stage => [stage.key, stage.change]))
  if (found.same) return <p className="p-5 text-sm text-fg2">{t('lab.same')}</p>
  return (
    <div className="flex min-h-0 flex-1">
      {!phone && document && (
        <div className="w-96 shrink-0 border-r border-line">
          <Suspense fallback={<SkeletonRows />}>
            <SopChart
              document={document}
              chosen={chosen}
              marks={marks}
              onChoose={i => {
                const key = document.stages[i]?.key ?? ''
                setChosen(key)
                window.document.getElementById(`change-${key}`)?.scrollIntoView({ block: 'nearest' })
              }}
            />
          </Suspense>
        </div>
      )}
      <Scroll label={t('lab.compare')} className="min-w-0 flex-1 bg-bg">
        <div className="flex flex-col gap-3 p-5 max-md:p-3">
          <p className="text-sm text-fg2">
            {t('lab.differs', {
              version: found.version.name,
              other: found.with.name,
              added: found.added,
              removed: found.removed,
              changed: found.changed,
            })}
          </p>
          {found.notes.length > 0 && (
            <section aria-label={t('lab.whole')} className="rounded-xl border border-line bg-surface p-4">
              <h2 className="mb-1 text-sm font-semibold">{t('lab.whole')}</h2>
              <Notes notes={found.notes} />
            </section>
          )}
          {found.stages.map(stage => (
            <section
              key={stage.key}
              id={`change-${stage.key}`}
              aria-label={stage.name}
              className={cn(
                'rounded-xl border bg-surface p-4',
                stage.key === chosen ? 'border-accent' : 'border-line',
                stage.change === 'same' && 'py-2.5',
              )}
            >
              <h2 className="flex items-center gap-2 text-sm font-semibold">
                <span className={cn('flex-1', stage.change === 'removed' && 'line-through')}>{stage.name}</span>
                <Badge tone={TONE[stage.change]}>{t(`lab.change_${stage.change}`)}</Badge>
              </h2>
              <Notes notes={stage.notes} />
            </section>
          ))}
        </div>
      </Scroll>
    </div>
  )
}

function Notes({ notes }: { notes: Note[] }) {
  return (
    <ul className="flex flex-col gap-1 text-sm empty:hidden">
      {notes.map(note => (
        <li key={note.text} className="flex gap-2">
          <span
            aria-hidden="true"
            className={cn(
              'w-3 shrink-0 text-center font-medium',
              note.change === 'added' ? 'text-ok' : note.change === 'removed' ? 'text-bad' : 'text-fg3',
            )}
          >
            {note.change === 'added' ? '+' : note.change === 'removed' ? '−' : '·'}
          </span>
          <span>{note.text}</span>
        </li>
      ))}
    </ul>
  )
}
