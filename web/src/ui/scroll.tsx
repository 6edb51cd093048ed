import type { ReactNode } from 'react'
import { cn } from '@/lib/cn'

/** A part of a page that scrolls by itself, by keyboard, too. */
export function Scroll({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <section aria-label={label} tabIndex={0} className={cn('min-h-0 overflow-y-auto outline-offset-[-2px]', className)}>
      {children}
    </section>
  )
}
