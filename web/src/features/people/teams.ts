import { queryOptions } from '@tanstack/react-query'
import { get } from '@/api/client'
import type { Condition } from '@/api/condition'
import type { Page, Rec, Ref } from '@/api/types'

/** Every record of a kind that a condition finds, page by page: for what is drawn as a whole, such as a tree. */
export const wholeQuery = (object: string, filter?: Condition) =>
  queryOptions({
    queryKey: ['list', object, 'whole', filter],
    queryFn: async ({ signal }): Promise<Page<Rec>> => {
      const found: Rec[] = []
      let cursor: string | null = null
      do {
        const page: Page<Rec> = await get<Page<Rec>>(`/${object}`, {
          query: { filter: filter && JSON.stringify(filter), sort: 'name', limit: 200, cursor },
          signal,
        })
        found.push(...page.data)
        cursor = page.next_cursor
      } while (cursor)
      // In the shape of a page, so that a change shows in it as in every list.
      return { data: found, next_cursor: null }
    },
  })

/** A team as the tree shows it. */
export interface Branch {
  team: Rec
  depth: number
  people: Rec[]
  /** How many people are in it and below it. */
  all: number
}

const refId = (value: unknown): string | null => (value as Ref | null)?.id ?? null

/** The teams from the top down, each with its people. One whose parent can't be seen stands at the top. */
export function tree(teams: Rec[], people: Rec[]): Branch[] {
  const known = new Set(teams.map(team => team.id))
  const top = (team: Rec) => {
    const parent = refId(team.parent)
    return parent === null || !known.has(parent)
  }
  const walk = (team: Rec, depth: number): Branch[] => {
    const mine = people.filter(person => refId(person.team) === team.id)
    const below = teams.filter(other => refId(other.parent) === team.id).flatMap(other => walk(other, depth + 1))
    const all = mine.length + below.filter(branch => branch.depth === depth + 1).reduce((sum, b) => sum + b.all, 0)
    return [{ team, depth, people: mine, all }, ...below]
  }
  return teams.filter(top).flatMap(team => walk(team, 0))
}

/** A team and all below it: where it can't be moved. */
export function below(teams: Rec[], id: string): Set<string> {
  const found = new Set([id])
  for (let grown = true; grown; ) {
    grown = false
    for (const team of teams) {
      const parent = refId(team.parent)
      if (parent && found.has(parent) && !found.has(team.id)) {
        found.add(team.id)
        grown = true
      }
    }
  }
  return found
}
