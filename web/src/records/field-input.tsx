import { type KeyboardEvent, useState } from 'react'
import type { Field, Ref } from '@/api/types'
import { plainAmount } from '@/lib/amount'
import { timeZone } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Input, NativeSelect, TextArea } from '@/ui/field'
import { ReferencePicker } from './reference-picker'
import { isRef } from './value'

export interface InputProps {
  field: Field
  value: unknown
  onChange: (value: unknown) => void
  id?: string
  label?: string
  autoFocus?: boolean
  onKeyDown?: (event: KeyboardEvent) => void
  onBlur?: () => void
  /** The account at hand, for choosing its contacts. */
  account?: Ref | null
  'aria-invalid'?: true
  'aria-describedby'?: string
}

/** `2026-11-22T10:30` in the company's zone, for an input; and back. */
export function toLocalInput(instant: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: timeZone.get(), dateStyle: 'short', timeStyle: 'short' })
  return parts.format(new Date(instant)).replace(' ', 'T')
}

export function fromLocalInput(local: string): string {
  const guess = new Date(`${local}:00Z`)
  const shown = new Date(`${toLocalInput(guess.toISOString())}:00Z`)
  return new Date(guess.getTime() - (shown.getTime() - guess.getTime())).toISOString()
}

/** What a field's value is as the body of a request. */
export const toWire = (value: unknown): unknown => (isRef(value) ? value.id : value === '' ? null : value)

/** The control for a field, by its type. */
export function FieldInput({ field, value, onChange, label, account, ...rest }: InputProps) {
  const { t } = useT()
  const text = value == null ? '' : String(value)
  const props = { ...rest, 'aria-label': label, disabled: false }
  const onText = (event: { target: { value: string } }) =>
    onChange(event.target.value === '' ? null : event.target.value)

  switch (field.type) {
    case 'long_text':
      return <TextArea {...props} value={text} maxLength={field.max ?? undefined} rows={4} onChange={onText} />
    case 'bool':
      return (
        <input
          type="checkbox"
          {...props}
          className="size-4 accent-(--accent) max-md:size-6"
          checked={value === true}
          onChange={event => onChange(event.target.checked)}
        />
      )
    case 'select':
      return (
        <NativeSelect {...props} value={text} onChange={onText}>
          <option value="">{t('form.none')}</option>
          {field.options?.map(option => (
            <option key={option.key} value={option.key}>
              {option.label}
            </option>
          ))}
        </NativeSelect>
      )
    case 'multi_select':
      return (
        <NativeSelect
          {...props}
          multiple
          className="h-auto"
          value={(value as string[] | null) ?? []}
          onChange={event => onChange([...event.target.selectedOptions].map(option => option.value))}
        >
          {field.options?.map(option => (
            <option key={option.key} value={option.key}>
              {option.label}
            </option>
          ))}
        </NativeSelect>
      )
    case 'reference':
      return (
        <ReferencePicker
          {...rest}
          label={label}
          account={account}
          target={field.target ?? ''}
          value={isRef(value) ? (value as Ref) : null}
          onChange={onChange}
          required={field.required}
        />
      )
    case 'day':
      return <Input {...props} type="date" value={text} onChange={onText} />
    case 'instant':
      return (
        <Input
          {...props}
          type="datetime-local"
          value={text === '' ? '' : toLocalInput(text)}
          onChange={event => onChange(event.target.value === '' ? null : fromLocalInput(event.target.value))}
        />
      )
    case 'money':
      return <MoneyInput {...props} value={value} onChange={onChange} />
    case 'percent':
      return (
        <Input
          {...props}
          inputMode="decimal"
          value={text}
          onChange={event => onText({ target: { value: event.target.value.replace(/[,，%％\s]/g, '') } })}
          className="tnum"
        />
      )
    case 'number':
      return <NumberInput {...props} value={value} onChange={onChange} />
    case 'email':
      return <Input {...props} type="email" value={text} onChange={onText} />
    case 'phone':
      return <Input {...props} type="tel" value={text} onChange={onText} />
    case 'url':
      return <Input {...props} type="url" value={text} onChange={onText} placeholder="https://" />
    default:
      return <Input {...props} value={text} maxLength={field.max ?? undefined} onChange={onText} />
  }
}

/** Takes amounts as people write them; what it gives is digits, or else what was typed. */
function MoneyInput({ value, onChange, onBlur, ...rest }: Omit<InputProps, 'field' | 'label'>) {
  const given = value == null ? '' : String(value)
  const [typed, setTyped] = useState(given)
  const meant = (text: string) => plainAmount(text) ?? text.trim()
  // What stands for another value than the one at hand is from before.
  const text = meant(typed) === meant(given) ? typed : given
  return (
    <Input
      {...rest}
      value={text}
      className="tnum"
      onChange={event => {
        setTyped(event.target.value)
        onChange(meant(event.target.value) || null)
      }}
      onBlur={() => {
        setTyped(meant(text))
        onBlur?.()
      }}
    />
  )
}

function NumberInput({ value, onChange, ...rest }: Omit<InputProps, 'field' | 'label'>) {
  return (
    <Input
      {...rest}
      type="number"
      step="any"
      className="tnum"
      value={value == null ? '' : String(value)}
      onChange={event => onChange(event.target.value === '' ? null : Number(event.target.value))}
    />
  )
}
