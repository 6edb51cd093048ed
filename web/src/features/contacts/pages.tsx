import { getRouteApi } from '@tanstack/react-router'
import type { Rec } from '@/api/types'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { ListPage } from '@/records/list-page'
import { RecordPage } from '@/records/record-page'
import { Related } from '@/records/related'
import { isRef } from '@/records/value'
import type { BuiltInView } from '@/records/views'
import { ConsentsCard } from '../contact/consents-card'
import { ReachCard } from '../contact/reach-card'
import { ImportLink } from '../imports/import-link'
import { BesideCard } from '../market/beside-card'
import { ReferralsCard } from '../market/referrals-card'
import { CompaniesCard } from './companies-card'
import { SaysCard } from './says-card'

const list = getRouteApi('/shell/contacts')
const one = getRouteApi('/shell/contacts/$id')

const VIEWS: BuiltInView[] = [
  { key: 'all', label: 'view.con_all' },
  { key: 'mine', label: 'view.mine', filter: { field: 'owner', op: 'eq', value: { me: true } } },
]

export function ContactsPage() {
  const search = list.useSearch()
  const navigate = list.useNavigate()
  return (
    <ListPage
      object="contacts"
      tools={<ImportLink object="contacts" />}
      views={VIEWS}
      search={search}
      onSearch={next => void navigate({ search: next, replace: true })}
    />
  )
}

export function ContactPage() {
  const { id } = one.useParams()
  return <RecordPage key={id} object="contacts" id={id} side={contact => <Profile contact={contact} />} />
}

/** Where somebody is, what they have a say in, what is to be done with them. */
function Profile({ contact }: { contact: Rec }) {
  const { t } = useT()
  const tasks = useObject('contacts')?.collections.find(c => c.key === 'tasks')
  return (
    <>
      <CompaniesCard contact={contact} />
      <SaysCard contact={contact} />
      <BesideCard object="contacts" id={contact.id} />
      <ReferralsCard of="contacts" id={contact.id} />
      <ReachCard object="contacts" record={contact} />
      <ConsentsCard on="contact" record={contact} />
      {tasks && (
        <Related
          collection={tasks}
          id={contact.id}
          filter={{ field: 'status', op: 'in', value: ['open', 'doing'] }}
          title={t('record.open_tasks')}
          create={isRef(contact.account) ? { account: contact.account.id } : undefined}
        />
      )}
    </>
  )
}
