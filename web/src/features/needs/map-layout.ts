import dagre from '@dagrejs/dagre'
import type { MapPerson } from './data'

export const NODE = { width: 208, height: 136 }

/** Where people stand when superiors stand above: those without a line stand beside. */
export function layout(people: MapPerson[]): Map<string, { x: number; y: number }> {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'TB', nodesep: 32, ranksep: 56, marginx: 16, marginy: 16 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const person of people) graph.setNode(person.id, { ...NODE })
  const known = new Set(people.map(person => person.id))
  for (const person of people)
    if (person.reports_to && known.has(person.reports_to)) graph.setEdge(person.reports_to, person.id)
  dagre.layout(graph)
  return new Map(
    people.map(person => {
      const { x, y } = graph.node(person.id)
      return [person.id, { x: x - NODE.width / 2, y: y - NODE.height / 2 }]
    }),
  )
}

/** Everybody below whom they report to, with how deep they stand. */
export function indented(people: MapPerson[]): { person: MapPerson; depth: number }[] {
  const known = new Set(people.map(person => person.id))
  const rows: { person: MapPerson; depth: number }[] = []
  const add = (person: MapPerson, depth: number) => {
    rows.push({ person, depth })
    for (const below of people) if (below.reports_to === person.id) add(below, depth + 1)
  }
  for (const person of people) if (!person.reports_to || !known.has(person.reports_to)) add(person, 0)
  return rows
}
