import { type FormEvent, type ReactNode, useState } from 'react'
import { Problem } from '@/api/client'
import { errorText } from '@/api/mutations'
import type { Field, ObjectDef, Ref } from '@/api/types'
import { useDraft } from '@/lib/drafts'
import { FieldRow } from '@/ui/field'
import { FieldInput, toWire } from './field-input'
import { isRef } from './value'

export type Values = Record<string, unknown>

/** The body of a request from what a form holds. */
export const wireValues = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toWire(value)]))

interface Props {
  id: string
  object: ObjectDef
  fields: Field[]
  initial: Values
  /** Saves; what it throws is shown at the fields it names. */
  save: (values: Values) => Promise<void>
  onBusy?: (busy: boolean) => void
  /** The account at hand. */
  account?: Ref | null
  /** Under which what was typed is kept when the form is closed without being sent. */
  keep?: string
  /** What stands below the fields, by what they hold. */
  below?: (values: Values) => ReactNode
}

/** The fields of a record, to be filled in. Its button stands outside and names the form by `id`. */
export function RecordForm({ id, object, fields, initial, save, onBusy, account, keep, below }: Props) {
  const [own, setOwn] = useState<Values>(initial)
  const kept = useDraft<Values>(keep ?? '', initial)
  const values = keep ? kept.draft : own
  const change = (part: Values) => (keep ? kept.change(part) : setOwn(old => ({ ...old, ...part })))
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')

  async function submit(event: FormEvent) {
    event.preventDefault()
    onBusy?.(true)
    setFailure('')
    setFaults({})
    try {
      await save(values)
      if (keep) kept.drop()
    } catch (error) {
      const named = error instanceof Problem ? error.fields : {}
      setFaults(named)
      const shown = fields.some(field => field.key in named)
      setFailure(shown ? '' : errorText(error))
    } finally {
      onBusy?.(false)
    }
  }

  return (
    <form id={id} onSubmit={submit} noValidate className="grid gap-3 md:grid-cols-2" aria-label={object.label_one}>
      {fields.map((field, i) => (
        <div key={field.key} className={field.type === 'long_text' || i === 0 ? 'md:col-span-2' : undefined}>
          <FieldRow label={field.label} help={field.help} error={faults[field.key]} required={field.required}>
            {aria => (
              <FieldInput
                {...aria}
                field={field}
                value={values[field.key]}
                account={account ?? (isRef(values.account) ? values.account : null)}
                autoFocus={i === 0}
                onChange={value => change({ [field.key]: value })}
              />
            )}
          </FieldRow>
        </div>
      ))}
      {below && <div className="sticky bottom-0 empty:hidden md:col-span-2">{below(values)}</div>}
      {failure && (
        <p role="alert" className="text-sm text-bad md:col-span-2">
          {failure}
        </p>
      )}
    </form>
  )
}
