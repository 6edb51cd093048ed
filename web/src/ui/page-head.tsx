import type { ReactNode } from 'react'
import { useTitle } from '@/lib/title'

/** The bar at a page's top: its name, a few words, its actions. */
export function PageHead({ title, note, children }: { title: string; note?: ReactNode; children?: ReactNode }) {
  useTitle(title)
  return (
    <div className="flex min-h-12 shrink-0 items-center gap-3 border-b border-line px-5 max-md:px-4">
      <h1 className="shrink-0 text-base font-semibold max-md:text-lg">{title}</h1>
      {note && <p className="tnum min-w-0 truncate text-xs text-fg2">{note}</p>}
      <span className="flex-1" />
      {children}
    </div>
  )
}
