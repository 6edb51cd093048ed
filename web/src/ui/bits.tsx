import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/lib/cn'

/** A key as printed on a keyboard. */
export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cn(
        'hidden min-w-4.5 items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-2xs leading-4 text-fg3 md:inline-flex',
        className,
      )}
    >
      {children}
    </kbd>
  )
}

const TONES = {
  plain: 'bg-sunken text-fg2',
  accent: 'bg-accent-soft text-accent-ink',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
}

export type Tone = keyof typeof TONES

export function Badge({
  tone = 'plain',
  className,
  children,
}: {
  tone?: Tone
  className?: string
  children: ReactNode
}) {
  return (
    <span
      className={cn(
        'inline-flex shrink-0 items-center rounded px-1.5 text-xs whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}

/** How much is done, as a ring. */
export function Ring({ done, of, size = 14 }: { done: number; of: number; size?: number }) {
  const share = of > 0 ? Math.min(1, done / of) : 0
  const r = size / 2 - 1.5
  const round = 2 * Math.PI * r
  return (
    <svg width={size} height={size} className="shrink-0 -rotate-90" aria-hidden="true">
      <circle cx={size / 2} cy={size / 2} r={r} fill="none" strokeWidth="2.5" className="stroke-line" />
      {share > 0 && (
        <circle
          cx={size / 2}
          cy={size / 2}
          r={r}
          fill="none"
          strokeWidth="2.5"
          strokeDasharray={`${share * round} ${round}`}
          className={share === 1 ? 'stroke-ok-solid' : 'stroke-accent'}
        />
      )}
    </svg>
  )
}

const HUES = [262, 310, 158, 200, 25, 72, 345, 230]

/** A person's mark: the last character of a Chinese name, the initials of another. */
export function Avatar({ name, size = 18 }: { name: string; size?: number }) {
  const cjk = /[㐀-鿿]/.test(name)
  const text = cjk
    ? name.slice(-1)
    : name
        .split(/\s+/)
        .map(word => word[0] ?? '')
        .join('')
        .slice(0, 2)
        .toUpperCase()
  let hash = 0
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 997
  const hue = HUES[hash % HUES.length] ?? 262
  return (
    <span
      aria-hidden="true"
      className="inline-grid shrink-0 place-items-center rounded-full font-medium select-none"
      style={{
        width: size,
        height: size,
        fontSize: size * 0.5,
        lineHeight: 1,
        background: `oklch(.88 .06 ${hue})`,
        color: `oklch(.36 .11 ${hue})`,
      }}
    >
      {text}
    </span>
  )
}

/** A grey bar where text will be; it shows only when the wait is felt. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cn('late block h-4 animate-none rounded bg-sunken', className)} />
}

export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  return (
    <div className="flex flex-col gap-4 p-5" aria-busy="true">
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={String(i)} className={i % 3 === 0 ? 'w-2/3' : i % 3 === 1 ? 'w-1/2' : 'w-3/4'} />
      ))}
    </div>
  )
}

/** Nothing here: one sentence and one action. */
export function Empty({ text, action }: { text: string; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-14 text-center text-sm text-fg2">
      <p>{text}</p>
      {action}
    </div>
  )
}

/** A small heading above a group. */
export function GroupLabel({ className, ...rest }: ComponentProps<'h2'>) {
  return <h2 className={cn('text-xs font-normal text-fg3', className)} {...rest} />
}

export function ProgressBar({ done, of, label }: { done: number; of: number; label: string }) {
  const share = of > 0 ? Math.round((done / of) * 100) : 0
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={share}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-1 overflow-hidden rounded-full bg-line"
    >
      <div
        className={cn('h-full rounded-full', share === 100 ? 'bg-ok-solid' : 'bg-accent')}
        style={{ width: `${share}%` }}
      />
    </div>
  )
}
