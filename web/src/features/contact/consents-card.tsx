import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { post } from '@/api/client'
import type { Condition } from '@/api/condition'
import { attempt, refresh } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { fieldOf, useObject } from '@/app/hooks'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { valueText } from '@/records/value'
import { Badge } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { notify } from '@/ui/toast'
import { reachChanged } from './reach'

/** Consents of one person that are shown. */
const SHOWN = 50

/** What a person agreed to: each entry with its text, how it was given, and one click to take it back. */
export function ConsentsCard({ on, record }: { on: 'contact' | 'lead'; record: Rec }) {
  const { t } = useT()
  const object = useObject('consents')
  // What they agreed to before they became a contact is theirs.
  const own: Condition = { field: on, op: 'eq', value: record.id }
  const filter: Condition =
    on === 'contact' ? { any: [own, { field: 'lead.contact', op: 'eq', value: record.id }] } : own
  const list = useQuery({
    ...pageQuery('consents', { filter, sort: '-given_at', limit: SHOWN }),
    enabled: object !== undefined,
  })
  const rows = list.data?.data ?? []
  const purpose = fieldOf(object, 'purpose')
  if (!object || !purpose || (rows.length === 0 && !object.rights.create)) return null

  const withdraw = (consent: Rec) =>
    attempt(async () => {
      await post(`/consents/${consent.id}/withdraw`, {})
      notify({ text: t('consent.withdrawn') })
      void refresh('consents')
      void reachChanged()
    })

  return (
    <section aria-label={object.label} className="flex flex-col">
      <div className="flex h-8 items-center gap-1">
        <h2 className="flex-1 text-xs text-fg3">
          {object.label} {rows.length > 0 && <span className="tnum">{rows.length}</span>}
        </h2>
        {object.rights.create && (
          <IconButton
            label={t('form.new', { what: object.label_one })}
            className="size-7"
            onClick={() => openDialog({ kind: 'create', object: 'consents', values: { [on]: record.id } })}
          >
            <Plus className="size-3.5" />
          </IconButton>
        )}
      </div>
      {rows.map(consent => (
        <div key={consent.id} className="flex items-start gap-2 py-1.5 text-sm">
          <div className="min-w-0 flex-1">
            <p className={consent.withdrawn_at ? 'text-fg2 line-through' : undefined}>
              {valueText(purpose, consent.purpose)}
            </p>
            <p className="text-xs break-words text-fg2">
              {[
                instantText(String(consent.given_at)),
                consent.source,
                t('consent.version', { version: String(consent.text_version) }),
                consent.evidence,
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
          {consent.withdrawn_at ? (
            <Badge tone="warn">{t('consent.over', { when: instantText(String(consent.withdrawn_at)) })}</Badge>
          ) : (
            object.rights.create && (
              <Button size="sm" onClick={() => void withdraw(consent)}>
                {t('consent.withdraw')}
              </Button>
            )
          )}
        </div>
      ))}
    </section>
  )
}
