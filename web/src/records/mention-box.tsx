import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type RefObject, useId, useRef, useState } from 'react'
import { pageQuery } from '@/api/queries'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { mentionAt, mentionParts } from '@/lib/mentions'
import { Avatar } from '@/ui/bits'

/** People offered at once. */
const OFFERED = 6

interface Props {
  value: string
  onChange: (text: string) => void
  /** Names chosen from the list, and who they are. */
  chosen: Map<string, string>
  label: string
  placeholder: string
  rows?: number
  box?: RefObject<HTMLTextAreaElement | null>
  className?: string
}

/** A text in which @ offers colleagues. */
export function MentionBox({ value, onChange, chosen, label, placeholder, rows = 2, box, className }: Props) {
  const { t } = useT()
  const own = useRef<HTMLTextAreaElement>(null)
  const area = box ?? own
  const list = useId()
  const [cursor, setCursor] = useState(0)
  const [at, setAt] = useState(0)
  const [closed, setClosed] = useState(-1)
  const asked = mentionAt(value, cursor)
  const on = asked !== null && asked.from !== closed
  const people = useQuery({
    ...pageQuery('users', {
      filter: { field: 'active', op: 'eq', value: true },
      q: asked?.word || undefined,
      limit: OFFERED,
    }),
    enabled: on,
  })
  const found = on ? (people.data?.data ?? []) : []
  const offered = found.length > 0 && !chosen.has(asked?.word ?? '')

  function choose(index: number) {
    const person = found[index]
    if (!person || !asked) return
    const name = String(person.name)
    chosen.set(name, person.id)
    const next = `${value.slice(0, asked.from)}@${name} ${value.slice(cursor)}`
    const end = asked.from + name.length + 2
    onChange(next)
    setCursor(end)
    setAt(0)
    setTimeout(() => {
      area.current?.focus()
      area.current?.setSelectionRange(end, end)
    })
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!offered || event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt(i => (i + 1) % found.length)
    else if (event.key === 'ArrowUp') setAt(i => (i + found.length - 1) % found.length)
    else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab') choose(at)
    else if (event.key === 'Escape') setClosed(asked?.from ?? -1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="relative">
      <textarea
        ref={area}
        rows={rows}
        value={value}
        aria-label={label}
        placeholder={placeholder}
        aria-autocomplete="list"
        aria-controls={offered ? list : undefined}
        aria-activedescendant={offered ? `${list}-${at}` : undefined}
        onChange={event => {
          onChange(event.target.value)
          setCursor(event.target.selectionStart)
          setAt(0)
        }}
        onSelect={event => setCursor(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        className={cn(
          'w-full resize-none rounded-md bg-transparent px-1 text-sm outline-none placeholder:text-fg3 max-md:text-lg',
          className,
        )}
      />
      {offered && (
        <div
          id={list}
          role="listbox"
          aria-label={t('mention.people')}
          className="absolute top-full left-0 z-20 w-60 rounded-lg border border-line bg-raised p-1 shadow-e2"
        >
          {found.map((person, i) => (
            <div
              key={person.id}
              id={`${list}-${i}`}
              role="option"
              aria-selected={i === at}
              onPointerDown={event => event.preventDefault()}
              onClick={() => choose(i)}
              className={cn(
                'flex h-8 cursor-pointer items-center gap-2 rounded-md px-2 text-sm max-md:h-11',
                i === at && 'bg-hover',
              )}
            >
              <Avatar name={String(person.name)} />
              <span className="min-w-0 flex-1 truncate">{String(person.name)}</span>
              <span className="truncate text-xs text-fg2">{String(person.title ?? '')}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

/** A remark with its mentions set off. */
export function Mentioned({ text }: { text: string }) {
  return mentionParts(text).map((part, i) =>
    'text' in part ? (
      part.text
    ) : (
      <span key={i} className="rounded bg-accent-soft px-0.5 text-accent-ink">
        @{part.name}
      </span>
    ),
  )
}
