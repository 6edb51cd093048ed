import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { BookDown, Printer, Workflow } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { LoadError } from '@/app/fallback'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { late } from '@/lib/late'
import { Empty, SkeletonRows } from '@/ui/bits'
import { Button, buttonClass } from '@/ui/button'
import { NativeSelect } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { ProcessTabs } from '../lab/process-tabs'
import { useSops } from '../opportunities/board-data'
import { rampColor } from '../opportunities/stages'
import { documentQuery, say } from './document'
import { PrintSheet } from './print-sheet'
import { StageSheet } from './stage-sheet'

const SopChart = lazy(late(() => import('./chart')))

const SopBar = lazy(late(() => import('../studio/sop-bar')))

const route = getRouteApi('/shell/sops')

/** A published SOP to read: its stages, and of each what is done, how well, and what lets it go. */
export function SopPage() {
  const { t, lang } = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const sops = useSops()
  const sop = sops.find(s => s.id === search.sop) ?? sops[0]
  const query = useQuery({ ...documentQuery(sop?.version ?? ''), enabled: sop !== undefined })
  const [at, setAt] = useState(0)
  const chart = search.chart === true
  const document = query.data
  const stage = document?.stages[at] ?? document?.stages[0]

  return (
    <>
      <ProcessTabs />
      <PageHead title={t('nav.sops')} note={document && say(document.sop.description, lang)}>
        {document && (
          <>
            <Button
              aria-label={t('sop.chart')}
              aria-pressed={chart}
              className={chart ? 'bg-accent-soft' : undefined}
              onClick={() => void navigate({ search: { ...search, chart: chart ? undefined : true }, replace: true })}
            >
              <Workflow className="size-4" />
              <span className="max-md:hidden">{t('sop.chart')}</span>
            </Button>
            {sop && (
              <a
                href={`/api/v1/sop_versions/${sop.version}/handbook`}
                download={`${say(document.sop.name, lang)}.pdf`}
                className={cn(buttonClass(), 'max-md:hidden')}
              >
                <BookDown className="size-4" />
                {t('sop.handbook')}
              </a>
            )}
            <Button aria-label={t('sop.print')} onClick={() => window.print()} className="max-md:hidden">
              <Printer className="size-4" />
              {t('sop.print')}
            </Button>
          </>
        )}
        {sops.length > 1 && (
          <NativeSelect
            aria-label={t('board.sop')}
            className="w-auto max-w-44"
            value={sop?.id}
            onChange={event => {
              setAt(0)
              void navigate({ search: { ...search, sop: event.target.value }, replace: true })
            }}
          >
            {sops.map(s => (
              <option key={s.id} value={s.id}>
                {s.name}
              </option>
            ))}
          </NativeSelect>
        )}
      </PageHead>
      <Suspense>
        <SopBar sop={sop?.id} />
      </Suspense>
      {query.isError ? (
        <LoadError error={query.error} retry={() => void query.refetch()} />
      ) : !document || !stage ? (
        sops.length === 0 ? (
          <Empty text={t('board.none')} />
        ) : (
          <SkeletonRows />
        )
      ) : (
        <div className="flex min-h-0 flex-1 max-md:flex-col">
          {chart ? (
            <div className="shrink-0 border-line max-md:h-[46dvh] max-md:border-b md:w-96 md:border-r">
              <Suspense fallback={<SkeletonRows />}>
                <SopChart document={document} chosen={stage.key} onChoose={setAt} />
              </Suspense>
            </div>
          ) : (
            <nav
              aria-label={t('opp.stages')}
              className="no-bar flex shrink-0 gap-1 overflow-auto border-line p-3 max-md:border-b md:w-60 md:flex-col md:border-r"
            >
              {document.stages.map((s, i) => (
                <button
                  key={s.key}
                  type="button"
                  aria-current={s === stage ? 'step' : undefined}
                  onClick={() => setAt(i)}
                  className={cn(
                    'flex h-9 shrink-0 items-center gap-2 rounded-md px-2.5 text-left text-sm whitespace-nowrap hover:bg-hover max-md:h-10',
                    s === stage && 'bg-accent-soft font-medium',
                  )}
                >
                  <span
                    aria-hidden="true"
                    className="size-2 shrink-0 rounded-full"
                    style={{ background: rampColor(i, document.stages.length) }}
                  />
                  <span className="flex-1 truncate">{say(s.name, lang)}</span>
                  <span className="tnum text-xs font-normal text-fg2">{s.probability}%</span>
                </button>
              ))}
            </nav>
          )}
          <Scroll key={stage.key} label={say(stage.name, lang)} className="min-w-0 flex-1">
            <StageSheet document={document} stage={stage} />
          </Scroll>
          <PrintSheet document={document} name={sop?.name ?? ''} sop={sop?.id} />
        </div>
      )}
    </>
  )
}
