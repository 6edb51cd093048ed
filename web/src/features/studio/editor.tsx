import { useQuery } from '@tanstack/react-query'
import { Redo2, Undo2 } from 'lucide-react'
import {
  lazy,
  memo,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import { call } from '@/api/client'
import { attempt } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { useObject } from '@/app/hooks'
import { useCalm } from '@/lib/calm'
import { useT } from '@/lib/i18n'
import { late } from '@/lib/late'
import { usePhone } from '@/lib/media'
import { SkeletonRows } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { Tabs } from '@/ui/tabs'
import { PrintSheet } from '../sop/print-sheet'
import { useAutosave } from './autosave'
import { act, remarkOf, remarksQuery, type Standing } from './data'
import { DiscardDialog } from './discard-dialog'
import { type Doc, type Place, readDoc } from './doc'
import { FaultsPanel } from './faults-panel'
import { MoreMenu } from './more-menu'
import { PasteDialog } from './paste-dialog'
import { PlaceForm } from './place-form'
import { PlaceList } from './place-list'
import { PublishDialog } from './publish-dialog'
import { QuestionsForm } from './questions-form'
import { RemarksPanel } from './remarks-panel'
import { ReviewDialog } from './review-dialog'
import { Reviewers } from './reviewers'
import { SaveNote } from './save-note'
import { StatusBadge } from './status-badge'
import { DraftStore, useDoc } from './store'
import { type Report, StudioContext } from './studio-context'
import { TracksPanel } from './tracks-panel'
import { VersionMenu } from './version-menu'

const Sheet = memo(PrintSheet)
const Canvas = lazy(late(() => import('./canvas')))

interface Props {
  record: Rec
  doc: Doc
  report: Report
  standing: Standing
  place: Place
  onPlace: (place: Place) => void
  /** It was published, or thrown away. */
  onDone: (gone: boolean) => void
  /** Somebody else's text is to be loaded. */
  onReload: () => void
}

type Tab = 'form' | 'questions' | 'tracks' | 'remarks' | 'faults'

/** A draft being edited: the chart beside the form of what is chosen in it. */
export function Editor({ record, doc: first, report: initial, standing, place, onPlace, onDone, onReload }: Props) {
  const { t, lang } = useT()
  const phone = usePhone()
  const id = record.id
  const edits = standing.may_edit
  // One store for as long as the page shows this draft.
  const [store] = useState(() => new DraftStore(first))
  const saving = useAutosave(id, record.version, store, initial)
  const [tab, setTab] = useState<Tab>(edits ? 'form' : 'remarks')
  const [dialog, setDialog] = useState<'publish' | 'review' | 'discard' | 'paste' | null>(null)
  // Letters typed into the form draw the form and its stage anew, not the page around them.
  const name = useDoc(store, lang === 'en' ? nameEn : nameZh) || t('studio.unnamed')
  const notes = useQuery(remarksQuery(id)).data?.data
  const remarks = (notes ?? []).map(remarkOf).filter(remark => !remark.resolved)
  const places = remarks.flatMap(remark => (remark.place ? [remark.place] : [])).join()
  const marked = useMemo(() => new Set(places.split(',').filter(Boolean)), [places])
  const tracks = useObject('talk_tracks') !== undefined
  const reviewing = record.status === 'in_review'
  const errors = saving.report.faults.filter(fault => fault.severity === 'error').length

  const choose = useCallback(
    (next: Place) => {
      onPlace(next)
      setTab(old => (old === 'questions' || old === 'faults' ? 'form' : old))
    },
    [onPlace],
  )
  const studio = useMemo(
    () => ({ store, edits, place, choose, report: saving.report }),
    [store, edits, place, choose, saving.report],
  )

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (!edits || !(event.ctrlKey || event.metaKey) || event.altKey) return
      const key = event.key.toLowerCase()
      if (key === 'z' && !event.shiftKey) store.undo()
      else if ((key === 'z' && event.shiftKey) || key === 'y') store.redo()
      else if (key === 's') void saving.flush()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [store, edits, saving.flush])

  async function share(reviewers: string[]) {
    await saving.flush()
    const answer = await act(id, 'review', { reviewers })
    if (answer) saving.adopt(answer.version)
  }

  /** A document from a file: if the page can draw it, it can be undone; else it is kept as it is. */
  async function fromFile(text: string) {
    await saving.flush()
    const answer = await call<{ version: number }>('PUT', `/sop_versions/${id}/document`, {
      body: { yaml: text },
      version: saving.version(),
    })
    saving.adopt(answer.version)
    const json = await call<unknown>('GET', `/sop_versions/${id}/document`)
    const read = readDoc(json)
    if (read) store.replace(read)
    else onReload()
  }

  const panels: { key: Tab; label: ReactNode; panel: ReactNode }[] = [
    { key: 'form', label: t('studio.tab_form'), panel: <PlaceForm phone={phone} /> },
    { key: 'questions', label: t('sop.questions'), panel: <QuestionsForm /> },
    ...(tracks
      ? [{ key: 'tracks' as const, label: t('studio.tab_tracks'), panel: <TracksPanel sop={sopOf(record)} /> }]
      : []),
    {
      key: 'remarks',
      label: <Counted text={t('studio.tab_remarks')} n={remarks.length} />,
      panel: (
        <>
          <Reviewers id={id} standing={standing} />
          <RemarksPanel id={id} />
        </>
      ),
    },
    {
      key: 'faults',
      label: <Counted text={t('studio.tab_faults')} n={errors} bad />,
      panel: <FaultsPanel onQuestions={() => setTab('questions')} onForm={() => setTab('form')} />,
    },
  ]

  return (
    <StudioContext.Provider value={studio}>
      <PageHead
        title={t('studio.title_of', { name })}
        note={
          <span className="flex items-center gap-2">
            <VersionMenu sop={sopOf(record)} id={id} number={Number(record.number)} />
            <StatusBadge status={record.status} />
            {edits && <SaveNote id={id} saving={saving} onTheirs={onReload} />}
          </span>
        }
      >
        {edits && (
          <>
            <UndoButtons store={store} />
            {reviewing && (
              <Button
                className="max-md:hidden"
                onClick={() => void attempt(async () => saving.adopt(await withdrawn(id)))}
              >
                {t('studio.withdraw')}
              </Button>
            )}
            <Button className="max-md:hidden" onClick={() => setDialog('review')}>
              {t(reviewing ? 'studio.reviewers' : 'studio.share')}
            </Button>
            <Button tone="primary" disabled={errors > 0} onClick={() => setDialog('publish')}>
              {t('studio.publish')}
            </Button>
          </>
        )}
        <MoreMenu
          id={id}
          name={`${name} v${record.number}`}
          doc={() => store.doc}
          flush={saving.flush}
          onFile={edits ? fromFile : undefined}
          onPaste={edits ? () => setDialog('paste') : undefined}
          onDiscard={edits ? () => setDialog('discard') : undefined}
        />
      </PageHead>
      <div className="flex min-h-0 flex-1">
        {phone ? null : (
          <div className="min-w-0 flex-1 bg-bg">
            <Suspense fallback={<SkeletonRows />}>
              <Canvas remarks={marked} />
            </Suspense>
          </div>
        )}
        <aside className="studio-side flex min-h-0 flex-col bg-surface">
          {phone && (
            <div className="border-b border-line p-3">
              <PlaceList />
            </div>
          )}
          <Tabs
            look="line"
            label={t('studio.parts')}
            tabs={panels}
            value={tab}
            onChange={key => setTab(key as Tab)}
            listClass="no-bar shrink-0 overflow-x-auto px-2"
            panelClass="min-h-0 flex-1 overflow-y-auto"
          />
        </aside>
      </div>
      <Paper store={store} name={name} sop={sopOf(record)} />
      {dialog === 'publish' && (
        <PublishDialog
          id={id}
          number={Number(record.number)}
          flush={saving.flush}
          onClose={() => setDialog(null)}
          onDone={() => onDone(false)}
        />
      )}
      {dialog === 'paste' && <PasteDialog onClose={() => setDialog(null)} onText={fromFile} />}
      {dialog === 'discard' && <DiscardDialog id={id} onClose={() => setDialog(null)} onDone={() => onDone(true)} />}
      {dialog === 'review' && <ReviewDialog id={id} onClose={() => setDialog(null)} onShare={share} />}
    </StudioContext.Provider>
  )
}

