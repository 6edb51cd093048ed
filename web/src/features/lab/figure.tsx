import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Condition } from '@/api/condition'
import { cn } from '@/lib/cn'

/** A number that opens its records; nought opens nothing. */
export function Figure({
  object,
  n,
  filter,
  label,
  className,
  children,
}: {
  object: 'conformances' | 'deviations'
  n: number
  filter: Condition
  label: string
  className?: string
  children?: ReactNode
}) {
  if (n === 0) return <span className={cn('tnum text-fg3', className)}>{children ?? 0}</span>
  return (
    <Link
      to="/sops/$object"
      params={{ object }}
      search={{ filter, view: 'all' }}
      preload={false}
      aria-label={label}
      className={cn('tnum rounded px-1 underline decoration-line underline-offset-3 hover:bg-hover', className)}
    >
      {children ?? n}
    </Link>
  )
}
