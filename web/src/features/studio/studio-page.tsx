import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useRef } from 'react'
import { get } from '@/api/client'
import { attempt } from '@/api/mutations'
import { client } from '@/api/queries'
import type { Rec } from '@/api/types'
import { LoadError } from '@/app/fallback'
import { useT } from '@/lib/i18n'
import { SkeletonRows } from '@/ui/bits'
import { PageHead } from '@/ui/page-head'
import { faultsQuery, type Standing, standingQuery } from './data'
import { type Place, placeKey, readDoc, readPlace } from './doc'
import { Editor } from './editor'
import { RawDraft } from './raw-draft'
import type { Report } from './studio-context'
import { VersionView } from './version-view'
import './studio.css'

const route = getRouteApi('/shell/sops/versions/$id')

/** A version with its text. The record comes first: if another saves between the two, the next save finds out. */
const versionQuery = (id: string) => ({
  queryKey: ['record', 'sop_versions', id, 'studio'],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const record = await get<Rec>(`/sop_versions/${id}`, { signal })
    const [json, report] = await Promise.all([
      get<unknown>(`/sop_versions/${id}/document`, { signal }),
      get<Report>(`/sop_versions/${id}/faults`, { signal }),
    ])
    return { record, json, report }
  },
})

/** A version of an SOP: a draft to be edited, or a published one to be read. */
export function StudioPage() {
  const { id } = route.useParams()
  // Another version is another page.
  return <Version key={id} id={id} />
}

function Version({ id }: { id: string }) {
  const { t } = useT()
  const search = route.useSearch()
  const navigate = useNavigate()
  const query = useQuery({ ...versionQuery(id), staleTime: 0 })
  const standing = useQuery(standingQuery(id))
  const place = useMemo(() => readPlace(search.at), [search.at])
  const onPlace = useCallback(
    (next: Place) =>
      void navigate({ to: '/sops/versions/$id', params: { id }, search: { at: placeKey(next) }, replace: true }),
    [navigate, id],
  )
  // The editor has its own copy from then on: it is drawn anew only if it is asked for.
  const round = useRef(0)
  const failed = query.error ?? standing.error
  if (failed && !query.data)
    return (
      <>
        <PageHead title={t('nav.sops')} />
        <LoadError error={failed} retry={() => void Promise.all([query.refetch(), standing.refetch()])} />
      </>
    )
  if (!query.data || !standing.data) return <SkeletonRows />
  const { record, json, report } = query.data
  const doc = readDoc(json)
  const again = () =>
    void attempt(async () => {
      await client.refetchQueries({ queryKey: versionQuery(id).queryKey })
      round.current += 1
    })
  const known: Standing = standing.data
  const changing = record.status === 'draft' || record.status === 'in_review'
  if (!doc) return <RawDraft record={record} report={report} edits={known.may_edit} onSaved={again} />
  if (!changing)
    return (
      <VersionView
        record={record}
        doc={doc}
        standing={known}
        place={place}
        onPlace={onPlace}
        onDraft={draft => void navigate({ to: '/sops/versions/$id', params: { id: draft } })}
      />
    )
  return (
    <Editor
      key={`${round.current}`}
      record={record}
      doc={doc}
      report={report}
      standing={known}
      place={place}
      onPlace={onPlace}
      onReload={again}
      onDone={gone => {
        void client.invalidateQueries({ queryKey: faultsQuery(id).queryKey })
        if (gone) void navigate({ to: '/sops', search: { sop: undefined, chart: undefined } })
        else void client.invalidateQueries({ queryKey: versionQuery(id).queryKey })
      }}
    />
  )
}
