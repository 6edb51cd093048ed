import '@xyflow/react/dist/base.css'
import {
  type Connection,
  Controls,
  type Edge,
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
import type { MapPerson } from './data'
import { layout, NODE } from './map-layout'
import { PersonCard } from './person-card'

interface PersonData extends Record<string, unknown> {
  person: MapPerson
  chosen: boolean
  draws: boolean
  onChoose: () => void
}

type PersonNode = Node<PersonData, 'person'>

const nodeTypes = { person: OnMap }

interface Props {
  people: MapPerson[]
  chosen: string | null
  /** Whether lines may be drawn. */
  draws: boolean
  onChoose: (id: string) => void
  onLine: (person: string, superior: string | null) => void
}

/** The decision unit as a chart: superiors above, lines drawn from a superior to who reports to them. */
export default function MapChart({ people, chosen, draws, onChoose, onLine }: Props) {
  const { t } = useT()
  const places = useMemo(() => layout(people), [people])
  const nodes: PersonNode[] = people.map(person => ({
    id: person.id,
    type: 'person',
    position: places.get(person.id) ?? { x: 0, y: 0 },
    ...NODE,
    data: { person, chosen: person.id === chosen, draws, onChoose: () => onChoose(person.id) },
  }))
  const known = new Set(people.map(person => person.id))
  const named = new Map(people.map(person => [person.id, person.contact?.name ?? '']))
  const edges: Edge[] = people
    .filter(person => person.reports_to && known.has(person.reports_to))
    .map(person => ({
      id: person.id,
      source: String(person.reports_to),
      target: person.id,
      type: 'smoothstep',
      deletable: draws,
      // By keyboard a line is set at the person's side.
      focusable: false,
      ariaLabel: t('map.line', { who: person.contact?.name ?? '', to: named.get(String(person.reports_to)) ?? '' }),
      style: { stroke: 'var(--fg-3)' },
      markerEnd: { type: MarkerType.Arrow, color: 'var(--fg-3)' },
    }))
  return (
    <section aria-label={t('map.title')} className="size-full">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        fitView
        fitViewOptions={{ padding: 0.12, maxZoom: 1 }}
        minZoom={0.3}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesConnectable={draws}
        nodesFocusable={false}
        onConnect={(line: Connection) => onLine(line.target, line.source)}
        onEdgesDelete={gone => {
          for (const edge of gone) onLine(edge.target, null)
        }}
        proOptions={{ hideAttribution: true }}
      >
        <Controls showInteractive={false} className="rounded-md border border-line bg-raised shadow-e1" />
      </ReactFlow>
    </section>
  )
}

function OnMap({ data }: NodeProps<PersonNode>) {
  const { person, chosen, draws, onChoose } = data
  const dot = cn('!size-2.5 !rounded-full !border !border-solid !border-line2 !bg-surface', !draws && 'opacity-0')
  return (
    <>
      <Handle type="target" position={Position.Top} className={dot} />
      <button
        type="button"
        aria-pressed={chosen}
        onClick={onChoose}
        className={cn(
          'nodrag flex flex-col gap-1 overflow-hidden rounded-lg border px-3 py-2 text-left shadow-e1',
          chosen ? 'border-accent bg-accent-soft' : 'border-line bg-surface hover:border-line2',
        )}
        style={{ width: NODE.width, height: NODE.height }}
      >
        <PersonCard person={person} />
      </button>
      <Handle type="source" position={Position.Bottom} className={dot} />
    </>
  )
}
