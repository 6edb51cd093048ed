import { getRouteApi } from '@tanstack/react-router'
import { ListPage } from '@/records/list-page'
import { RecordPage } from '@/records/record-page'
import { ProcessTabs } from './process-tabs'

const list = getRouteApi('/shell/sops/$object')
const one = getRouteApi('/shell/sops/$object/$id')

/** A list of the process: deviations, what was checked. */
export function ProcessList() {
  const { object } = list.useParams()
  const search = list.useSearch()
  const navigate = list.useNavigate()
  return (
    <>
      <ProcessTabs />
      <ListPage
        key={object}
        object={object}
        views={[{ key: 'all', label: 'view.all' }]}
        search={search}
        onSearch={next => void navigate({ search: next, replace: true })}
      />
    </>
  )
}

export function ProcessRecord() {
  const { object, id } = one.useParams()
  return <RecordPage key={id} object={object} id={id} />
}
