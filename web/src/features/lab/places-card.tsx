import { Lightbulb } from 'lucide-react'
import { openDialog } from '@/app/dialogs'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { between } from '@/lib/share'
import { Badge, Empty, type Tone } from '@/ui/bits'
import { Button } from '@/ui/button'
import type { How, Place } from './data'
import { Figure } from './figure'

const TONE: Record<How, Tone> = { skipped: 'bad', out_of_order: 'bad', extra: 'warn', late: 'warn', waived: 'plain' }

/** Where things go otherwise most, and the way to do something about it. */
export function PlacesCard({ places }: { places: Place[] }) {
  const { t } = useT()
  const improvable = useObject('improvements')?.rights.create
  return (
    <section
      aria-label={t('lab.places')}
      className="flex min-w-0 flex-col gap-2 rounded-xl border border-line bg-surface p-4"
    >
      <div className="flex min-h-8 items-center gap-2">
        <h2 className="shrink-0 text-sm font-semibold">{t('lab.places')}</h2>
        <p className="min-w-0 flex-1 truncate text-xs text-fg2">{t('lab.places_note')}</p>
      </div>
      {places.length === 0 ? (
        <Empty text={t('lab.no_places')} />
      ) : (
        <ul className="flex flex-col">
          {places.map(place => (
            <li
              key={`${place.version.id}:${place.stage}:${place.step}:${place.how}`}
              className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1 text-sm last:border-0"
            >
              <Badge tone={TONE[place.how]}>{t(`how.${place.how}`)}</Badge>
              <span className="min-w-40 flex-1 truncate" title={`${place.title} · ${place.version.name}`}>
                {place.title} <span className="text-xs text-fg2">{place.version.name}</span>
              </span>
              <span className="tnum text-xs whitespace-nowrap text-fg2">
                <Figure
                  object="deviations"
                  n={place.n}
                  filter={place.filter}
                  label={t('lab.says_place', { what: place.title, how: t(`how.${place.how}`), n: place.n })}
                  className="text-sm text-fg"
                />{' '}
                {t('lab.of_stays', { of: place.of, interval: between(place.low, place.high) })}
              </span>
              {improvable && (
                <Button
                  size="sm"
                  onClick={() =>
                    openDialog({
                      kind: 'create',
                      object: 'improvements',
                      values: {
                        name: t('lab.improve_name', { what: place.title, how: t(`how.${place.how}`) }),
                        source: 'supervision',
                        measure: place.how,
                        sop: place.sop,
                        stage: place.stage,
                        step: place.step ?? undefined,
                        finding: t('lab.improve_finding', {
                          what: place.title,
                          how: t(`how.${place.how}`),
                          n: place.n,
                          of: place.of,
                          interval: between(place.low, place.high),
                        }),
                      },
                    })
                  }
                >
                  <Lightbulb className="size-3.5" />
                  {t('lab.improve')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
