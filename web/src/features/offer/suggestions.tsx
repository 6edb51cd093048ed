import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { recordPath } from '@/app/nav'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/bits'
import { IconButton } from '@/ui/button'
import { type Fab, type Matches, matchesQuery, type Suggestion } from './data'

const signed = (points: number) => (points > 0 ? `+${points}` : points < 0 ? `−${-points}` : '0')

/** Products that fit what the customer needs, each with the sum of reasons behind its place; and what none answers. */
export function Suggestions({ id, onAdd }: { id: string; onAdd: (product: string) => void }) {
  const { t } = useT()
  const found = useQuery({ ...matchesQuery(id), retry: false }).data
  if (!found) return null
  const unmet = found.from === 'needs' ? found.needs.filter(need => !need.answered) : []
  return (
    <div className="flex flex-col pt-2">
      <h3 className="flex min-h-8 items-center text-xs text-fg3">{t(`offer.fits_${found.from}`)}</h3>
      {found.suggestions.map(one => (
        <One key={one.product.id} one={one} onAdd={found.may_add ? onAdd : undefined} />
      ))}
      {found.suggestions.length === 0 && <Nothing found={found} />}
      {unmet.length > 0 && (
        <div className="pt-1.5 text-xs">
          <p className="text-warn">{t('offer.unmet')}</p>
          <ul className="list-disc pl-4 text-fg2">
            {unmet.map((need, i) => (
              <li key={need.id ?? String(i)}>{need.label}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

function Nothing({ found }: { found: Matches }) {
  const { t } = useT()
  return <p className="text-xs text-fg2">{t(found.needs.length === 0 ? 'offer.no_needs' : 'offer.no_match')}</p>
}

function One({ one, onAdd }: { one: Suggestion; onAdd?: (product: string) => void }) {
  const { t } = useT()
  return (
    <div className="relative -mx-1.5">
      <details className="rounded-md px-1.5 text-sm open:bg-sunken open:pb-2">
        <summary className="flex min-h-8 cursor-pointer items-center gap-2 rounded-md pr-8 marker:content-none max-md:min-h-11 max-md:pr-11">
          <span className="min-w-0 flex-1 truncate">{one.product.name}</span>
          {one.on_deal && <Badge tone="ok">{t('offer.on_deal')}</Badge>}
          <span className="tnum shrink-0 text-xs text-fg2">{t('offer.score', { n: one.score })}</span>
        </summary>
        {one.through.length > 0 && (
          <p className="pb-1 text-xs text-fg2">{t('offer.through', { what: one.through.join(' + ') })}</p>
        )}
        <ul className="flex flex-col gap-0.5 text-xs">
          {one.reasons.map(reason => (
            <li key={reason.text + (reason.need ?? '')} className="flex gap-2">
              <span className={reason.points < 0 ? 'tnum w-5 shrink-0 text-bad' : 'tnum w-5 shrink-0 text-ok'}>
                {signed(reason.points)}
              </span>
              <span className="min-w-0">
                {reason.text}
                {reason.need && <span className="block text-fg2">{t('offer.need', { need: reason.need })}</span>}
              </span>
            </li>
          ))}
        </ul>
        {one.needs.length > 0 && (
          <p className="pt-1 text-xs text-fg2">{t('offer.requires', { what: one.needs.join('；') })}</p>
        )}
        {one.record && (
          <p className="pt-1 text-xs">
            <Link
              to="/opportunities"
              search={{ filter: one.record.filter }}
              className="text-accent-ink hover:underline"
            >
              {one.record.text}
            </Link>
          </p>
        )}
        {one.fabs.map(fab => (
          <FabText key={fab.id} fab={fab} />
        ))}
        <Link
          to={recordPath('products', one.product.id)}
          className="mt-1 inline-block text-xs text-accent-ink hover:underline max-md:leading-10"
        >
          {t('offer.open_product')}
        </Link>
      </details>
      {onAdd && !one.on_deal && (
        <IconButton
          label={t('offer.add_this', { what: one.product.name })}
          className="absolute top-0.5 right-1 size-7 max-md:size-10"
          onClick={() => onAdd(one.product.id)}
        >
          <Plus className="size-3.5" />
        </IconButton>
      )}
    </div>
  )
}

/** Feature, advantage, benefit, evidence: what to say. */
function FabText({ fab }: { fab: Fab }) {
  const { t } = useT()
  const rows = [
    ['F', fab.feature],
    ['A', fab.advantage],
    ['B', fab.benefit],
    ['E', fab.evidence ?? t('offer.no_evidence')],
  ]
  return (
    <dl className="mt-1.5 flex flex-col gap-0.5 rounded-md border border-line bg-surface px-2 py-1.5 text-xs">
      {rows.map(([key, text]) => (
        <div key={key} className="flex gap-2">
          <dt className="w-3 shrink-0 font-medium text-fg2">{key}</dt>
          <dd className="min-w-0">{text}</dd>
        </div>
      ))}
    </dl>
  )
}
