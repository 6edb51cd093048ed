import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '@/api/client'
import { refresh } from '@/api/mutations'
import { recordQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { fieldOf, useCanCreate, useObject, useObjects } from '@/app/hooks'
import { recordPath } from '@/app/nav'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { valueText } from '@/records/value'
import { Badge } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'
import { type Conflicts, conflictQuery } from './data'

/** What a registered deal meets, and the decision on it. */
export function RegistrationTop({ id }: { id: string }) {
  const { t } = useT()
  const object = useObject('deal_registrations')
  const record = useQuery(recordQuery('deal_registrations', id)).data
  const met = useQuery(conflictQuery(id)).data
  const [verb, setVerb] = useState<'accept' | 'refuse' | null>(null)
  const deals = useCanCreate('opportunities')
  if (!record || !met || !object) return null
  const field = fieldOf(object, 'conflict')
  const clear = met.conflict === 'none'
  return (
    <section
      aria-label={t('registration.check')}
      className="flex flex-col gap-2 rounded-xl border border-line bg-surface p-3"
    >
      <div className="flex items-center gap-2">
        <h2 className="flex-1 text-xs text-fg3">{t('registration.check')}</h2>
        <Badge tone={clear ? 'ok' : 'warn'}>{field ? valueText(field, met.conflict, record) : met.conflict}</Badge>
      </div>
      <Met met={met} />
      {met.outside_regions && <p className="text-xs text-warn">{t('registration.outside')}</p>}
      {record.status === 'submitted' && object.rights.update && (
        <div className="flex gap-2 pt-1">
          {deals && (
            <Button tone="primary" onClick={() => setVerb('accept')}>
              {t('registration.accept')}
            </Button>
          )}
          <Button onClick={() => setVerb('refuse')}>{t('registration.refuse')}</Button>
        </div>
      )}
      {verb && <Decide record={record} verb={verb} clear={clear} onClose={() => setVerb(null)} />}
    </section>
  )
}

function Met({ met }: { met: Conflicts }) {
  const { t } = useT()
  const objects = useObjects()
  return (
    <>
      {met.found.length > 0 && (
        <ul className="flex flex-col">
          {met.found.map(found => (
            <li key={found.id}>
              <Link
                to={recordPath(found.object, found.id)}
                className="-mx-1.5 flex min-h-8 items-center gap-2 rounded-md px-1.5 text-sm hover:bg-hover max-md:min-h-11"
              >
                <span className="shrink-0 text-xs text-fg2">
                  {objects.find(o => o.key === found.object)?.label_one}
                </span>
                <span className="min-w-0 flex-1 truncate">{found.name}</span>
                <span className="shrink-0 text-xs text-fg2">{found.whose?.name}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {met.elsewhere && <p className="text-xs text-fg2">{t('registration.elsewhere')}</p>}
    </>
  )
}

/** Accepting makes an opportunity; refusing says why, and so does accepting what meets something. */
function Decide({
  record,
  verb,
  clear,
  onClose,
}: {
  record: Rec
  verb: 'accept' | 'refuse'
  clear: boolean
  onClose: () => void
}) {
  const { t } = useT()
  const [reason, setReason] = useState('')
  const asks = verb === 'refuse' || !clear
  const { failure, busy, submit } = useSubmit(async () => {
    await post(`/deal_registrations/${record.id}/${verb}`, reason.trim() ? { reason } : {})
    await Promise.all([refresh('deal_registrations'), refresh('opportunities'), refresh('accounts')])
    notify({ text: t(verb === 'accept' ? 'registration.accepted' : 'registration.refused') })
  }, onClose)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`registration.${verb}`)}
      lead={t(verb === 'accept' ? 'registration.accept_lead' : 'registration.refuse_lead')}
    >
      <DialogBody>
        <form id="decide" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <FieldRow label={t('reason.label')} required={asks} error={failure || undefined}>
            {aria => (
              <TextArea {...aria} autoFocus value={reason} maxLength={500} onChange={e => setReason(e.target.value)} />
            )}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot
        form="decide"
        label={t(`registration.${verb}`)}
        busy={busy}
        disabled={asks && reason.trim() === ''}
        onClose={onClose}
      />
    </Dialog>
  )
}
