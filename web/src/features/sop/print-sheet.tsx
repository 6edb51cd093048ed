import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { createPortal } from 'react-dom'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { late } from '@/lib/late'
import type { Doc } from '../studio/doc'
import { type SopDocument, say } from './document'
import { StageSheet } from './stage-sheet'
import './print-sheet.css'

const ChartSvg = lazy(late(() => import('../studio/chart-svg').then(m => ({ default: m.ChartSvg }))))

/** The whole SOP on paper, as a handbook: what prints instead of the page it stands on. */
export function PrintSheet({ document: doc, name, sop }: { document: SopDocument; name: string; sop?: string }) {
  const { t, lang } = useT()
  const has = useObject('talk_tracks') !== undefined
  const tracks =
    useQuery({
      ...pageQuery('talk_tracks', {
        filter: { field: 'sop', op: 'eq', value: sop ?? '' },
        sort: 'created_at',
        limit: 200,
      }),
      enabled: has && sop !== undefined,
    }).data?.data ?? []
  return createPortal(
    <div className="print-only" aria-hidden="true">
      <h1 className="px-5 text-2xl font-semibold">{name}</h1>
      <p className="px-5 pt-2">{say(doc.sop.description, lang)}</p>
      <p className="px-5 pt-4 text-sm">{doc.stages.map(stage => say(stage.name, lang)).join(' → ')}</p>
      <div className="print-chart px-5 pt-4">
        <Suspense>
          <ChartSvg doc={doc as Doc} lang={lang} t={t} brief />
        </Suspense>
      </div>
      {doc.stages.map(stage => (
        <div key={stage.key}>
          <StageSheet document={doc} stage={stage} />
          <Tracks tracks={tracks.filter(track => track.stage === stage.key)} />
        </div>
      ))}
      <Tracks tracks={tracks.filter(track => !doc.stages.some(stage => stage.key === track.stage))} />
    </div>,
    document.body,
  )
}

/** What to say, in the situations that come up. */
function Tracks({ tracks }: { tracks: Rec[] }) {
  const { t, lang } = useT()
  if (tracks.length === 0) return null
  return (
    <section className="px-5 pb-6">
      <h3 className="mb-1.5 text-xs text-fg2">{t('studio.tab_tracks')}</h3>
      <ul>
        {tracks.map(track => (
          <li key={track.id} className="pb-2 text-sm">
            <p className="font-medium">{String((lang === 'en' && track.situation_en) || track.situation)}</p>
            <p className="whitespace-pre-wrap">{String((lang === 'en' && track.text_en) || track.text)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
