import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { listPath } from '@/app/nav'
import { number, shortMoney } from '@/lib/format'
import type { Figure } from './data'

/** What amounts come to, by currency. */
export const amountsText = (figure: Figure): string =>
  (figure.amounts ?? []).map(a => shortMoney(a.amount, a.currency)).join(' · ')

/** A figure; it opens its records. */
export function FigureLink({ label, figure, note }: { label: string; figure: Figure; note?: ReactNode }) {
  return (
    <Link
      to={listPath(figure.object)}
      search={{ filter: figure.filter }}
      className="flex min-w-0 flex-col rounded-md px-1.5 py-1 hover:bg-hover max-md:min-h-11"
    >
      <span className="text-xs text-fg2">{label}</span>
      <span className="tnum text-lg leading-6 font-semibold">{number(figure.n)}</span>
      {note && <span className="tnum text-xs text-fg2">{note}</span>}
    </Link>
  )
}
