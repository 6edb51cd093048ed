import { getRouteApi } from '@tanstack/react-router'
import { ListPage } from '@/records/list-page'
import { RecordPage } from '@/records/record-page'
import type { BuiltInView } from '@/records/views'
import { ImportLink } from '../imports/import-link'

const list = getRouteApi('/shell/accounts')
const one = getRouteApi('/shell/accounts/$id')

const VIEWS: BuiltInView[] = [
  { key: 'all', label: 'view.acc_all' },
  { key: 'mine', label: 'view.mine', filter: { field: 'owner', op: 'eq', value: { me: true } } },
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
  return <RecordPage key={id} object="accounts" id={id} />
}
