import type { Lang, Translate } from '@/lib/i18n'
import { pathThrough } from '../sop/chart-layout'
import { say, span } from '../sop/document'
import type { Doc } from './doc'
import { HEAD, heightOf, placeStages, ROW, WIDTH } from './place-stages'

/** Colours of the ramp as paper and other programs know them: a picture has no style sheet. */
const RAMP = ['#b3b9c9', '#98a7cf', '#7b93d6', '#5c7bd8', '#3c60d0', '#2a48b4']
const INK = '#1c2130'
const DIM = '#5a6072'
const LINE = '#c9cdd8'
const FONT = "Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"

/** A text that fits: a Chinese sign is as wide as two letters. */
function clip(text: string, columns: number): string {
  let width = 0
  let end = 0
  for (const char of text) {
    width += char.charCodeAt(0) > 0x2e7f ? 2 : 1.1
    if (width > columns) return `${text.slice(0, end)}…`
    end += char.length
  }
  return text
}

/** The chart as one picture in itself: for files, and for paper. */
export function ChartSvg({
  doc,
  lang,
  t,
  brief = false,
}: {
  doc: Doc
  lang: Lang
  t: Translate
  /** Stages without their steps, where those stand beside it. */
  brief?: boolean
}) {
  const placed = placeStages(doc, !brief, false)
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${placed.width} ${placed.height}`}
      width={placed.width}
      height={placed.height}
      fontFamily={FONT}
      role="img"
      aria-label={say(doc.sop.name, lang)}
    >
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0,0 L8,4 L0,8 z" fill={DIM} />
        </marker>
      </defs>
      <rect width={placed.width} height={placed.height} fill="#fff" />
      {placed.lines.map(line => (
        <path
          key={line.id}
          d={pathThrough(line.points)}
          fill="none"
          stroke={DIM}
          strokeWidth="1.2"
          strokeDasharray={line.back ? '5 4' : undefined}
          markerEnd="url(#tip)"
        />
      ))}
      {doc.stages.map((stage, i) => {
        const place = placed.places.get(stage.key)
        if (!place) return null
        const steps = stage.steps ?? []
        const height = heightOf(steps.length, !brief, false)
        const color = RAMP[doc.stages.length < 2 ? 0 : Math.round((i / (doc.stages.length - 1)) * 5)] ?? INK
        return (
          <g key={stage.key} transform={`translate(${place.x},${place.y})`}>
            <rect width={WIDTH} height={height} rx="8" fill="#fff" stroke={LINE} />
            <rect width="4" height={height} rx="2" fill={color} />
            <text x="14" y="21" fontSize="13" fontWeight="600" fill={INK}>
              {clip(say(stage.name, lang), 30)}
            </text>
            <text x={WIDTH - 12} y="21" fontSize="12" fill={DIM} textAnchor="end">
              {`${stage.probability}%`}
            </text>
            <text x="14" y="39" fontSize="11" fill={DIM}>
              {`${t('sop.n_steps', { n: steps.length })} · ${span(stage.target, t)}${stage.signing ? ` · ${t('status.won')}` : ''}`}
            </text>
            {steps.length > 0 && !brief && <line x1="0" x2={WIDTH} y1={HEAD} y2={HEAD} stroke={LINE} />}
            {(brief ? [] : steps).map((step, n) => (
              <g key={step.key} transform={`translate(0,${HEAD + n * ROW})`}>
                <circle
                  cx="18"
                  cy={ROW / 2}
                  r="3"
                  fill={step.required ? '#2a5bd7' : '#fff'}
                  stroke={step.required ? '#2a5bd7' : DIM}
                />
                <text x="30" y={ROW / 2 + 4} fontSize="12" fill={INK}>
                  {clip(say(step.title, lang), 32)}
                </text>
                {step.due && (
                  <text x={WIDTH - 12} y={ROW / 2 + 4} fontSize="11" fill={DIM} textAnchor="end">
                    {step.due}
                  </text>
                )}
              </g>
            ))}
          </g>
        )
      })}
    </svg>
  )
}
