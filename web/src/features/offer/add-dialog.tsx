import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { pageQuery, recordQuery } from '@/api/queries'
import type { Rec, Ref } from '@/api/types'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { number } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { ReferencePicker } from '@/records/reference-picker'
import { isRef, percentText } from '@/records/value'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, Input } from '@/ui/field'
import { notify } from '@/ui/toast'
import { addProduct } from './data'

/** Puts a product on a deal at the price that applies; of a bundle its parts, some of them chosen. */
export function AddDialog({ deal, product, onClose }: { deal: string; product: string; onClose: () => void }) {
  const { t } = useT()
  const [picked, setPicked] = useState<Ref | null>(null)
  const [quantity, setQuantity] = useState('1')
  const [chosen, setChosen] = useState<string[]>([])
  const id = picked?.id ?? product
  const record = useQuery({ ...recordQuery('products', id), enabled: id !== '' }).data
  const value = picked ?? (record && id === product ? { id, name: String(record.name) } : null)
  const bundle = record?.kind === 'bundle'
  const { failure, busy, submit } = useSubmit(
    () => addProduct(deal, id, quantity.trim() || '1', bundle ? chosen : []),
    () => {
      notify({ text: t('offer.added', { what: value?.name ?? '' }) })
      onClose()
    },
  )
  return (
    <Dialog open onClose={onClose} title={t('offer.add')} lead={t('offer.add_lead')}>
      <DialogBody>
        <form id="offer" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <FieldRow label={t('offer.product')} required>
            {aria => (
              <ReferencePicker
                {...aria}
                target="products"
                value={value}
                onChange={next => {
                  setPicked(next)
                  setChosen([])
                }}
              />
            )}
          </FieldRow>
          <FieldRow label={t('offer.quantity')} required error={bundle ? undefined : failure || undefined}>
            {aria => (
              <Input
                {...aria}
                inputMode="decimal"
                required
                value={quantity}
                onChange={e => setQuantity(e.target.value)}
              />
            )}
          </FieldRow>
          {bundle && record && <Parts bundle={record} chosen={chosen} onChange={setChosen} />}
          {bundle && failure && (
            <p role="alert" className="text-xs text-bad">
              {failure}
            </p>
          )}
        </form>
      </DialogBody>
      <SubmitFoot form="offer" label={t('offer.put')} busy={busy} disabled={id === ''} onClose={onClose} />
    </Dialog>
  )
}

/** The parts of a bundle: what is always in it stands there, the rest is ticked. */
function Parts({ bundle, chosen, onChange }: { bundle: Rec; chosen: string[]; onChange: (chosen: string[]) => void }) {
  const { t } = useT()
  const parts = useQuery(
    pageQuery('bundle_items', {
      filter: { field: 'bundle', op: 'eq', value: bundle.id },
      sort: 'created_at',
      limit: 100,
    }),
  ).data?.data
  const least = Number(bundle.choose_at_least ?? 0)
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="pb-1 text-xs text-fg2">
        {least > 0 ? t('offer.parts_least', { n: least }) : t('offer.parts')}
      </legend>
      {parts?.map(part => {
        const product = isRef(part.product) ? part.product : null
        const fixed = part.rule === 'fixed'
        const off = Number(part.discount) > 0 ? ` · − ${percentText(part.discount)}` : ''
        return (
          <label key={part.id} className="flex min-h-8 items-center gap-2 text-sm max-md:min-h-11">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              disabled={fixed || !product}
              checked={fixed || (product !== null && chosen.includes(product.id))}
              onChange={event =>
                product &&
                onChange(event.target.checked ? [...chosen, product.id] : chosen.filter(one => one !== product.id))
              }
            />
            <span className="min-w-0 flex-1 truncate">{product?.name ?? '—'}</span>
            <span className="tnum shrink-0 text-xs text-fg2">
              {t(`offer.rule_${part.rule === 'choice' ? 'choice' : fixed ? 'fixed' : 'optional'}`)} ·{' '}
              {number(Number(part.quantity))}
              {off}
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}
