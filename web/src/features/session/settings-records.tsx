import { getRouteApi } from '@tanstack/react-router'
import { ListPage } from '@/records/list-page'
import { RecordPage } from '@/records/record-page'

const list = getRouteApi('/shell/settings/$object')
const one = getRouteApi('/shell/settings/$object/$id')

/** Any list of the catalogue, plain. */
export function SettingsList() {
  const { object } = list.useParams()
  const search = list.useSearch()
  const navigate = list.useNavigate()
  return (
    <ListPage
      key={object}
      object={object}
      views={[{ key: 'all', label: 'view.all' }]}
      search={search}
      onSearch={next => void navigate({ search: next, replace: true })}
    />
  )
}

export function SettingsRecord() {
  const { object, id } = one.useParams()
  return <RecordPage key={id} object={object} id={id} />
}
