import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { pageQuery } from '@/api/queries'
import { useObject } from '@/app/hooks'
import { recordPath } from '@/app/nav'
import { SubmitFoot, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { recordName } from '@/records/reference-picker'
import { Badge } from '@/ui/bits'
import { IconButton } from '@/ui/button'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, Input, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'
import { request, type Status, TONE } from './data'

const FIELD = { opportunities: 'opportunity', accounts: 'account', leads: 'lead' } as const

/** What was asked for about a record, and how to ask. */
export function ApprovalsCard({ object: on, id }: { object: keyof typeof FIELD; id: string }) {
  const { t } = useT()
  const object = useObject('approvals')
  const about = useObject(on)
  const [asking, setAsking] = useState(false)
  const list = useQuery({
    ...pageQuery('approvals', { filter: { field: FIELD[on], op: 'eq', value: id }, limit: 20 }),
    enabled: object !== undefined,
  })
  const rows = list.data?.data ?? []
  const asks = about?.rights.update ?? false
  if (!object || (rows.length === 0 && !asks)) return null
  return (
    <section aria-label={t('nav.approvals')} className="flex flex-col">
      <div className="flex h-8 items-center gap-1">
        <h2 className="flex-1 text-xs text-fg3">
          {t('nav.approvals')} {rows.length > 0 && <span className="tnum">{rows.length}</span>}
        </h2>
        {asks && (
          <IconButton label={t('approve.request')} className="size-7" onClick={() => setAsking(true)}>
            <Plus className="size-3.5" />
          </IconButton>
        )}
      </div>
      {rows.map(record => {
        const status = record.status as Status
        return (
          <Link
            key={record.id}
            to={recordPath('approvals', record.id)}
            className="-mx-1.5 flex min-h-8 items-center gap-2 rounded-md px-1.5 text-sm hover:bg-hover max-md:min-h-11"
          >
            <span className="min-w-0 flex-1 truncate">{recordName(record, object.name_field)}</span>
            <Badge tone={TONE[status]}>{t(`approve.is_${status}`)}</Badge>
          </Link>
        )
      })}
      {asking && <RequestDialog object={on} id={id} onClose={() => setAsking(false)} />}
    </section>
  )
}

/** Something that needs a yes: a visit, an expense, help. */
function RequestDialog({ object, id, onClose }: { object: string; id: string; onClose: () => void }) {
  const { t } = useT()
  const [title, setTitle] = useState('')
  const [reason, setReason] = useState('')
  const { failure, busy, submit } = useSubmit(async () => {
    const course = await request(object, id, { title, reason })
    const waits = course.seats.filter(seat => seat.state === 'waiting').map(seat => seat.person?.name)
    notify({ text: t('approve.sent', { who: waits.filter(Boolean).join(t('approve.and')) || t('approve.somebody') }) })
  }, onClose)
  return (
    <Dialog open onClose={onClose} title={t('approve.request')} lead={t('approve.request_lead')}>
      <DialogBody>
        <form id="request" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <FieldRow label={t('approve.what')} required>
            {aria => (
              <Input {...aria} autoFocus value={title} maxLength={200} onChange={e => setTitle(e.target.value)} />
            )}
          </FieldRow>
          <FieldRow label={t('reason.label')} required error={failure || undefined}>
            {aria => <TextArea {...aria} value={reason} maxLength={2000} onChange={e => setReason(e.target.value)} />}
          </FieldRow>
        </form>
      </DialogBody>
      <SubmitFoot
        form="request"
        label={t('approve.send')}
        busy={busy}
        disabled={title.trim() === '' || reason.trim() === ''}
        onClose={onClose}
      />
    </Dialog>
  )
}
