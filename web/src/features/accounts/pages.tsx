import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { ListPage } from '@/records/list-page'
import { usePeopleAt } from '@/records/people-at'
import { RecordPage } from '@/records/record-page'
import { Related } from '@/records/related'
import type { BuiltInView } from '@/records/views'
import { ApprovalsCard } from '../approvals/card'
import { ReachCard } from '../contact/reach-card'
import { ImportLink } from '../imports/import-link'
import { ReferralsCard } from '../market/referrals-card'
import { TierCard } from '../tiers/tier-card'
import { DealsCard } from './deals-card'
import { GroupCard } from './group-card'
import { PeopleCard } from './people-card'

const list = getRouteApi('/shell/accounts')
const one = getRouteApi('/shell/accounts/$id')

/** Whom one may have talked to, for choosing at once. */
const TALKERS = 6

const VIEWS: BuiltInView[] = [
  { key: 'all', label: 'view.acc_all' },
  { key: 'mine', label: 'view.mine', filter: { field: 'owner', op: 'eq', value: { me: true } } },
  {
    key: 'to_contact',
    label: 'view.to_contact',
    sort: 'contact_due_on',
    filter: {
      all: [
        { field: 'owner', op: 'eq', value: { me: true } },
        { field: 'contact_due_on', op: 'lt', value: { today: 0 } },
      ],
    },
  },
  { key: 'tier_a', label: 'view.tier_a', filter: { field: 'tier', op: 'eq', value: 'A' } },
]

export function AccountsPage() {
  const search = list.useSearch()
  const navigate = list.useNavigate()
  return (
    <ListPage
      object="accounts"
      tools={<ImportLink object="accounts" />}
      views={VIEWS}
      search={search}
      onSearch={next => void navigate({ search: next, replace: true })}
    />
  )
}

export function AccountPage() {
  const { id } = one.useParams()
  const there = usePeopleAt(id)
  const people = useQuery({
    ...pageQuery('contacts', { filter: there, sort: 'name', limit: TALKERS }),
    enabled: useObject('contacts') !== undefined,
  }).data?.data
  return (
    <RecordPage
      key={id}
      object="accounts"
      id={id}
      people={people?.map(person => ({ id: person.id, name: String(person.name) }))}
      side={account => <Profile account={account} />}
    />
  )
}

/** Everything about a company at one glance. */
function Profile({ account }: { account: Rec }) {
  const { t } = useT()
  const tasks = useObject('accounts')?.collections.find(c => c.key === 'tasks')
  // Those of its deals as well, for whoever may know whose a deal is.
  const known = fieldOf(useObject('opportunities'), 'account') !== undefined
  return (
    <>
      <TierCard account={account} />
      <DealsCard account={account} />
      <PeopleCard account={account} />
      {tasks && (
        <Related
          collection={tasks}
          id={account.id}
          filter={{ field: 'status', op: 'in', value: ['open', 'doing'] }}
          title={t('record.open_tasks')}
          or={known ? { field: 'opportunity.account', op: 'eq', value: account.id } : undefined}
        />
      )}
      <ApprovalsCard object="accounts" id={account.id} />
      <GroupCard account={account} />
      <ReferralsCard of="accounts" id={account.id} />
      <ReachCard object="accounts" record={account} />
    </>
  )
}
