import { useRef, useState } from 'react'
import { attempt, patchRecord } from '@/api/mutations'
import type { Field, Rec } from '@/api/types'
import { useT } from '@/lib/i18n'
import { FieldInput, toWire } from '../field-input'

interface Props {
  object: string
  record: Rec
  field: Field
  /** Closed; `step` asks for the next or the previous field. */
  onClose: (step: -1 | 0 | 1) => void
}

/** A cell while it is being changed: Enter and Tab save, Esc leaves it as it was. */
export function CellEditor({ object, record, field, onClose }: Props) {
  const { t } = useT()
  const before = record[field.key]
  const [value, setValue] = useState<unknown>(before)
  // Leaving ends it once: a control that is taken away loses the focus, too.
  const ended = useRef(false)

  function end(step: -1 | 0 | 1) {
    ended.current = true
    onClose(step)
  }

  function save(next: unknown, step: -1 | 0 | 1) {
    if (ended.current) return
    end(step)
    if (JSON.stringify(toWire(next)) === JSON.stringify(toWire(before))) return
    void attempt(() => patchRecord(object, record, { [field.key]: toWire(next) }, { [field.key]: next }))
  }

  const instant = field.type === 'reference' || field.type === 'select' || field.type === 'bool'
  return (
    <div
      className="w-full"
      onBlur={event => {
        if (event.currentTarget.contains(event.relatedTarget) || field.type === 'reference') return
        save(value, 0)
      }}
      onKeyDown={event => {
        event.stopPropagation()
        if (event.key === 'Escape') end(0)
        else if (event.key === 'Tab') save(value, event.shiftKey ? -1 : 1)
        else if (event.key === 'Enter' && field.type !== 'reference' && !(field.type === 'long_text' && event.shiftKey))
          save(value, 0)
        else return
        event.preventDefault()
      }}
    >
      <FieldInput
        field={field.type === 'long_text' ? { ...field, type: 'text' } : field}
        label={t('list.edit_cell', { what: field.label })}
        value={value}
        autoFocus
        onChange={next => {
          setValue(next)
          if (instant) save(next, 0)
        }}
      />
    </div>
  )
}
