import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { pathThrough } from '../sop/chart-layout'
import type { Line } from './place-stages'

export interface WayData extends Record<string, unknown> {
  line: Line
  /** The way that is open always, or opens by its condition. */
  words: string
  onChoose: (stage: string) => void
}

export type WayEdge = Edge<WayData, 'way'>

/** A way on from a stage, along the points of the layout; a loop back is dashed. */
export const WayLine = memo(function WayLine({ id, data, markerEnd, selected }: EdgeProps<WayEdge>) {
  const { t } = useT()
  if (!data) return null
  const { line, words, onChoose } = data
  const middle = line.points[Math.floor(line.points.length / 2)]
  return (
    <>
      <BaseEdge
        id={id}
        path={pathThrough(line.points)}
        markerEnd={markerEnd}
        interactionWidth={16}
        style={{
          stroke: selected ? 'var(--accent)' : 'var(--fg-3)',
          strokeWidth: selected ? 2 : 1.2,
          strokeDasharray: line.back ? '5 4' : undefined,
        }}
      />
      {(line.asks || line.back) && middle && (
        <EdgeLabelRenderer>
          <button
            type="button"
            title={words || undefined}
            onClick={() => onChoose(line.from)}
            className={cn(
              'nodrag nopan studio-way absolute truncate rounded-full border bg-bg px-2 text-2xs leading-4.5',
              selected ? 'border-accent text-accent-ink' : 'border-line text-fg2',
            )}
            style={{ transform: `translate(-50%,-50%) translate(${middle.x}px,${middle.y}px)` }}
          >
            {line.asks ? words || t('studio.asks') : t('studio.back_to')}
          </button>
        </EdgeLabelRenderer>
      )}
    </>
  )
})
