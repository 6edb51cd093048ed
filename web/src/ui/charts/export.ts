/** A table of figures, as it is shown beside a chart and saved as CSV. */
export interface ChartTable {
  head: string[]
  rows: (string | number | null)[][]
}

/** Gives a file to the person. */
export function save(name: string, blob: Blob) {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** A cell as spreadsheets read it; what looks like a formula stays text. */
function cell(value: string | number | null): string {
  if (value == null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const csv = ({ head, rows }: ChartTable): string =>
  [head, ...rows].map(row => row.map(cell).join(',')).join('\r\n')

export function saveCsv(name: string, table: ChartTable) {
  // The mark tells spreadsheets that it is UTF-8.
  save(`${name}.csv`, new Blob(['\uFEFF', csv(table)], { type: 'text/csv;charset=utf-8' }))
}

const KEPT = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
]

/** Saves a chart as a picture, in the colours it is shown in. */
export async function savePng(name: string, svg: SVGSVGElement): Promise<void> {
  const { width, height } = svg.getBoundingClientRect()
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = svg.querySelectorAll<SVGElement>('*')
  copy.querySelectorAll<SVGElement>('*').forEach((node, i) => {
    const original = originals[i]
    if (!original) return
    const shown = getComputedStyle(original)
    for (const key of KEPT) node.style.setProperty(key, shown.getPropertyValue(key))
  })
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
  await image.decode()
  const scale = 2
  const canvas = document.createElement('canvas')
  canvas.width = width * scale
  canvas.height = height * scale
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  pen.scale(scale, scale)
  pen.fillStyle = getComputedStyle(document.body).getPropertyValue('--surface').trim() || '#fff'
  pen.fillRect(0, 0, width, height)
  pen.drawImage(image, 0, 0, width, height)
  const blob = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/png'))
  if (!blob) throw new Error('no picture')
  save(`${name}.png`, blob)
}
