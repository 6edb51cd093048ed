import { useQuery } from '@tanstack/react-query'
import { recordQuery } from '@/api/queries'
import type { Runs } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Composer } from '@/records/composer'
import { Dialog, DialogBody } from '@/ui/dialog'
import { dealName, dealTopic } from './cells'
import { contactsOf, usePeople } from './people'

/** The composer over any page. */
export function LogDialog({
  opportunity,
  on = 'opportunities',
  activity,
  step,
  onClose,
}: {
  opportunity: string
  on?: Runs
  activity?: string
  step?: string
  onClose: () => void
}) {
  const { t } = useT()
  const people = contactsOf(usePeople(on === 'opportunities' ? opportunity : ''))
  const record = useQuery(recordQuery(on, opportunity)).data
  const deal = on === 'opportunities'
  const name = record ? (deal ? dealName(record) : String(record.name)) : ''
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('log.title')}
      lead={record && [name, deal ? dealTopic(record) : record.company].filter(Boolean).join(' · ')}
      width={560}
    >
      <DialogBody>
        <Composer
          object={on}
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
