import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { currentLang, type Lang, type Translate } from '@/lib/i18n'
import { save, savePng } from '@/ui/charts/export'
import { ChartSvg } from './chart-svg'
import type { Doc } from './doc'

/** A file that the server writes: the document as YAML, or as BPMN. */
export async function saveFromServer(id: string, name: string, kind: 'yaml' | 'bpmn') {
  const path = kind === 'yaml' ? 'document' : 'bpmn'
  const type = kind === 'yaml' ? 'application/yaml' : 'application/xml'
  const response = await fetch(`/api/v1/sop_versions/${id}/${path}`, {
    headers: { accept: type, 'accept-language': currentLang() },
  })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  save(`${name}.${kind}`, new Blob([await response.text()], { type }))
}

/** The chart as a picture, drawn for the file alone. */
export async function saveChart(doc: Doc, name: string, kind: 'svg' | 'png', lang: Lang, t: Translate) {
  const box = document.createElement('div')
  box.style.cssText = 'position:fixed;left:-99999px;top:0'
  document.body.append(box)
  const root = createRoot(box)
  try {
    flushSync(() => root.render(<ChartSvg doc={doc} lang={lang} t={t} />))
    const svg = box.querySelector('svg')
    if (!svg) throw new Error('no chart')
    if (kind === 'png') await savePng(name, svg)
    else save(`${name}.svg`, new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' }))
  } finally {
    root.unmount()
    box.remove()
  }
}
