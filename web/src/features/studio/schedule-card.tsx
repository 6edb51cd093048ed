import { useState } from 'react'
import { attempt } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { dayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { ReferencePicker } from '@/records/reference-picker'
import { isRef } from '@/records/value'
import { Button } from '@/ui/button'
import { FieldRow, Input } from '@/ui/field'
import { act } from './data'

/** Who keeps a version up to date, and when it is looked at again. */
export function ScheduleCard({ record, edits }: { record: Rec; edits: boolean }) {
  const { t, lang } = useT()
  const [open, setOpen] = useState(false)
  const on = typeof record.review_on === 'string' ? record.review_on : ''
  const owner = isRef(record.owner) ? record.owner : null
  const [day, setDay] = useState(on)
  const [who, setWho] = useState(owner)

  function keep() {
    void attempt(async () => {
      await act(record.id, 'schedule', {
        review_on: day && day !== on ? day : undefined,
        owner: who && who.id !== owner?.id ? who.id : undefined,
      })
      setOpen(false)
    })
  }

  return (
    <section aria-label={t('studio.schedule')} className="rounded-xl border border-line bg-surface p-3.5 text-sm">
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1">
          {on && <span>{t('studio.review_on', { day: dayText(on, lang) })}</span>}
          {owner && <span className="text-fg2"> · {t('studio.kept_by', { name: owner.name })}</span>}
        </p>
        {edits && !open && (
          <Button size="sm" onClick={() => setOpen(true)}>
            {t('studio.change')}
          </Button>
        )}
      </div>
      {open && (
        <div className="mt-2 flex flex-col gap-2.5">
          <FieldRow label={t('studio.review_day')}>
            {control => <Input {...control} type="date" value={day} onChange={e => setDay(e.target.value)} />}
          </FieldRow>
          <FieldRow label={t('studio.owner')}>
            {control => <ReferencePicker {...control} target="users" value={who} onChange={setWho} required />}
          </FieldRow>
          <div className="flex justify-end gap-2">
            <Button size="sm" onClick={() => setOpen(false)}>
              {t('action.cancel')}
            </Button>
            <Button size="sm" tone="soft" onClick={keep}>
              {t('action.save')}
            </Button>
          </div>
        </div>
      )}
    </section>
  )
}
