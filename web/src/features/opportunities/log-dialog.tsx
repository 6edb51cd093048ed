import { useQuery } from '@tanstack/react-query'
import { recordQuery } from '@/api/queries'
import { useT } from '@/lib/i18n'
import { Composer } from '@/records/composer'
import { Dialog, DialogBody } from '@/ui/dialog'
import { dealName, dealTopic } from './cells'
import { contactsOf, usePeople } from './people'

/** The composer over any page. */
export function LogDialog({
  opportunity,
  activity,
  step,
  onClose,
}: {
  opportunity: string
  activity?: string
  step?: string
  onClose: () => void
}) {
  const { t } = useT()
  const people = contactsOf(usePeople(opportunity))
  const record = useQuery(recordQuery('opportunities', opportunity)).data
  const name = record ? dealName(record) : ''
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('log.title')}
      lead={record && [name, dealTopic(record)].filter(Boolean).join(' · ')}
      width={560}
    >
      <DialogBody>
        <Composer
          object="opportunities"
          id={opportunity}
          name={name}
          people={people}
          activity={activity}
          step={step}
          autoFocus
          onDone={onClose}
        />
      </DialogBody>
    </Dialog>
  )
}
