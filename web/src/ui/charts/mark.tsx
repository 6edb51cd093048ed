import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Condition } from '@/api/condition'

/** The records of a mark: deals, or leads, that satisfy a condition. */
export interface MarkTo {
  filter: Condition
  leads?: boolean
}

/** A part of a chart with its name; it leads to its records. */
export function Mark({ to, label, children }: { to?: MarkTo | undefined; label: string; children: ReactNode }) {
  if (!to) {
    return (
      <g>
        <title>{label}</title>
        {children}
      </g>
    )
  }
  return (
    <Link
      to={to.leads ? '/leads' : '/opportunities'}
      search={{ filter: to.filter, ...(to.leads && { view: 'all' }) }}
      preload={false}
      aria-label={label}
      className="cursor-pointer outline-offset-2 [&:hover>rect:nth-of-type(2)]:opacity-85"
    >
      <title>{label}</title>
      {children}
    </Link>
  )
}
