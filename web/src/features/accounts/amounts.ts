import { useQuery } from '@tanstack/react-query'
import type { Condition } from '@/api/condition'
import { type AggregateRow, aggregateQuery } from '@/api/queries'
import { fieldOf, useObject } from '@/app/hooks'
import { homeCurrency, shortMoney } from '@/lib/format'
import { isRef } from '@/records/value'

/** How many deals, and what they are worth in each currency. */
export interface Sum {
  n: number
  amounts: { currency: string; amount: string }[]
}

export const NOTHING: Sum = { n: 0, amounts: [] }

const addTo = (sum: Sum, row: AggregateRow): Sum => ({
  n: sum.n + Number(row.count ?? 0),
  amounts:
    row['sum:amount'] == null
      ? sum.amounts
      : [...sum.amounts, { currency: String(row.currency ?? homeCurrency.get()), amount: String(row['sum:amount']) }],
})

/** Deals by a field: counts, and amounts for those who see them. Undefined until they are there. */
export function useSums(filter: Condition, by: 'account' | 'status', wanted = true): Map<string, Sum> | undefined {
  const deals = useObject('opportunities')
  const open = ['amount', 'currency'].every(key => fieldOf(deals, key) && fieldOf(deals, key)?.masked !== true)
  const rows = useQuery({
    ...aggregateQuery('opportunities', {
      filter,
      group: open ? [by, 'currency'] : [by],
      measures: open ? ['count', 'sum:amount'] : ['count'],
    }),
    enabled: wanted && deals !== undefined && fieldOf(deals, by) !== undefined,
  }).data
  if (!rows) return undefined
  const sums = new Map<string, Sum>()
  for (const row of rows) {
    const group: unknown = row[by]
    const key = isRef(group) ? group.id : String(group ?? '')
    sums.set(key, addTo(sums.get(key) ?? NOTHING, row))
  }
  return sums
}

/** Several sums as one. */
export function together(sums: Iterable<Sum>): Sum {
  const amounts = new Map<string, number>()
  let n = 0
  for (const sum of sums) {
    n += sum.n
    for (const { currency, amount } of sum.amounts) amounts.set(currency, (amounts.get(currency) ?? 0) + Number(amount))
  }
  return { n, amounts: [...amounts].map(([currency, amount]) => ({ currency, amount: String(amount) })) }
}

/** ¥3.2 万, with what is in other currencies behind it; nothing where nobody knows an amount. */
export const amountText = (sum: Sum): string =>
  sum.amounts
    .filter(({ amount }) => Number(amount) !== 0)
    .map(({ currency, amount }) => shortMoney(amount, currency))
    .join(' + ')
