import { useId } from 'react'
import type { Field, Rec } from '@/api/types'
import { useT } from '@/lib/i18n'
import { FieldInput } from '../field-input'
import { useInlineSave } from '../use-inline-save'

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
  const id = useId()
  const { value, change, failure, end, save } = useInlineSave(object, record, field, () => onClose(0))

  const instant = field.type === 'reference' || field.type === 'select' || field.type === 'bool'
  return (
    <div
      className="relative w-full"
      onBlur={event => {
        if (event.currentTarget.contains(event.relatedTarget) || field.type === 'reference') return
        void save(value)
      }}
      onKeyDown={event => {
        event.stopPropagation()
        if (event.key === 'Escape') end()
        else if (event.key === 'Tab') void save(value, () => onClose(event.shiftKey ? -1 : 1))
        else if (event.key === 'Enter' && field.type !== 'reference' && !(field.type === 'long_text' && event.shiftKey))
          void save(value)
        else return
        event.preventDefault()
      }}
    >
      <FieldInput
        field={field.type === 'long_text' ? { ...field, type: 'text' } : field}
        label={t('list.edit_cell', { what: field.label })}
        value={value}
        autoFocus
        {...(failure && ({ 'aria-invalid': true, 'aria-describedby': id } as const))}
        onChange={next => {
          change(next)
          if (instant) void save(next)
        }}
      />
      {failure && (
        <p
          id={id}
          role="alert"
          className="absolute top-full right-0 z-10 mt-1 w-max max-w-60 rounded-md bg-bad-soft px-2 py-1 text-left text-xs whitespace-normal text-bad shadow-e2"
        >
          {failure}
        </p>
      )}
    </div>
  )
}
