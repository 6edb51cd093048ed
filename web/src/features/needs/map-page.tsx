import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft, Plus, TriangleAlert, UserPlus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { attempt, patchRecord } from '@/api/mutations'
import { lostBy, recordQuery } from '@/api/queries'
import { openDialog } from '@/app/dialogs'
import { LoadError } from '@/app/fallback'
import { useCanCreate } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { dayOf, dayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { late } from '@/lib/late'
import { usePhone } from '@/lib/media'
import { useTitle } from '@/lib/title'
import { Empty, SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Scroll } from '@/ui/scroll'
import { dealName } from '../opportunities/cells'
import { type Gap, type MapPerson, unitQuery } from './data'
import { indented } from './map-layout'
import { PersonCard } from './person-card'
import { PersonSide } from './person-side'

const MapChart = lazy(late(() => import('./map-chart')))
const route = getRouteApi('/shell/opportunities/$id/map')

/** Who decides on a deal: as a chart, on a phone as a list that says the same. */
export function MapPage() {
  const { t } = useT()
  const { id } = route.useParams()
  const phone = usePhone()
  const query = useQuery(unitQuery(id))
  const deal = useQuery(recordQuery('opportunities', id)).data
  const makes = useCanCreate('stakeholders')
  const [chosen, setChosen] = useState<string | null>(null)
  useTitle(t('map.title'))
  if (query.isPending) return <SkeletonRows rows={6} />
  const lost = lostBy(query)
  if (lost || !query.data) return <LoadError error={lost} retry={() => void query.refetch()} />
  const { people, beside, gaps, may_change } = query.data
  const person = people.find(one => one.id === chosen)
  const adds = makes && may_change

  const add = (contact?: { id: string; name: string }) =>
    openDialog({ kind: 'create', object: 'stakeholders', values: { opportunity: id, ...(contact && { contact }) } })

  const draw = (of: string, to: string | null) => {
    const one = people.find(each => each.id === of)
    if (one) void attempt(() => patchRecord('stakeholders', one, { reports_to: to }))
  }

  const side = (
    <div className="flex flex-col gap-4 p-4">
      {person ? (
        <PersonSide person={person} people={people} edits={may_change} onLine={draw} onClose={() => setChosen(null)} />
      ) : (
        <>
          <GapList gaps={gaps} />
          {beside.length > 0 && (
            <section aria-label={t('map.beside')}>
              <h2 className="pb-1 text-xs text-fg2">{t('map.beside')}</h2>
              <ul>
                {beside.map(one => (
                  <li key={one.id} className="flex min-h-9 items-center gap-2 text-sm max-md:min-h-11">
                    <span className="min-w-0 flex-1 truncate">{one.name}</span>
                    <span className="text-xs text-fg2">{dayText(dayOf(one.at))}</span>
                    {adds && (
                      <Button size="sm" aria-label={t('map.put', { who: one.name })} onClick={() => add(one)}>
                        <UserPlus className="size-3.5" />
                        {t('map.put_short')}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          )}
          {may_change && !phone && people.length > 1 && <p className="text-xs text-fg2">{t('map.draw_help')}</p>}
        </>
      )}
    </div>
  )

  return (
    <>
      <header className="flex min-h-12 shrink-0 items-center gap-2 border-b border-line px-3 md:px-5">
        <Link
          to="/opportunities/$id"
          params={{ id }}
          aria-label={t('talk.back')}
          className="grid size-10 shrink-0 place-items-center rounded-md text-fg2 hover:bg-hover md:size-8"
        >
          <ArrowLeft className="size-4" />
        </Link>
        <h1 className="min-w-0 flex-1 truncate text-base font-semibold">
          {t('map.title')} <span className="font-normal text-fg2">{deal ? dealName(deal) : ''}</span>
        </h1>
        {adds && (
          <Button tone="primary" onClick={() => add()}>
            <Plus className="size-4" />
            {t('map.add')}
          </Button>
        )}
      </header>
      {phone ? (
        <Scroll label={t('map.title')} className="flex-1 bg-bg">
          {side}
          {!person && <List people={people} chosen={chosen} onChoose={setChosen} />}
        </Scroll>
      ) : (
        <div className="flex min-h-0 flex-1">
          <div className="min-w-0 flex-1 bg-bg">
            {people.length === 0 ? (
              <Empty text={t('map.none')} />
            ) : (
              <Suspense fallback={<SkeletonRows rows={4} />}>
                <MapChart people={people} chosen={chosen} draws={may_change} onChoose={setChosen} onLine={draw} />
              </Suspense>
            )}
          </div>
          <Scroll label={t('record.overview')} className="w-[340px] shrink-0 border-l border-line">
            {side}
          </Scroll>
        </div>
      )}
    </>
  )
}

function GapList({ gaps }: { gaps: Gap[] }) {
  const { t } = useT()
  return (
    <section aria-label={t('map.gaps')}>
      <h2 className="pb-1 text-xs text-fg2">{t('map.gaps')}</h2>
      {gaps.length === 0 ? (
        <p className="text-sm text-fg2">{t('map.no_gaps')}</p>
      ) : (
        <ul className="flex flex-col gap-3">
          {gaps.map(gap => (
            <li key={gap.key}>
              <p className="flex gap-1.5 text-sm text-warn">
                <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
                <span className="min-w-0 font-medium">{gap.text}</span>
              </p>
              <p className="text-xs text-fg2">{gap.why}</p>
              <p className="text-xs text-fg2">{t('map.rule', { rule: gap.rule })}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

interface ListProps {
  people: MapPerson[]
  chosen: string | null
  onChoose: (id: string) => void
}

/** The map as a list: who reports to whom stands below them. */
function List({ people, chosen, onChoose }: ListProps) {
  const { t } = useT()
  if (people.length === 0) return <Empty text={t('map.none')} />
  return (
    <ul className="flex flex-col gap-2 px-4 pb-4" aria-label={t('map.people')}>
      {indented(people).map(({ person, depth }) => (
        <li key={person.id} style={{ paddingLeft: Math.min(depth, 4) * 16 }}>
          <button
            type="button"
            aria-pressed={person.id === chosen}
            onClick={() => onChoose(person.id)}
            className={cn(
              'flex w-full flex-col gap-1 rounded-lg border border-line bg-surface px-3 py-2 text-left',
              depth > 0 && 'border-l-4',
            )}
          >
            <PersonCard person={person} />
          </button>
        </li>
      ))}
    </ul>
  )
}
