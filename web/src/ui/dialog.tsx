import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'

export interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  /** A sign before the title. */
  icon?: ReactNode
  /** A sentence below the title. */
  lead?: ReactNode
  width?: number
  children: ReactNode
  /** Where the focus goes first. */
  focus?: React.RefObject<HTMLElement | null>
  /** Hides the title from sight, not from screen readers. */
  bare?: boolean
}

/** A dialog: in the middle on a desktop, from below on a phone. */
export function Dialog({ open, onClose, title, icon, lead, width = 480, children, focus, bare }: DialogProps) {
  const { t } = useT()
  return (
    <Base.Root open={open} onOpenChange={next => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fade fixed inset-0 z-40 bg-scrim" />
        <Base.Popup
          initialFocus={focus}
          className="pop fixed inset-x-0 bottom-0 z-40 mx-auto flex max-h-[92dvh] w-full flex-col overflow-hidden rounded-t-xl border border-line bg-surface shadow-e3 md:top-[12vh] md:bottom-auto md:max-h-[80vh] md:w-[calc(100vw-32px)] md:rounded-xl"
          style={{ maxWidth: width }}
        >
          <div className={cn('flex items-start gap-3 px-5 pt-4', bare && 'sr-only')}>
            {icon}
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-semibold">{title}</Base.Title>
              {lead && (
                <Base.Description className="mt-0.5 text-sm text-fg2" render={<div />}>
                  {lead}
                </Base.Description>
              )}
            </div>
            {!bare && (
              <Base.Close
                aria-label={t('action.close')}
                className="-mr-1.5 grid size-7 place-items-center rounded-md text-fg3 hover:bg-hover max-md:size-10"
              >
                <X className="size-4" />
              </Base.Close>
            )}
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

export function DialogBody({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cn('min-h-0 flex-1 overflow-y-auto px-5 py-4', className)}>{children}</div>
}

/** Buttons at a dialog's foot; what stands in `left` is apart. */
export function DialogFoot({ left, children }: { left?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-center gap-2 px-5 pt-1 pb-4 max-md:pb-[max(16px,env(safe-area-inset-bottom))]">
      {left}
      <span className="flex-1" />
      {children}
    </div>
  )
}
