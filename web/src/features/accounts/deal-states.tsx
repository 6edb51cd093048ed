import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { Condition } from '@/api/condition'
import { useT } from '@/lib/i18n'
import { amountText, type Sum } from './amounts'

const STATES = ['open', 'on_hold', 'won', 'lost'] as const

/** How many deals of a kind are under way, won, lost, and what they are worth; each leads to them. */
export function DealStates({ of, sums }: { of: Condition; sums: Map<string, Sum> | undefined }) {
  const { t } = useT()
  const states = STATES.flatMap(status => {
    const sum = sums?.get(status)
    return sum ? [{ status, sum }] : []
  })
  if (states.length === 0) return null
  return (
    <p className="mt-1 pb-1 text-xs text-fg2">
      {states.map(({ status, sum }, i) => (
        <Fragment key={status}>
          {i > 0 && ' · '}
          <Link
            to="/opportunities"
            search={{ filter: { all: [of, { field: 'status', op: 'eq', value: status }] } }}
            className="tnum whitespace-nowrap hover:underline max-md:leading-10"
          >
            {[t(`deals.${status}`, { n: sum.n }), amountText(sum)].filter(Boolean).join(' ')}
          </Link>
        </Fragment>
      ))}
    </p>
  )
}