const sopOf = (record: Rec): string => String((record.sop as { id?: string } | null)?.id ?? '')

const nameZh = (doc: Doc): string => doc.sop.name.zh || doc.sop.name.en
const nameEn = (doc: Doc): string => doc.sop.name.en || doc.sop.name.zh
const whole = (doc: Doc) => doc

/** What is printed. Nobody reads it while they type. */
function Paper({ store, name, sop }: { store: DraftStore; name: string; sop: string }) {
  return <Sheet document={useCalm(useDoc(store, whole))} name={name} sop={sop} />
}

/** Takes the draft back from review; gives the version that this made of its record. */
async function withdrawn(id: string): Promise<number> {
  await act(id, 'withdraw')
  return (await call<Rec>('GET', `/sop_versions/${id}`)).version
}

function Counted({ text, n, bad }: { text: string; n: number; bad?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1">
      {text}
      {n > 0 && (
        <span
          className={
            bad
              ? 'tnum rounded-full bg-bad-soft px-1.5 text-2xs text-bad'
              : 'tnum rounded-full bg-accent-soft px-1.5 text-2xs text-accent-ink'
          }
        >
          {n}
        </span>
      )}
    </span>
  )
}

function UndoButtons({ store }: { store: DraftStore }) {
  const { t } = useT()
  const can = useSyncExternalStore(store.subscribe, () => Number(store.canUndo) + 2 * Number(store.canRedo))
  return (
    <span className="flex">
      <IconButton label={`${t('action.undo')} (Ctrl+Z)`} disabled={(can & 1) === 0} onClick={() => store.undo()}>
        <Undo2 className="size-4" />
      </IconButton>
      <IconButton label={`${t('studio.redo')} (Ctrl+Y)`} disabled={(can & 2) === 0} onClick={() => store.redo()}>
        <Redo2 className="size-4" />
      </IconButton>
    </span>
  )
}
