import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { cn } from '@/lib/cn'
import { Kbd } from './bits'

export interface MenuItem {
  key: string
  label: ReactNode
  icon?: ReactNode
  hint?: string
  on?: boolean
  tone?: 'bad'
  disabled?: boolean
  run: () => void
}

export type MenuEntry = MenuItem | { heading: string } | 'line'

interface MenuProps {
  trigger: ReactElement
  items: MenuEntry[]
  open?: boolean
  onOpenChange?: (open: boolean) => void
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
}

/** A button with a list of things to do. */
export function Menu({ trigger, items, open, onOpenChange, align = 'end', side = 'bottom' }: MenuProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={4} className="z-50">
          <Base.Popup className="pop max-h-(--available-height) min-w-44 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-e2 outline-none">
            {items.map((item, i) => (
              <Entry key={typeof item === 'object' && 'key' in item ? item.key : String(i)} item={item} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Entry({ item }: { item: MenuEntry }) {
  if (item === 'line') return <Base.Separator className="my-1 h-px bg-line" />
  if ('heading' in item) return <p className="px-2 py-1 text-xs text-fg3">{item.heading}</p>
  return (
    <Base.Item
      disabled={item.disabled}
      onClick={item.run}
      className={cn(
        'flex h-8 cursor-pointer items-center gap-2 rounded-md px-2 text-sm outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 max-md:h-11 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-fg3',
        item.tone === 'bad' && 'text-bad [&>svg]:text-bad',
      )}
    >
      {item.icon}
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
      {item.on && <Check className="text-accent-ink" />}
      {item.hint && <Kbd>{item.hint}</Kbd>}
    </Base.Item>
  )
}
