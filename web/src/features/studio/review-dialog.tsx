import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import type { Ref } from '@/api/types'
import { Failure, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { ReferencePicker } from '@/records/reference-picker'
import { isRef } from '@/records/value'
import { Avatar } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow } from '@/ui/field'
import { reviewsQuery } from './data'

/** Who is asked to look at a draft. */
export function ReviewDialog({
  id,
  onClose,
  onShare,
}: {
  id: string
  onClose: () => void
  onShare: (reviewers: string[]) => Promise<void>
}) {
  const { t } = useT()
  const asked = useQuery(reviewsQuery(id)).data?.data
  const before = (asked ?? []).map(review => review.reviewer).filter(isRef)
  const [chosen, setChosen] = useState<Ref[] | null>(null)
  const people = chosen ?? before
  const { failure, busy, submit } = useSubmit(() => onShare(people.map(person => person.id)), onClose)

  return (
    <Dialog open onClose={onClose} title={t('studio.review_title')} lead={t('studio.review_lead')} width={440}>
      <DialogBody className="flex flex-col gap-3">
        <FieldRow label={t('studio.reviewers')}>
          {control => (
            <ReferencePicker
              {...control}
              target="users"
              value={null}
              onChange={person =>
                person && !people.some(other => other.id === person.id) && setChosen([...people, person])
              }
            />
          )}
        </FieldRow>
        <ul className="flex flex-col gap-1 empty:hidden">
          {people.map(person => (
            <li key={person.id} className="flex items-center gap-2 text-sm">
              <Avatar name={person.name} size={22} />
              <span className="flex-1">{person.name}</span>
              <IconButton
                label={t('filter.remove_value', { what: person.name })}
                onClick={() => setChosen(people.filter(other => other.id !== person.id))}
              >
                <X className="size-4" />
              </IconButton>
            </li>
          ))}
        </ul>
        <Failure text={failure} />
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button tone="primary" disabled={busy || people.length === 0} onClick={event => void submit(event)}>
          {t('studio.share')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
