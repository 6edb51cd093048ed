import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useObject, useObjects } from '@/app/hooks'
import { recordPath } from '@/app/nav'
import { useT } from '@/lib/i18n'
import { type Beside, besideQuery, type Card } from './data'

/** What of a card helps at once; the rest stands in the record. */
const SHOWN: Record<string, string[]> = {
  personas: ['pains', 'words', 'approach'],
  competitors: ['weaknesses', 'counter', 'prices'],
  positionings: ['difference', 'proof'],
}

/** Who one talks to and whom one is compared with: the cards of the market that a record speaks of. */
export function BesideCard({ object, id }: { object: 'leads' | 'contacts' | 'opportunities'; id: string }) {
  const { t } = useT()
  const beside = useQuery(besideQuery(object, id)).data
  const kinds = beside
    ? (['personas', 'competitors', 'positionings'] as const).filter(kind => beside[kind].length > 0)
    : []
  if (!beside) return null
  return (
    <>
      {beside.origins.length > 0 && <Origins origins={beside.origins} />}
      {kinds.length > 0 && (
        <section aria-label={t('beside.title')} className="flex flex-col pb-1">
          <h2 className="flex h-8 items-center text-xs text-fg3">{t('beside.title')}</h2>
          {kinds.flatMap(kind => beside[kind].map(card => <One key={card.record.id} kind={kind} card={card} />))}
        </section>
      )}
    </>
  )
}

/** The plan, the referral or the partner that brought it. */
function Origins({ origins }: { origins: Beside['origins'] }) {
  const { t } = useT()
  const objects = useObjects()
  return (
    <section aria-label={t('beside.origins')} className="flex flex-col">
      <h2 className="flex h-8 items-center text-xs text-fg3">{t('beside.origins')}</h2>
      {origins.map(origin => (
        <Link
          key={origin.id}
          to={recordPath(origin.object, origin.id)}
          className="-mx-1.5 flex min-h-8 items-center gap-2 rounded-md px-1.5 text-sm hover:bg-hover max-md:min-h-11"
        >
          <span className="min-w-0 flex-1 truncate">{origin.by?.name ?? '—'}</span>
          <span className="shrink-0 text-xs text-fg2">{objects.find(o => o.key === origin.object)?.label_one}</span>
        </Link>
      ))}
    </section>
  )
}

function One({ kind, card }: { kind: string; card: Card }) {
  const { t } = useT()
  const object = useObject(kind)
  const lines = (SHOWN[kind] ?? []).flatMap(key => {
    const field = object?.fields.find(f => f.key === key)
    const text = card.record[key]
    return field && typeof text === 'string' && text !== '' ? [{ label: field.label, text }] : []
  })
  return (
    <details className="group -mx-1.5 rounded-md px-1.5 text-sm open:bg-sunken open:pb-2">
      <summary className="flex min-h-8 cursor-pointer items-center gap-2 rounded-md marker:content-none max-md:min-h-11">
        <span className="min-w-0 flex-1 truncate">{String(card.record.name)}</span>
        <span className="shrink-0 text-xs text-fg2">{object?.label_one}</span>
      </summary>
      {card.because && <p className="pb-1 text-xs text-fg2">{t('beside.because', { word: card.because })}</p>}
      <dl className="flex flex-col gap-1.5">
        {lines.map(line => (
          <div key={line.label}>
            <dt className="text-xs text-fg2">{line.label}</dt>
            <dd className="whitespace-pre-line">{line.text}</dd>
          </div>
        ))}
      </dl>
      <Link
        to={recordPath(kind, card.record.id)}
        className="mt-1 inline-block text-xs text-accent-ink hover:underline max-md:leading-10"
      >
        {t('beside.open')}
      </Link>
    </details>
  )
}
