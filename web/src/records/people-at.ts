import type { Condition } from '@/api/condition'
import { useObject } from '@/app/hooks'
import { today } from '@/lib/dates'

/** Finds the people of a company, and those who are there beside their own, as far as the asker may ask for it. */
export function usePeopleAt(account: string): Condition {
  const further = useObject('affiliations') !== undefined
  const own: Condition = { field: 'account', op: 'eq', value: account }
  if (!further) return own
  const lasts: Condition = {
    any: [
      { field: 'until', op: 'is_empty', value: true },
      { field: 'until', op: 'gte', value: today() },
    ],
  }
  return { any: [own, { exists: { path: 'affiliations', where: { all: [own, lasts] } } }] }
}
