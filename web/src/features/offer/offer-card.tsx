import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { attempt } from '@/api/mutations'
import { openDialog } from '@/app/dialogs'
import { useObject } from '@/app/hooks'
import { money, number } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { percentText } from '@/records/value'
import { Button, IconButton } from '@/ui/button'
import { notify } from '@/ui/toast'
import { AddDialog } from './add-dialog'
import { followLines, type Offer, type OfferLine, offerQuery } from './data'
import { Suggestions } from './suggestions'

/** What is offered in a deal: lines with the reason of their price, what they come to with tax, and what else would fit. */
export function OfferCard({ id, live }: { id: string; live: boolean }) {
  const { t } = useT()
  const object = useObject('line_items')
  const offer = useQuery({ ...offerQuery(id), enabled: object !== undefined, retry: false }).data
  const [adding, setAdding] = useState<string | null>(null)
  if (!object || !offer) return null
  if (offer.lines.length === 0 && !offer.may_add) return null
  return (
    <section aria-label={t('offer.title')} className="flex flex-col">
      <div className="flex h-8 items-center gap-1">
        <h2 className="flex-1 text-xs text-fg3">
          {t('offer.title')} {offer.lines.length > 0 && <span className="tnum">{offer.lines.length}</span>}
        </h2>
        {offer.may_add && (
          <IconButton label={t('offer.add')} className="size-7" onClick={() => setAdding('')}>
            <Plus className="size-3.5" />
          </IconButton>
        )}
      </div>
      {offer.lines.map(line => (
        <Line key={line.id} line={line} currency={offer.currency} updates={object.rights.update} />
      ))}
      {offer.total && <Total id={id} offer={offer} />}
      {offer.fault && <p className="py-1 text-xs text-bad">{offer.fault}</p>}
      {live && <Suggestions id={id} onAdd={setAdding} />}
      {adding !== null && <AddDialog deal={id} product={adding} onClose={() => setAdding(null)} />}
    </section>
  )
}

function Line({ line, currency, updates }: { line: OfferLine; currency: string; updates: boolean }) {
  const { t } = useT()
  const much = [
    `${number(Number(line.quantity))} ${line.unit ?? ''}`.trim(),
    line.unit_price == null ? t('offer.no_price') : `× ${money(line.unit_price, currency)}`,
  ].join(' ')
  const off = Number(line.discount) > 0 ? `− ${percentText(line.discount)}` : ''
  const tax =
    line.rate === undefined ? '' : t(line.with_tax ? 'offer.tax_in' : 'offer.tax_out', { rate: percentText(line.rate) })
  return (
    <button
      type="button"
      disabled={!updates}
      onClick={() => openDialog({ kind: 'edit', object: 'line_items', id: line.id })}
      className="-mx-1.5 flex flex-col gap-0.5 rounded-md px-1.5 py-1.5 text-left text-sm hover:bg-hover max-md:min-h-11"
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate">{line.product?.name ?? '—'}</span>
        {line.sum && <span className="tnum shrink-0">{money(line.sum.gross, currency)}</span>}
      </span>
      {line.quantity !== undefined && (
        <span className="tnum text-xs text-fg2">{[much, off, tax].filter(Boolean).join(' · ')}</span>
      )}
      {line.price &&
        (line.price.same ? (
          <span className="text-xs text-fg2">{line.price.why}</span>
        ) : (
          <span className="text-xs text-warn">
            {t('offer.price_now', { price: money(line.price.price, currency), why: line.price.why })}
          </span>
        ))}
    </button>
  )
}

/** What the lines come to, and whether the deal's amount is that. */
function Total({ id, offer }: { id: string; offer: Offer }) {
  const { t } = useT()
  const { total, currency } = offer
  if (!total) return null
  const rows: [string, string][] = []
  if (Number(total.discount) > 0) {
    rows.push([t('offer.list'), money(total.list, currency)])
    rows.push([t('offer.discount'), `− ${money(total.discount, currency)}`])
  }
  rows.push([t('offer.net'), money(total.net, currency)])
  for (const part of total.by_tax)
    rows.push([t('offer.tax', { rate: percentText(part.rate) }), money(part.amount, currency)])
  const follow = () =>
    attempt(async () => {
      await followLines(id)
      notify({ text: t('offer.followed') })
    })
  return (
    <>
      <dl className="mt-1 flex flex-col gap-0.5 border-t border-line pt-1.5 text-xs text-fg2">
        {rows.map(([label, value]) => (
          <div key={label} className="flex justify-between gap-2">
            <dt>{label}</dt>
            <dd className="tnum">{value}</dd>
          </div>
        ))}
        <div className="flex justify-between gap-2 text-sm text-fg">
          <dt>{t('offer.gross')}</dt>
          <dd className="tnum font-semibold">{money(total.gross, currency)}</dd>
        </div>
        {total.margin && (
          <div className="flex justify-between gap-2">
            <dt>{t('offer.margin')}</dt>
            <dd className={Number(total.margin) < 0 ? 'tnum text-bad' : 'tnum'}>
              {money(total.margin, currency)}
              {total.margin_rate && ` · ${percentText(total.margin_rate)}`}
            </dd>
          </div>
        )}
      </dl>
      {Number(offer.unpriced) > 0 && (
        <p className="pt-1 text-xs text-warn">{t('offer.unpriced', { n: Number(offer.unpriced) })}</p>
      )}
      {offer.may_follow && offer.unpriced === 0 && offer.amount !== total.gross && (
        <Button size="sm" className="mt-1.5 self-start" onClick={() => void follow()}>
          {t('offer.follow')}
        </Button>
      )}
    </>
  )
}
