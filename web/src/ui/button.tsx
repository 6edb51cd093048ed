import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

export type ButtonTone = 'primary' | 'soft' | 'plain' | 'ghost' | 'danger'

const TONES: Record<ButtonTone, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-h border-transparent',
  soft: 'bg-accent-soft text-accent-ink hover:bg-sel border-transparent',
  plain: 'bg-raised border-line hover:bg-hover shadow-e1',
  ghost: 'border-transparent text-fg2 hover:bg-hover hover:text-fg',
  danger: 'bg-bad text-surface border-transparent hover:opacity-90',
}

const SIZES = {
  sm: 'h-7 px-2 text-xs gap-1 max-md:min-h-10 max-md:px-3 max-md:text-sm',
  md: 'h-8 px-2.5 text-sm gap-1.5 max-md:min-h-10 max-md:px-3',
}

export interface ButtonLook {
  tone?: ButtonTone
  size?: keyof typeof SIZES
}

/** The classes of a button, for links that look like one. */
export const buttonClass = ({ tone = 'plain', size = 'md' }: ButtonLook = {}, extra?: string) =>
  cn(
    'inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap select-none transition-colors duration-[120ms] disabled:opacity-50 aria-disabled:opacity-50',
    TONES[tone],
    SIZES[size],
    extra,
  )

export function Button({ tone, size, className, type = 'button', ...rest }: ComponentProps<'button'> & ButtonLook) {
  return <button type={type} className={buttonClass({ tone, size }, className)} {...rest} />
}

/** A button that is only an icon; its label is read aloud and shown on hover. */
export function IconButton({ label, className, ...rest }: ComponentProps<'button'> & { label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={cn(
        'grid size-8 shrink-0 place-items-center rounded-md text-fg2 hover:bg-hover hover:text-fg max-md:size-10 disabled:opacity-50',
        className,
      )}
      {...rest}
    />
  )
}
