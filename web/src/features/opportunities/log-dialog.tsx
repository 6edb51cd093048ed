import { useQuery } from '@tanstack/react-query'
import { recordQuery } from '@/api/queries'
import type { Runs } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Composer } from '@/records/composer'
import { Dialog, DialogBody } from '@/ui/dialog'
import { dealName, dealTopic } from './cells'
import { usePeople, useTalkers } from './people'

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
  const deal = on === 'opportunities'
  const record = useQuery(recordQuery(on, opportunity)).data
  const people = useTalkers(deal ? record : undefined, usePeople(deal ? opportunity : ''))
  const name = record ? (deal ? dealName(record) : String(record.name)) : ''
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('log.title')}
      lead={record && [name, deal ? dealTopic(record) : record.company].filter(Boolean).join(' · ')}
      width={560}
    >
      <DialogBody className="py-2">
        <Composer
          object={on}
          id={opportunity}
          name={name}
          people={people}
          activity={activity}
          step={step}
          autoFocus
          bare
          onDone={onClose}
        />
      </DialogBody>
    </Dialog>
  )
}
