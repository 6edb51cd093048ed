import { useT } from '@/lib/i18n'
import { Input, NativeSelect } from '@/ui/field'
import { Labelled } from './fields'

/** A length of working time: a number of hours or days. */
export function SpanField({
  label,
  pointer,
  value,
  required,
  onChange,
}: {
  label: string
  pointer: string
  value: string | undefined
  required?: boolean
  onChange: (value: string | undefined) => void
}) {
  const { t } = useT()
  const amount = value?.slice(0, -1) ?? ''
  const unit = value?.endsWith('h') ? 'h' : 'd'
  return (
    <Labelled label={label} pointer={pointer}>
      {control => (
        <span className="flex gap-1">
          <Input
            {...control}
            type="number"
            min={1}
            max={9999}
            className="w-16"
            value={amount}
            onChange={event => {
              const n = event.target.value.replace(/\D/g, '').slice(0, 4)
              onChange(n === '' && !required ? undefined : `${n}${unit}`)
            }}
          />
          <NativeSelect
            aria-label={`${label} · ${t('studio.unit')}`}
            disabled={control.disabled}
            className="w-auto min-w-0"
            value={unit}
            onChange={event => amount !== '' && onChange(`${amount}${event.target.value}`)}
          >
            <option value="h">{t('studio.working_hours')}</option>
            <option value="d">{t('studio.working_days')}</option>
          </NativeSelect>
        </span>
      )}
    </Labelled>
  )
}
