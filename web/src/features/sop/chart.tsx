import '@xyflow/react/dist/base.css'
import {
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react'
import { useMemo } from 'react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/media'
import { Badge } from '@/ui/bits'
import { rampColor } from '../opportunities/stages'
import { layout, NODE, pathThrough, type Way } from './chart-layout'
import { type DocumentStage, type SopDocument, say, span } from './document'

interface StageData extends Record<string, unknown> {
  stage: DocumentStage
  color: string
  chosen: boolean
  /** How it stands to another version. */
  mark: string | undefined
  onChoose: () => void
}

type StageNode = Node<StageData, 'stage'>
type WayEdge = Edge<{ way: Way }, 'way'>

const nodeTypes = { stage: StageCard }
const edgeTypes = { way: WayLine }

/** The stages of an SOP as a chart; the chosen one is marked. */
export default function SopChart({
  document,
  chosen,
  marks,
  onChoose,
}: {
  document: SopDocument
  chosen: string
  marks?: Record<string, string>
  onChoose: (index: number) => void
}) {
  const { t } = useT()
  // A phone is too small for all of it at once: it begins at the top, and is moved by a finger.
  const phone = usePhone()
  const drawn = useMemo(() => layout(document), [document])
  const nodes: StageNode[] = document.stages.map((stage, i) => ({
    id: stage.key,
    type: 'stage',
    position: drawn.places.get(stage.key) ?? { x: 0, y: 0 },
    ...NODE,
    data: {
      stage,
      color: rampColor(i, document.stages.length),
      chosen: stage.key === chosen,
      mark: marks?.[stage.key],
      onChoose: () => onChoose(i),
    },
  }))
  const edges: WayEdge[] = drawn.ways.map(way => ({
    id: `${way.from}-${way.to}`,
    type: 'way',
    source: way.from,
    target: way.to,
    focusable: false,
    markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--fg-3)' },
    data: { way },
  }))
  return (
    <section aria-label={t('sop.chart')} className="size-full">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        fitView={!phone}
        fitViewOptions={{ padding: 0.06, maxZoom: 1 }}
        defaultViewport={{ x: (window.innerWidth - NODE.width) / 2 - 8, y: 0, zoom: 1 }}
        minZoom={0.3}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        proOptions={{ hideAttribution: true }}
      >
        <Controls showInteractive={false} className="rounded-md border border-line bg-raised shadow-e1" />
      </ReactFlow>
    </section>
  )
}

function StageCard({ data }: NodeProps<StageNode>) {
  const { t, lang } = useT()
  const { stage, color, chosen, mark, onChoose } = data
  return (
    <>
      <Handle type="target" position={Position.Top} className="opacity-0" />
      <button
        type="button"
        aria-pressed={chosen}
        onClick={onChoose}
        className={cn(
          'nodrag flex flex-col justify-center gap-1 rounded-lg border px-3 text-left shadow-e1',
          chosen ? 'border-accent bg-accent-soft' : 'border-line bg-surface hover:border-line2',
        )}
        style={{ width: NODE.width, height: NODE.height, borderLeft: `4px solid ${color}` }}
      >
        <span className="flex w-full items-center gap-2 text-sm font-medium">
          <span className="min-w-0 flex-1 truncate">{say(stage.name, lang)}</span>
          {mark === 'added' && <Badge tone="ok">{t('lab.change_added')}</Badge>}
          {mark === 'changed' && <Badge tone="accent">{t('lab.change_changed')}</Badge>}
          <span className="tnum text-xs font-normal text-fg2">{stage.probability}%</span>
        </span>
        <span className="truncate text-xs text-fg2">
          {t('sop.n_steps', { n: stage.steps?.length ?? 0 })} · {span(stage.target, t)}
          {stage.signing && ` · ${t('status.won')}`}
        </span>
      </button>
      <Handle type="source" position={Position.Bottom} className="opacity-0" />
    </>
  )
}

/** Drawn along the points of the layout, so that it runs under no stage. */
function WayLine({ id, data, markerEnd }: EdgeProps<WayEdge>) {
  const { t } = useT()
  if (!data) return null
  const { points, asks } = data.way
  const middle = points[Math.floor(points.length / 2)]
  return (
    <>
      <BaseEdge id={id} path={pathThrough(points)} markerEnd={markerEnd} style={{ stroke: 'var(--fg-3)' }} />
      {asks > 0 && middle && (
        <EdgeLabelRenderer>
          <span
            className="absolute rounded-full border border-line bg-bg px-2 text-2xs leading-4.5 text-fg2"
            style={{ transform: `translate(-50%,-50%) translate(${middle.x}px,${middle.y}px)` }}
          >
            {t('sop.gate_asks', { n: asks })}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  )
}
