import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { BellRing } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { LoadError } from '@/app/fallback'
import type { SupervisionSearch } from '@/app/router'
import { useT } from '@/lib/i18n'
import { between, percent } from '@/lib/share'
import { SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { NativeSelect } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { TeamSelect } from '../dashboard/team-select'
import { HOW, PERIODS, type Supervision, supervisionQuery } from './data'
import { Figure } from './figure'
import { GroupsCard } from './groups-card'
import { PlacesCard } from './places-card'
import { ProcessTabs } from './process-tabs'
import { RulesDialog } from './rules-dialog'

const route = getRouteApi('/shell/sops/supervision')

/** How the SOPs are kept: which runs went as they should, what went otherwise, where, whose. */
export function SupervisionPage() {
  const { t } = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(supervisionQuery(search))
  const [rules, setRules] = useState(false)
  const set = (part: Partial<SupervisionSearch>) => void navigate({ search: { ...search, ...part }, replace: true })
  const data = query.data
  return (
    <>
      <ProcessTabs />
      <PageHead title={t('process.supervision')} note={t('lab.note')}>
        <Button onClick={() => setRules(true)}>
          <BellRing className="size-4" />
          <span className="max-md:hidden">{t('lab.rules')}</span>
          <span className="md:hidden">{t('lab.rules_short')}</span>
        </Button>
      </PageHead>
      <Scroll label={t('process.supervision')} className="flex-1 bg-bg">
        {query.isPending ? (
          <SkeletonRows />
        ) : query.isError ? (
          <LoadError error={query.error} retry={() => void query.refetch()} />
        ) : (
          data && (
            <div className="mx-auto flex max-w-[1240px] flex-col gap-4 p-5 max-md:p-3">
              <Choices data={data} search={search} onChange={set} />
              <Cards data={data} />
              <GroupsCard data={data} />
              <PlacesCard places={data.places} />
              <p className="text-xs text-fg2">{t('lab.method')}</p>
            </div>
          )
        )}
      </Scroll>
      {rules && <RulesDialog onClose={() => setRules(false)} />}
    </>
  )
}

function Choices({
  data,
  search,
  onChange,
}: {
  data: Supervision
  search: SupervisionSearch
  onChange: (part: Partial<SupervisionSearch>) => void
}) {
  const { t } = useT()
  return (
    <div className="flex flex-wrap items-center gap-2">
      <NativeSelect
        aria-label={t('lab.began')}
        className="w-36"
        value={data.period}
        onChange={event => onChange({ period: event.target.value })}
      >
        {PERIODS.map(period => (
          <option key={period} value={period}>
            {t(period === 'all' ? 'lab.all_time' : `period.${period}`)}
          </option>
        ))}
      </NativeSelect>
      <TeamSelect teams={data.teams} value={search.team} onChange={team => onChange({ team })} />
      {data.sops.length > 1 && (
        <NativeSelect
          aria-label={t('board.sop')}
          className="w-44"
          value={search.sop ?? ''}
          onChange={event => onChange({ sop: event.target.value || undefined })}
        >
          <option value="">{t('lab.all_sops')}</option>
          {data.sops.map(sop => (
            <option key={sop.id} value={sop.id}>
              {sop.name}
            </option>
          ))}
        </NativeSelect>
      )}
      <span className="text-xs text-fg2">{t('lab.began_note')}</span>
    </div>
  )
}

function Cards({ data }: { data: Supervision }) {
  const { t } = useT()
  const all = data.all
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <Card label={t('lab.fits')} foot={t('lab.interval', { interval: between(all.low, all.high), n: all.n })}>
        <Figure
          object="conformances"
          n={all.fits}
          filter={{ all: [all.filter, { field: 'fits', op: 'eq', value: true }] }}
          label={t('lab.says_fits', { n: all.fits, of: all.n })}
        >
          {percent(all.rate)}
        </Figure>
      </Card>
      <Card label={t('lab.unfit')} foot={t('lab.of_runs', { n: all.n })}>
        <Figure
          object="conformances"
          n={all.n - all.fits}
          filter={all.unfit}
          label={t('lab.says_unfit', { n: all.n - all.fits, of: all.n })}
        />
      </Card>
      <Card label={t('lab.how')}>
        <span className="flex flex-wrap gap-x-3 gap-y-1 text-sm font-normal">
          {HOW.map(how => (
            <span key={how} className="whitespace-nowrap text-fg2">
              {t(`how.${how}`)}{' '}
              <Figure
                object="deviations"
                n={all.how[how].n}
                filter={all.how[how].filter}
                label={t('lab.says_how', { who: t('lab.all'), how: t(`how.${how}`), n: all.how[how].n })}
                className="font-medium text-fg"
              />
            </span>
          ))}
        </span>
      </Card>
      {data.overdue && (
        <Card label={t('lab.overdue')} foot={t('lab.overdue_note')}>
          {data.overdue.n === 0 ? (
            <span className="tnum text-fg3">0</span>
          ) : (
            <Link
              to="/opportunities"
              search={{ filter: data.overdue.filter }}
              preload={false}
              aria-label={t('lab.says_overdue', { n: data.overdue.n })}
              className="tnum rounded px-1 text-bad underline decoration-line underline-offset-3 hover:bg-hover"
            >
              {data.overdue.n}
              {data.overdue.capped && '+'}
            </Link>
          )}
        </Card>
      )}
    </div>
  )
}

function Card({ label, foot, children }: { label: string; foot?: string; children: ReactNode }) {
  return (
    <section aria-label={label} className="flex min-w-0 flex-col gap-1 rounded-xl border border-line bg-surface p-4">
      <h2 className="text-xs text-fg2">{label}</h2>
      <div className="-ml-1 text-2xl font-semibold">{children}</div>
      {foot && <p className="tnum text-xs text-fg2">{foot}</p>}
    </section>
  )
}
