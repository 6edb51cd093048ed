import { type ComponentProps, type ReactNode, useId } from 'react'
import { cn } from '@/lib/cn'

/** As wide as its place, unless told otherwise. */
const width = (className?: string) => (/(^| )w-/.test(className ?? '') ? '' : 'w-full')

/** The look of every control that takes text. */
export const controlClass =
  'rounded-md border border-line bg-surface px-2.5 text-sm text-fg outline-none placeholder:text-fg3 hover:border-line2 focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-accent/30 disabled:opacity-60 aria-invalid:border-bad-solid max-md:text-lg'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input autoComplete="off" className={cn(controlClass, width(className), 'h-8 max-md:h-10', className)} {...rest} />
  )
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={3} className={cn(controlClass, 'w-full resize-none py-1.5', className)} {...rest} />
}

export function NativeSelect({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={cn(controlClass, width(className), 'h-8 pr-7 max-md:h-10', className)} {...rest} />
}

interface RowProps {
  label: string
  help?: string | null
  error?: string
  required?: boolean
  hideLabel?: boolean
  children: (props: { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string }) => ReactNode
}

/** A label, its control, and below it what is wrong or what helps. */
export function FieldRow({ label, help, error, required, hideLabel, children }: RowProps) {
  const id = useId()
  const note = error ?? help
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className={cn('text-xs text-fg2', hideLabel && 'sr-only')}>
        {label}
        {required && <span className="text-bad"> *</span>}
      </label>
      {children({
        id,
        ...(error ? { 'aria-invalid': true } : {}),
        ...(note ? { 'aria-describedby': `${id}-note` } : {}),
      })}
      {note && (
        <p id={`${id}-note`} className={cn('text-xs', error ? 'text-bad' : 'text-fg3')}>
          {note}
        </p>
      )}
    </div>
  )
}
