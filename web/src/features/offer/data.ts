import { queryOptions } from '@tanstack/react-query'
import { get, post } from '@/api/client'
import type { Condition } from '@/api/condition'
import { refresh } from '@/api/mutations'
import type { Ref } from '@/api/types'

export interface Sum {
  list: string
  discount: string
  net: string
  tax: string
  gross: string
  /** Only for those who see costs; null while one is unknown. */
  cost?: string | null
  margin?: string | null
  margin_rate?: string | null
}

export interface OfferLine {
  id: string
  product: Ref | null
  quantity?: string
  unit?: string | null
  unit_price?: string | null
  with_tax?: boolean
  discount?: string
  rate?: string
  bundle?: string | null
  sum?: Sum | null
  /** The price that applies now, and whether it is the line's. */
  price?: { price: string; with_tax: boolean; why: string; same: boolean } | null
}

export interface Offer {
  currency: string
  lines: OfferLine[]
  total: (Sum & { by_tax: { tax: string; rate: string; net: string; amount: string }[] }) | null
  /** Why there is no total. */
  fault: string | null
  unpriced: number | null
  amount: string | null
  may_add: boolean
  may_follow: boolean
}

export interface Reason {
  points: number
  text: string
  need?: string | null
}

export interface Fab {
  id: string
  feature: string
  advantage: string
  benefit: string
  evidence: string | null
}

export interface Suggestion {
  product: Ref
  kind: string | null
  score: number
  on_deal: boolean
  reasons: Reason[]
  /** Parts of a bundle that speak to the needs. */
  through: string[]
  /** What the product needs. */
  needs: string[]
  fabs: Fab[]
  record: { n: number; text: string; filter: Condition } | null
}

export interface Matches {
  from: 'needs' | 'answers'
  needs: { id: string | null; label: string; answered: boolean; offered: boolean }[]
  suggestions: Suggestion[]
  may_add: boolean
}

/** What is offered is another as soon as a line, a price or a need is: it reloads like a list that asks beside. */
const beside = <T>(path: string) =>
  queryOptions({
    queryKey: ['aggregate', 'opportunities', { path, reads: 'exists' }],
    queryFn: ({ signal }) => get<T>(path, { signal }),
  })

export const offerQuery = (deal: string) => beside<Offer>(`/opportunities/${deal}/offer`)
export const matchesQuery = (deal: string) => beside<Matches>(`/opportunities/${deal}/matches`)

export async function addProduct(deal: string, product: string, quantity: string, chosen: string[]) {
  await post(`/opportunities/${deal}/offer/products`, { product, quantity, chosen })
  await refresh('line_items')
  void refresh('opportunities', deal)
}

export async function followLines(deal: string) {
  await post(`/opportunities/${deal}/offer/amount`)
  await refresh('opportunities', deal)
}
