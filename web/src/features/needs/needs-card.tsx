import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MessagesSquare, Plus } from 'lucide-react'
import { useState } from 'react'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { fieldOf, useObject } from '@/app/hooks'
import { shortMoney } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { currencyOf, isRef, valueText } from '@/records/value'
import { Badge, type Tone } from '@/ui/bits'
import { buttonClass, IconButton } from '@/ui/button'
import { NeedsLink } from '../links/needs-link'
import { ConfirmDialog } from './confirm-dialog'

const TONE: Record<string, Tone> = { confirmed: 'ok', corrected: 'warn', refused: 'bad' }

/** What the customer of a deal needs, and whether they confirmed it; the way into a talk. */
export function NeedsCard({ id, live }: { id: string; live: boolean }) {
  const { t } = useT()
  const object = useObject('needs')
  const answers = useObject('answers')
  const [confirming, setConfirming] = useState<Rec | null>(null)
  const needs = useQuery({
    ...pageQuery('needs', { filter: { field: 'opportunity', op: 'eq', value: id }, limit: 50 }),
    enabled: object !== undefined,
  }).data?.data
  if (!object) return null
  const status = fieldOf(object, 'status')
  return (
    <section aria-label={object.label} className="flex flex-col">
      <div className="flex h-8 items-center gap-1">
        <h2 className="flex-1 text-xs text-fg3">
          {object.label} {needs && needs.length > 0 && <span className="tnum">{needs.length}</span>}
        </h2>
        {object.rights.create && live && (
          <IconButton
            label={t('form.new', { what: object.label_one })}
            className="size-7"
            onClick={() => openDialog({ kind: 'create', object: 'needs', values: { opportunity: id } })}
          >
            <Plus className="size-3.5" />
          </IconButton>
        )}
      </div>
      <ul className="flex flex-col">
        {needs?.map(need => (
          <li key={need.id} className="flex flex-col border-b border-line py-1.5 last:border-b-0">
            <button
              type="button"
              disabled={!object.rights.update}
              onClick={() => openDialog({ kind: 'edit', object: 'needs', id: need.id })}
              className="-mx-1.5 rounded-md px-1.5 text-left text-sm hover:bg-hover max-md:min-h-10"
            >
              {String(need.title)}
            </button>
            <p className="flex flex-wrap items-center gap-1.5 text-xs text-fg2">
              {status && <Badge tone={TONE[String(need.status)] ?? 'plain'}>{valueText(status, need.status)}</Badge>}
              {need.impact ? <span className="tnum">{shortMoney(String(need.impact), currencyOf(need))}</span> : null}
              {isRef(need.contact) && <span>{need.contact.name}</span>}
              <span className="flex-1" />
              {object.rights.update && live && (
                <button
                  type="button"
                  aria-label={t('need.confirm_of', { need: String(need.title) })}
                  onClick={() => setConfirming(need)}
                  className="text-accent-ink hover:underline max-md:min-h-10"
                >
                  {t('need.confirm')}
                </button>
              )}
            </p>
          </li>
        ))}
      </ul>
      <div className="mt-1.5 flex flex-wrap gap-2">
        {answers && (
          <Link to="/opportunities/$id/talk" params={{ id }} className={buttonClass({ size: 'sm' })}>
            <MessagesSquare className="size-3.5" />
            {t('talk.title')}
          </Link>
        )}
        {object.rights.update && live && needs && needs.length > 0 && (
          <NeedsLink deal={id} contact={needs.map(need => need.contact).find(isRef)?.id ?? null} />
        )}
      </div>
      {confirming && <ConfirmDialog need={confirming} deal={id} onClose={() => setConfirming(null)} />}
    </section>
  )
}
