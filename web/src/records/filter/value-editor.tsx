import { useQuery } from '@tanstack/react-query'
import type { Op } from '@/api/condition'
import { pageQuery } from '@/api/queries'
import type { Field } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Input, NativeSelect } from '@/ui/field'
import { FieldInput } from '../field-input'
import { ReferencePicker } from '../reference-picker'

interface Props {
  field: Field
  op: Op
  value: unknown
  onChange: (value: unknown) => void
}

/** What a field is compared with. */
export function ValueEditor({ field, op, value, onChange }: Props) {
  const { t } = useT()
  if (op === 'is_empty') {
    return (
      <NativeSelect
        aria-label={t('filter.value')}
        value={value === false ? 'no' : 'yes'}
        onChange={e => onChange(e.target.value === 'yes')}
      >
        <option value="yes">{t('filter.yes')}</option>
        <option value="no">{t('filter.no')}</option>
      </NativeSelect>
    )
  }
  if (field.type === 'bool') {
    return (
      <NativeSelect
        aria-label={t('filter.value')}
        value={value === false ? 'no' : 'yes'}
        onChange={e => onChange(e.target.value === 'yes')}
      >
        <option value="yes">{t('filter.yes')}</option>
        <option value="no">{t('filter.no')}</option>
      </NativeSelect>
    )
  }
  if (op === 'within') return <SpanEditor value={value} onChange={onChange} />
  if (field.type === 'day' || field.type === 'instant') return <DayEditor value={value} onChange={onChange} />
  if (field.type === 'select') return <OptionChecks field={field} value={value} onChange={onChange} />
  if (field.type === 'reference') return <ReferenceList field={field} value={value} onChange={onChange} />
  return (
    <FieldInput
      field={{ ...field, type: field.type === 'long_text' ? 'text' : field.type }}
      label={t('filter.value')}
      value={value}
      onChange={next => onChange(next ?? '')}
    />
  )
}

function OptionChecks({ field, value, onChange }: Omit<Props, 'op'>) {
  const chosen = Array.isArray(value) ? (value as string[]) : value ? [String(value)] : []
  return (
    <fieldset className="flex flex-wrap gap-x-3 gap-y-1 py-1" aria-label={field.label}>
      {field.options?.map(option => (
        <label key={option.key} className="flex items-center gap-1.5 text-sm">
          <input
            type="checkbox"
            className="size-3.5 accent-(--accent)"
            checked={chosen.includes(option.key)}
            onChange={e =>
              onChange(e.target.checked ? [...chosen, option.key] : chosen.filter(key => key !== option.key))
            }
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Records by choice, "me" and "my team" among them. */
function ReferenceList({ field, value, onChange }: Omit<Props, 'op'>) {
  const { t } = useT()
  const chosen = Array.isArray(value) ? value : value ? [value] : []
  const ids = chosen.filter(item => typeof item === 'string')
  const names = useQuery({
    ...pageQuery(field.target ?? '', { filter: { field: 'id', op: 'in', value: ids }, limit: 200 }),
    enabled: ids.length > 0,
  }).data?.data
  const relative = field.target === 'users' ? { me: true } : field.target === 'teams' ? { my_team: true } : null
  const text = (item: unknown) =>
    same(item, { me: true })
      ? t('filter.me')
      : same(item, { my_team: true })
        ? t('filter.my_team')
        : String(names?.find(r => r.id === item)?.name ?? '…')

  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap gap-1 empty:hidden">
        {chosen.map(item => (
          <button
            key={JSON.stringify(item)}
            type="button"
            aria-label={t('filter.remove_value', { what: text(item) })}
            onClick={() => onChange(chosen.filter(other => other !== item))}
            className="h-6 rounded-full bg-accent-soft px-2 text-xs text-accent-ink"
          >
            {text(item)} ×
          </button>
        ))}
        {relative && !chosen.some(item => same(item, relative)) && (
          <button
            type="button"
            onClick={() => onChange([...chosen, relative])}
            className="h-6 rounded-full border border-line px-2 text-xs text-fg2 hover:bg-hover"
          >
            + {text(relative)}
          </button>
        )}
      </div>
      <ReferencePicker
        target={field.target ?? ''}
        label={field.label}
        value={null}
        onChange={ref => ref && !ids.includes(ref.id) && onChange([...chosen, ref.id])}
      />
    </div>
  )
}

/** A day: a fixed one, or so many days from today. */
function DayEditor({ value, onChange }: Pick<Props, 'value' | 'onChange'>) {
  const { t } = useT()
  const relative = typeof value === 'object' && value !== null && 'today' in value
  const days = relative ? Number((value as { today: number }).today) : 0
  return (
    <div className="flex gap-1">
      <NativeSelect
        aria-label={t('filter.day_kind')}
        className="w-28"
        value={relative ? 'today' : 'day'}
        onChange={e => onChange(e.target.value === 'today' ? { today: 0 } : '')}
      >
        <option value="today">{t('filter.from_today')}</option>
        <option value="day">{t('filter.fixed_day')}</option>
      </NativeSelect>
      {relative ? (
        <Input
          type="number"
          aria-label={t('filter.days')}
          value={days}
          onChange={e => onChange({ today: Number(e.target.value) })}
        />
      ) : (
        <Input
          type="date"
          aria-label={t('filter.value')}
          value={String(value ?? '')}
          onChange={e => onChange(e.target.value)}
        />
      )}
    </div>
  )
}

const UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const

/** A stretch of time: a named period, or the last or next so many days or weeks. */
function SpanEditor({ value, onChange }: Pick<Props, 'value' | 'onChange'>) {
  const { t } = useT()
  const span = (value ?? {}) as { period?: string; last?: number; next?: number; unit?: string }
  const kind = span.last != null ? 'last' : span.next != null ? 'next' : 'period'
  const n = span.last ?? span.next ?? 30
  const unit = span.unit ?? 'day'
  const build = (k: string, count: number, of: string) =>
    onChange(k === 'period' ? { period: 'this_month' } : { [k]: count, unit: of })
  return (
    <div className="flex gap-1">
      <NativeSelect
        aria-label={t('filter.span')}
        className="w-24"
        value={kind}
        onChange={e => build(e.target.value, n, unit)}
      >
        <option value="period">{t('filter.period')}</option>
        <option value="last">{t('filter.last')}</option>
        <option value="next">{t('filter.next')}</option>
      </NativeSelect>
      {kind === 'period' ? (
        <NativeSelect
          aria-label={t('filter.period')}
          value={span.period}
          onChange={e => onChange({ period: e.target.value })}
        >
          {(['this', 'last', 'next'] as const).flatMap(which =>
            UNITS.map(of => (
              <option key={which + of} value={`${which}_${of}`}>
                {t(`period.${which}_${of}`)}
              </option>
            )),
          )}
        </NativeSelect>
      ) : (
        <>
          <Input
            type="number"
            min={1}
            aria-label={t('filter.how_many')}
            className="w-16"
            value={n}
            onChange={e => build(kind, Number(e.target.value), unit)}
          />
          <NativeSelect
            aria-label={t('filter.unit')}
            className="w-20"
            value={unit}
            onChange={e => build(kind, n, e.target.value)}
          >
            {UNITS.map(of => (
              <option key={of} value={of}>
                {t(`unit.${of}`)}
              </option>
            ))}
          </NativeSelect>
        </>
      )}
    </div>
  )
}
