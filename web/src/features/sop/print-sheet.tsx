import { createPortal } from 'react-dom'
import { useT } from '@/lib/i18n'
import { type SopDocument, say } from './document'
import { StageSheet } from './stage-sheet'
import './print-sheet.css'

/** The whole SOP on paper: what prints instead of the page it stands on. */
export function PrintSheet({ document: sop, name }: { document: SopDocument; name: string }) {
  const { lang } = useT()
  return createPortal(
    <div className="print-only" aria-hidden="true">
      <h1 className="px-5 text-2xl font-semibold">{name}</h1>
      <p className="px-5 pt-2">{say(sop.sop.description, lang)}</p>
      <p className="px-5 pt-4 text-sm">{sop.stages.map(stage => say(stage.name, lang)).join(' → ')}</p>
      {sop.stages.map(stage => (
        <StageSheet key={stage.key} document={sop} stage={stage} />
      ))}
    </div>,
    document.body,
  )
}
