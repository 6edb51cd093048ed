import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Condition } from '@/api/condition'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { isRef, valueText } from '@/records/value'
import { Badge } from '@/ui/bits'
import { together, useSums } from '../accounts/amounts'
import { DealStates } from '../accounts/deal-states'

/** Deals under way that are shown. */
const SHOWN = 10

/** The deals that a person has a say in, and which. */
export function SaysCard({ contact }: { contact: Rec }) {
  const { t } = useT()
  const object = useObject('stakeholders')
  const [role, attitude] = ['role', 'attitude'].map(key => fieldOf(object, key))
  const deals = useObject('opportunities')
  const known = object !== undefined && fieldOf(deals, 'status') !== undefined
  const own: Condition = { field: 'contact', op: 'in', value: [contact.id] }
  const of: Condition = { exists: { path: 'stakeholders', where: own } }
  const sums = useSums(of, 'status', known)
  const { n } = together(sums?.values() ?? [])
  const says =
    useQuery({
      ...pageQuery('stakeholders', {
        filter: { all: [own, { field: 'opportunity.status', op: 'eq', value: 'open' }] },
        sort: '-created_at',
        limit: SHOWN,
      }),
      enabled: known,
    }).data?.data ?? []
  if (n === 0) return null
  return (
    <section aria-label={t('people.says')} className="flex flex-col">
      <h2 className="flex h-8 items-center gap-1 text-xs text-fg3">
        {t('people.says')} <span className="tnum">{n}</span>
      </h2>
      {says.map(say =>
        isRef(say.opportunity) ? (
          <Link
            key={say.id}
            to="/opportunities/$id"
            params={{ id: say.opportunity.id }}
            className="-mx-1.5 flex min-h-8.5 items-center gap-2 rounded-md px-1.5 text-sm hover:bg-hover max-md:min-h-11"
          >
            <span className="min-w-0 flex-1 truncate">{say.opportunity.name}</span>
            {attitude && say.attitude && say.attitude !== 'unknown' ? (
              <span className="shrink-0 text-xs text-fg2">{valueText(attitude, say.attitude)}</span>
            ) : null}
            {role && say.role ? (
              <Badge tone={say.role === 'decider' ? 'accent' : 'plain'}>{valueText(role, say.role)}</Badge>
            ) : null}
          </Link>
        ) : null,
      )}
      <DealStates of={of} sums={sums} />
    </section>
  )
}
