import dagre from '@dagrejs/dagre'
import type { SopDocument } from './document'

export const NODE = { width: 216, height: 76 }

export interface Way {
  from: string
  to: string
  /** How many requirements its gate has. */
  asks: number
  points: { x: number; y: number }[]
}

/** Where the stages of an SOP stand when drawn from top to bottom, and the ways between them. */
export function layout(document: SopDocument): { places: Map<string, { x: number; y: number }>; ways: Way[] } {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'TB', nodesep: 36, ranksep: 52, marginx: 8, marginy: 8 })
  graph.setDefaultEdgeLabel(() => ({}))
  const { stages } = document
  for (const stage of stages) graph.setNode(stage.key, { ...NODE })
  const ways = stages.flatMap((stage, i) => {
    const following = stages[i + 1]
    const to = stage.next?.map(way => way.to) ?? (following ? [following.key] : [])
    const asks = (stage.exit?.length ?? 0) + (stage.steps?.filter(step => step.required).length ?? 0)
    return to.map(key => ({ from: stage.key, to: key, asks }))
  })
  for (const way of ways) graph.setEdge(way.from, way.to)
  dagre.layout(graph)
  const places = new Map(
    stages.map(stage => {
      const { x, y } = graph.node(stage.key)
      return [stage.key, { x: x - NODE.width / 2, y: y - NODE.height / 2 }]
    }),
  )
  return { places, ways: ways.map(way => ({ ...way, points: graph.edge(way.from, way.to).points })) }
}

/** A line through points, its corners rounded. */
export function pathThrough(points: { x: number; y: number }[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  const parts = [`M${first.x},${first.y}`]
  rest.forEach((point, i) => {
    const after = rest[i + 1]
    if (after) parts.push(`Q${point.x},${point.y} ${(point.x + after.x) / 2},${(point.y + after.y) / 2}`)
    else parts.push(`L${point.x},${point.y}`)
  })
  return parts.join(' ')
}
