import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { memo, type ReactNode, useId } from 'react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { controlClass } from '@/ui/field'
import type { Words } from './doc'
import { moved } from './edits'
import { faultAt, useStudio } from './studio-context'

/** A part of a form under its heading. */
export function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2 studio-part px-4 py-3">
      <h3 className="flex items-baseline gap-2 text-xs text-fg2">
        {title}
        {note && <span className="text-fg3">{note}</span>}
      </h3>
      {children}
    </section>
  )
}

/** What is wrong at a place of the document, below its control. */
export function FaultText({ pointer, id }: { pointer: string; id?: string }) {
  const { report } = useStudio()
  const fault = faultAt(report, pointer)
  if (!fault) return null
  return (
    <p id={id} className={cn('text-xs', fault.severity === 'error' ? 'text-bad' : 'text-warn')}>
      {fault.text}
    </p>
  )
}

/** A control with its label, and what is wrong with it. */
export function Labelled({
  label,
  pointer,
  className,
  children,
}: {
  label: string
  pointer: string
  className?: string
  children: (control: {
    id: string
    'data-pointer': string
    disabled: boolean
    'aria-invalid'?: true
    'aria-describedby'?: string
  }) => ReactNode
}) {
  const id = useId()
  const { report, edits } = useStudio()
  const fault = faultAt(report, pointer)
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="text-xs text-fg2">
        {label}
      </label>
      {children({
        id,
        'data-pointer': pointer,
        disabled: !edits,
        ...(fault?.severity === 'error' ? { 'aria-invalid': true } : {}),
        ...(fault ? { 'aria-describedby': `${id}-fault` } : {}),
      })}
      <FaultText pointer={pointer} id={`${id}-fault`} />
    </div>
  )
}

interface WordsProps {
  label: string
  pointer: string
  value: Words | undefined
  onChange: (value: Words) => void
  /** Rows to begin with; it grows with its text. */
  rows?: number
  hideLabel?: boolean
}

const SIDES = ['zh', 'en'] as const

/** A text in both languages side by side. */
export function WordsField({ label, pointer, value, onChange, rows = 1, hideLabel }: WordsProps) {
  const { t } = useT()
  const { report, edits } = useStudio()
  const id = useId()
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      {!hideLabel && <span className="text-xs text-fg2">{label}</span>}
      <div className="grid gap-1.5 md:grid-cols-2">
        {SIDES.map(side => {
          const at = `${pointer}/${side}`
          const fault = faultAt(report, at)
          const language = t(side === 'zh' ? 'studio.zh' : 'studio.en')
          return (
            <div key={side} className="relative">
              <textarea
                lang={side}
                rows={rows}
                aria-label={`${label} · ${language}`}
                data-pointer={at}
                disabled={!edits}
                value={value?.[side] ?? ''}
                aria-invalid={fault ? true : undefined}
                aria-describedby={fault ? `${id}-${side}` : undefined}
                placeholder={language}
                onChange={event =>
                  onChange({ zh: value?.zh ?? '', en: value?.en ?? '', [side]: event.target.value.replace(/\n/g, ' ') })
                }
                className={cn(controlClass, 'block w-full resize-none studio-grow py-1 max-md:py-2')}
              />
              {fault && (
                <p id={`${id}-${side}`} className="mt-0.5 text-xs text-bad">
                  {fault.text}
                </p>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Buttons that move an entry of a list up and down, or take it away. */
export function RowTools({
  at,
  of,
  onMove,
  onRemove,
}: {
  at: number
  of: number
  onMove: (to: number) => void
  onRemove: () => void
}) {
  const { t } = useT()
  const small = 'size-6 max-md:size-10'
  return (
    <span className="flex shrink-0 items-start">
      <IconButton label={t('studio.up')} className={small} disabled={at === 0} onClick={() => onMove(at - 1)}>
        <ArrowUp className="size-3.5" />
      </IconButton>
      <IconButton label={t('studio.down')} className={small} disabled={at === of - 1} onClick={() => onMove(at + 1)}>
        <ArrowDown className="size-3.5" />
      </IconButton>
      <IconButton label={t('studio.remove')} className={small} onClick={onRemove}>
        <X className="size-3.5" />
      </IconButton>
    </span>
  )
}

/** A button that adds an entry. */
export function AddButton({ label, onAdd }: { label: string; onAdd: () => void }) {
  const { edits } = useStudio()
  if (!edits) return null
  return (
    <Button size="sm" tone="ghost" className="self-start" onClick={onAdd}>
      <Plus className="size-3.5" />
      {label}
    </Button>
  )
}

interface WordsListProps<K extends string> {
  title: string
  add: string
  pointer: string
  value: Words[] | undefined
  /** The part that it is, and how parts are changed. */
  field: K
  put: (values: { [key in K]?: Words[] }) => void
}

/** Standards, cautions, items: texts in both languages, in order. */
export const WordsList = memo(function WordsList<K extends string>(props: WordsListProps<K>) {
  const { title, add, pointer, value = [], field } = props
  const { edits } = useStudio()
  const put = (next: Words[]) => props.put({ [field]: next.length > 0 ? next : undefined } as { [key in K]?: Words[] })
  if (!edits && value.length === 0) return null
  return (
    <Part title={title}>
      {value.map((words, i) => (
        // Entries have no key of their own; their order is what they are.
        <div key={i} className="flex items-start gap-1.5">
          <WordsField
            label={`${title} ${i + 1}`}
            hideLabel
            pointer={`${pointer}/${i}`}
            value={words}
            onChange={next => put(value.with(i, next))}
          />
          {edits && (
            <RowTools
              at={i}
              of={value.length}
              onMove={to => put(moved(value, i, to))}
              onRemove={() => put(value.toSpliced(i, 1))}
            />
          )}
        </div>
      ))}
      <AddButton label={add} onAdd={() => put([...value, { zh: '', en: '' }])} />
    </Part>
  )
})
