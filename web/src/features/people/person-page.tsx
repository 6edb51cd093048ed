import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { recordQuery } from '@/api/queries'
import { useMay } from '@/app/hooks'
import { RecordPage } from '@/records/record-page'
import { AccessCard } from './access-card'

const route = getRouteApi('/shell/settings/users/$id')

/** Somebody who works here; for an administrator also how they get in and how they leave. */
export function PersonPage() {
  const { id } = route.useParams()
  const admin = useMay('admin')
  const person = useQuery(recordQuery('users', id)).data
  return <RecordPage key={id} object="users" id={id} top={admin && person && <AccessCard person={person} />} />
}
