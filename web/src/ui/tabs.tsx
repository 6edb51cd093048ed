import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { cn } from '@/lib/cn'

export interface Tab {
  key: string
  label: ReactNode
  panel: ReactNode
}

interface TabsProps {
  tabs: Tab[]
  value: string
  onChange: (key: string) => void
  look: 'line' | 'segment'
  label: string
  listClass?: string
  panelClass?: string
}

export function Tabs({ tabs, value, onChange, look, label, listClass, panelClass }: TabsProps) {
  return (
    <Base.Root value={value} onValueChange={next => onChange(String(next))} className="contents">
      <Base.List
        aria-label={label}
        className={cn(look === 'segment' ? 'flex rounded-lg bg-sunken p-0.5' : 'flex border-b border-line', listClass)}
      >
        {tabs.map(tab => (
          <Base.Tab
            key={tab.key}
            value={tab.key}
            className={cn(
              'text-sm whitespace-nowrap text-fg2 outline-offset-[-2px] select-none hover:text-fg data-[active]:text-fg',
              look === 'segment'
                ? 'h-7 flex-1 rounded-md px-2 data-[active]:bg-raised data-[active]:font-medium data-[active]:shadow-e1 max-md:h-9'
                : '-mb-px h-9 border-b-2 border-transparent px-2.5 data-[active]:border-accent data-[active]:font-medium max-md:h-11 max-md:flex-1',
            )}
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map(tab => (
        <Base.Panel key={tab.key} value={tab.key} className={cn('outline-offset-[-2px]', panelClass)}>
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
