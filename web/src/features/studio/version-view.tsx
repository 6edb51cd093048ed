import { FilePen } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { post } from '@/api/client'
import { attempt } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { dayOf, dayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { late } from '@/lib/late'
import { usePhone } from '@/lib/media'
import { isRef } from '@/records/value'
import { SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { say } from '../sop/document'
import { PrintSheet } from '../sop/print-sheet'
import { StageSheet } from '../sop/stage-sheet'
import { reload, type Standing } from './data'
import type { Doc, Place } from './doc'
import { nearest } from './edits'
import { MoreMenu } from './more-menu'
import { NewsCard } from './news-card'
import { PlaceList } from './place-list'
import { ReceiptsCard } from './receipts-card'
import { ScheduleCard } from './schedule-card'
import { StatusBadge } from './status-badge'
import { DraftStore } from './store'
import { StudioContext } from './studio-context'
import { VersionMenu } from './version-menu'

const Canvas = lazy(late(() => import('./canvas')))
const NONE: ReadonlySet<string> = new Set()
const NO_REPORT = { faults: [], words: {} }

interface Props {
  record: Rec
  doc: Doc
  standing: Standing
  place: Place
  onPlace: (place: Place) => void
  onDraft: (id: string) => void
}

/** A version that is in use or was: what it says, what it changed and why, who has read it. */
export function VersionView({ record, doc, standing, place: wanted, onPlace, onDraft }: Props) {
  const { t, lang } = useT()
  const phone = usePhone()
  const [store] = useState(() => new DraftStore(doc))
  const sop = isRef(record.sop) ? record.sop : null
  const place = nearest(doc, wanted)
  const stage = doc.stages.find(s => place.kind !== 'sop' && s.key === place.stage)
  const studio = useMemo(
    () => ({ store, edits: false, place, choose: onPlace, report: NO_REPORT }),
    [store, place, onPlace],
  )
  const name = say(doc.sop.name, lang)
  return (
    <StudioContext.Provider value={studio}>
      <PageHead
        title={name}
        note={
          <span className="flex items-center gap-2">
            <VersionMenu sop={sop?.id ?? ''} id={record.id} number={Number(record.number)} />
            <StatusBadge status={record.status} />
            {typeof record.published_at === 'string' && (
              <span className="max-md:hidden">
                {t('studio.since', { day: dayText(dayOf(record.published_at), lang) })}
              </span>
            )}
          </span>
        }
      >
        {standing.may_draft && (
          <Button
            tone="primary"
            onClick={() =>
              void attempt(async () => {
                const draft = await post<Rec>(`/sop_versions/${record.id}/draft`)
                await reload(draft.id)
                onDraft(draft.id)
              })
            }
          >
            <FilePen className="size-4" />
            {t('studio.new_draft')}
          </Button>
        )}
        <MoreMenu id={record.id} name={`${name} v${record.number}`} doc={() => doc} flush={async () => true} />
      </PageHead>
      <div className="flex min-h-0 flex-1">
        {!phone && (
          <div className="min-w-0 flex-1 bg-bg">
            <Suspense fallback={<SkeletonRows />}>
              <Canvas remarks={NONE} />
            </Suspense>
          </div>
        )}
        <Scroll label={name} className="studio-side bg-bg">
          <div className="flex flex-col gap-3 p-4 empty:hidden">
            {phone && <PlaceList />}
            <NewsCard
              id={record.id}
              name={`v${record.number}`}
              summary={record.summary as string | null}
              reason={record.reason as string | null}
              asked={standing.receipt !== null && standing.receipt.read_at === null}
            />
            {record.status === 'published' && <ScheduleCard record={record} edits={standing.may_draft} />}
            <ReceiptsCard id={record.id} />
          </div>
          {stage ? (
            <StageSheet document={doc} stage={stage} />
          ) : (
            <p className="px-5 pb-6 text-sm">{say(doc.sop.description, lang)}</p>
          )}
        </Scroll>
      </div>
      <PrintSheet document={doc} name={name} sop={sop?.id} />
    </StudioContext.Provider>
  )
}
