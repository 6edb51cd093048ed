import { Link } from '@tanstack/react-router'
import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Field, Rec, Ref } from '@/api/types'
import { HAS_PAGE, recordPath } from '@/app/nav'
import { CallLink } from '@/features/contact/call-link'
import { isReached } from '@/features/contact/reach'
import { dayText, fullInstant, instantText } from '@/lib/dates'
import { homeCurrency, listText, money, number } from '@/lib/format'
import { plainMentions } from '@/lib/mentions'
import { Avatar } from '@/ui/bits'

export const isRef = (value: unknown): value is Ref =>
  typeof value === 'object' && value !== null && 'id' in value && 'name' in value

export const isEmpty = (value: unknown): boolean =>
  value == null || value === '' || (Array.isArray(value) && value.length === 0)

export const currencyOf = (record: Rec): string =>
  typeof record.currency === 'string' && record.currency ? record.currency : homeCurrency.get()

/** The number of hundredths-of-a-percent text `12.50` as `12.5%`. */
export const percentText = (value: unknown): string => `${Number(value)}%`

/** A value as plain text: for titles, tooltips and screen readers. */
export function valueText(field: Field, value: unknown, record?: Rec): string {
  if (isEmpty(value)) return ''
  switch (field.type) {
    case 'money':
      return money(String(value), record ? currencyOf(record) : homeCurrency.get())
    case 'percent':
      return percentText(value)
    case 'number':
      // A year is a number that isn't read as one.
      if (field.key.endsWith('_year')) return String(value)
      return `${number(Number(value))}${field.unit ? ` ${field.unit}` : ''}`
    case 'day':
      return dayText(String(value))
    case 'instant':
      return instantText(String(value))
    case 'select':
      return field.options?.find(option => option.key === value)?.label ?? String(value)
    case 'multi_select':
      return listText((value as string[]).map(key => field.options?.find(option => option.key === key)?.label ?? key))
    case 'reference':
      return isRef(value) ? value.name : ''
    case 'step':
      return typeof value === 'object' && value && 'text' in value ? String(value.text) : ''
    case 'bool':
      return value ? '✓' : '–'
    case 'json':
      return ''
    case 'long_text':
      return plainMentions(String(value))
    default:
      return String(value)
  }
}

const NUMERIC = new Set(['money', 'percent', 'number'])

export const isNumeric = (field: Field): boolean => NUMERIC.has(field.type)

interface ValueProps {
  field: Field
  record: Rec
  /** Whether references and addresses can be followed. */
  links?: boolean
  /** The object of the record, where a number in it may be called. */
  object?: string
}

/** A value as it is shown in tables and facts. */
export function Value({ field, record, links, object }: ValueProps): ReactNode {
  const value = record[field.key]
  if (isEmpty(value)) return null
  switch (field.type) {
    case 'reference':
      return isRef(value) ? <Reference field={field} value={value} links={links} /> : null
    case 'bool':
      return (
        // An empty word gives the mark a line to stand on, beside its label.
        <span className="inline-flex items-center before:content-['\200b']">
          {value ? (
            <Check className="size-4 text-ok" aria-label="✓" />
          ) : (
            <Minus className="size-4 text-fg3" aria-label="–" />
          )}
        </span>
      )
    case 'instant':
      return (
        <time dateTime={String(value)} title={fullInstant(String(value))} className="tnum">
          {instantText(String(value))}
        </time>
      )
    case 'phone':
      return links && !field.masked && !String(value).includes('*') ? (
        <PhoneNumber object={object} id={record.id} phone={String(value)} />
      ) : (
        <span className="tnum">{String(value)}</span>
      )
    case 'email':
      return links && !String(value).includes('*') ? (
        <a href={`mailto:${value}`} className="min-w-0 break-all text-accent-ink hover:underline">
          {String(value)}
        </a>
      ) : (
        String(value)
      )
    case 'url':
      return links && /^https?:\/\//.test(String(value)) ? (
        <a
          href={String(value)}
          target="_blank"
          rel="noreferrer noopener"
          className="break-all text-accent-ink hover:underline"
        >
          {String(value).replace(/^https?:\/\//, '')}
        </a>
      ) : (
        String(value)
      )
    case 'long_text':
      return (
        <span className={links ? 'break-words whitespace-pre-wrap' : undefined}>{plainMentions(String(value))}</span>
      )
    default:
      return <span className="tnum">{valueText(field, value, record)}</span>
  }
}

/** Who may refuse to be called is asked about first; a colleague is just called. */
function PhoneNumber({ object, id, phone }: { object?: string; id: string; phone: string }) {
  const look = 'tnum text-accent-ink hover:underline'
  if (isReached(object)) {
    return (
      <CallLink object={object} id={id} phone={phone} className={look}>
        {phone}
      </CallLink>
    )
  }
  return (
    <a href={`tel:${phone}`} className={look}>
      {phone}
    </a>
  )
}

function Reference({ field, value, links }: { field: Field; value: Ref; links?: boolean }) {
  if (field.target === 'users') {
    return (
      <span className="inline-flex max-w-full min-w-0 items-center gap-1.5">
        <Avatar name={value.name} />
        <span className="truncate">{value.name}</span>
      </span>
    )
  }
  if (!links || !field.target || !HAS_PAGE.has(field.target)) return <span className="truncate">{value.name}</span>
  return (
    <Link to={recordPath(field.target, value.id)} className="min-w-0 truncate text-accent-ink hover:underline">
      {value.name}
    </Link>
  )
}
