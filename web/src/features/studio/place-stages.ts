import dagre from '@dagrejs/dagre'
import type { Doc } from './doc'
import { waysOf } from './doc'

export const WIDTH = 268
export const HEAD = 50
export const ROW = 28
export const FOOT = 30

export interface Line {
  id: string
  from: string
  to: string
  /** Place in the source's list of ways. */
  n: number
  /** Whether it waits for a condition, or goes back. */
  asks: boolean
  back: boolean
  points: { x: number; y: number }[]
}

export interface Placed {
  places: Map<string, { x: number; y: number; height: number }>
  lines: Line[]
  width: number
  height: number
}

/** What of a document decides where its stages stand: as long as this is the same, nothing moves. */
export const shapeOf = (doc: Doc, open: boolean): string =>
  doc.stages
    .map(
      (stage, i) =>
        `${stage.key}:${open ? (stage.steps?.length ?? 0) : ''}:${waysOf(doc, i)
          .map(way => way.to + (way.when ? '?' : ''))
          .join()}`,
    )
    .join(' ')

export const heightOf = (steps: number, open: boolean, foot: boolean): number =>
  HEAD + (open ? steps * ROW + (foot ? FOOT : 6) : 0)

/** Where the stages stand, from top to bottom, and the lines between them. */
export function placeStages(doc: Doc, open: boolean, foot: boolean): Placed {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'TB', nodesep: 48, ranksep: 44, marginx: 20, marginy: 20 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const stage of doc.stages)
    graph.setNode(stage.key, { width: WIDTH, height: heightOf(stage.steps?.length ?? 0, open, foot) })
  const known = new Map(doc.stages.map((stage, i) => [stage.key, i]))
  const lines = doc.stages.flatMap((stage, i) =>
    waysOf(doc, i).flatMap((way, n) => {
      const to = known.get(way.to)
      if (to === undefined) return []
      const line = { id: `${stage.key}>${way.to}`, from: stage.key, to: way.to, n, asks: way.when !== undefined }
      return [{ ...line, back: to <= i }]
    }),
  )
  for (const line of lines) graph.setEdge(line.from, line.to)
  dagre.layout(graph)
  const places = new Map(
    doc.stages.map(stage => {
      const { x, y, width, height } = graph.node(stage.key)
      return [stage.key, { x: x - width / 2, y: y - height / 2, height }]
    }),
  )
  const { width = WIDTH, height = HEAD } = graph.graph()
  return {
    places,
    lines: lines.map(line => ({ ...line, points: graph.edge(line.from, line.to).points })),
    width,
    height,
  }
}
