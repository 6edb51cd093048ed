import { TriangleAlert } from 'lucide-react'
import type { ObjectDef } from '@/api/types'
import { number } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { FieldRow, NativeSelect } from '@/ui/field'
import { Faults } from './faults'
import type { Choices, Preview } from './upload'

interface Props {
  preview: Preview
  object: ObjectDef
  choices: Choices
  busy: boolean
  onChange: (choices: Choices) => void
  onImport: () => void
}

const WRITTEN = { dates: ['', 'dmy', 'mdy'], decimal: ['', 'point', 'comma'] } as const

/** How the file was read, which column is which field, and what would come of it. */
export function Mapping({ preview, object, choices, busy, onChange, onImport }: Props) {
  const { t } = useT()
  const map = preview.columns.map(column => column.field ?? '')
  const taken = new Set(map.filter(Boolean))
  const days = preview.fields.some(f => (f.type === 'day' || f.type === 'instant') && taken.has(f.key))
  const amounts = preview.fields.some(f => f.type === 'money' && taken.has(f.key))
  const set = (part: Partial<Choices>) => onChange({ ...choices, ...part })

  function choose(i: number, field: string) {
    // A field has one column: the one that was chosen last.
    set({ map: map.map((old, at) => (at === i ? field : old === field ? '' : old)) })
  }

  const select = (label: string, value: string, options: [string, string][], onSelect: (value: string) => void) => (
    <FieldRow label={label}>
      {aria => (
        <NativeSelect {...aria} value={value} disabled={busy} onChange={e => onSelect(e.target.value)}>
          {options.map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </NativeSelect>
      )}
    </FieldRow>
  )

  return (
    <>
      {preview.asks.length > 0 && (
        <section aria-label={t('import.asks')} className="rounded-lg bg-warn-soft px-3 py-2 text-sm">
          <h2 className="flex items-center gap-1.5 font-medium text-warn">
            <TriangleAlert className="size-4" />
            {t('import.asks')}
          </h2>
          <ul className="list-disc pl-5">
            {preview.asks.map(ask => (
              <li key={ask.code}>{ask.text}</li>
            ))}
          </ul>
          <Button size="sm" className="mt-2" disabled={busy} onClick={() => set({ encoding: preview.encoding, map })}>
            {t('import.confirm')}
          </Button>
        </section>
      )}
      <section
        aria-label={t('import.how')}
        className="grid gap-3 rounded-xl border border-line bg-surface p-4 md:grid-cols-3"
      >
        {select(
          t('import.encoding'),
          preview.encoding,
          preview.encodings.map(e => [e.key, e.name]),
          encoding => set({ encoding, map: undefined }),
        )}
        {select(
          t('import.separator'),
          preview.separator,
          preview.separators.map(key => [key, t(`import.separator_${key as 'comma'}`)]),
          separator => set({ separator, map: undefined }),
        )}
        {select(
          t('import.existing'),
          choices.existing ?? 'skip',
          (['skip', 'update', 'create'] as const).map(key => [key, t(`import.existing_${key}`)]),
          existing => set({ existing }),
        )}
        {days &&
          select(
            t('import.dates'),
            choices.dates ?? '',
            WRITTEN.dates.map(key => [key, t(`import.dates_${key || 'auto'}`)]),
            dates => set({ dates: dates || undefined }),
          )}
        {amounts &&
          select(
            t('import.decimal'),
            choices.decimal ?? '',
            WRITTEN.decimal.map(key => [key, t(`import.decimal_${key || 'auto'}`)]),
            decimal => set({ decimal: decimal || undefined }),
          )}
        {object.key === 'leads' && (
          <Check
            label={t('import.assign')}
            on={choices.assign === true}
            busy={busy}
            onChange={assign => set({ assign })}
          />
        )}
        {taken.has('account') && (
          <Check
            label={t('import.accounts')}
            on={choices.accounts === true}
            busy={busy}
            onChange={accounts => set({ accounts })}
          />
        )}
      </section>
      <section aria-label={t('import.columns')} className="overflow-x-auto rounded-xl border border-line bg-surface">
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-line text-left text-xs text-fg2">
              <th className="px-3 py-2 font-normal">{t('import.column')}</th>
              <th className="px-3 py-2 font-normal">{t('import.samples')}</th>
              <th className="w-56 px-3 py-2 font-normal">{t('import.field')}</th>
            </tr>
          </thead>
          <tbody>
            {preview.columns.map((column, i) => (
              <tr key={column.letter} className="border-b border-line last:border-b-0">
                <td className="px-3 py-1.5">
                  <span className="mr-2 text-xs text-fg3">{column.letter}</span>
                  <bdi>{column.header || t('import.unnamed')}</bdi>
                </td>
                <td className="max-w-64 truncate px-3 py-1.5 text-fg2">
                  <bdi>{column.samples.join(' · ')}</bdi>
                </td>
                <td className="px-3 py-1.5">
                  <NativeSelect
                    aria-label={t('import.field_of', { what: column.header || column.letter })}
                    value={column.field ?? ''}
                    disabled={busy}
                    onChange={event => choose(i, event.target.value)}
                  >
                    <option value="">{t('import.leave_out')}</option>
                    {preview.fields.map(field => (
                      <option key={field.key} value={field.key}>
                        {field.required ? `${field.label} *` : field.label}
                      </option>
                    ))}
                  </NativeSelect>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section aria-label={t('import.would')} className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-3 text-sm">
          <p aria-live="polite" className="flex-1">
            {t('import.tally', {
              rows: number(preview.rows),
              created: number(preview.created),
              updated: number(preview.updated),
              skipped: number(preview.skipped),
              bad: number(preview.bad),
            })}
            {preview.checked < preview.rows && (
              <span className="text-fg2"> {t('import.checked', { n: number(preview.checked) })}</span>
            )}
          </p>
          <Button tone="primary" disabled={busy || preview.ok === 0 || preview.asks.some(needed)} onClick={onImport}>
            {t('import.run')}
          </Button>
        </div>
        {preview.remarks.length > 0 && (
          <ul className="text-xs text-warn">
            {preview.remarks.map(remark => (
              <li key={remark.line}>{`${t('import.line', { n: remark.line })} ${remark.text}`}</li>
            ))}
          </ul>
        )}
        <Faults faults={preview.errors} of={preview.bad} />
      </section>
    </>
  )
}

/** What must be said first; how days and decimals are written only costs the rows it is about. */
const needed = (ask: { code: string }) => !['date_format', 'decimal_comma'].includes(ask.code)

function Check({
  label,
  on,
  busy,
  onChange,
}: {
  label: string
  on: boolean
  busy: boolean
  onChange: (on: boolean) => void
}) {
  return (
    <label className="flex items-center gap-2 self-end text-sm md:h-8 max-md:min-h-10">
      <input
        type="checkbox"
        className="size-4 accent-(--accent) max-md:size-6"
        checked={on}
        disabled={busy}
        onChange={event => onChange(event.target.checked)}
      />
      {label}
    </label>
  )
}
