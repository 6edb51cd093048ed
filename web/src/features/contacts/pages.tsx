import { getRouteApi } from '@tanstack/react-router'
import { ListPage } from '@/records/list-page'
import { RecordPage } from '@/records/record-page'
import type { BuiltInView } from '@/records/views'
import { ImportLink } from '../imports/import-link'

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
  return <RecordPage key={id} object="contacts" id={id} />
}
