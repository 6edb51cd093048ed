import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { Input, NativeSelect } from '@/ui/field'
import { ASKED, type Asked, asked } from './data'

const TEXTS = ['zh', 'en', 'help_zh', 'help_en'] as const

/** What a form asks, in its order: add, move, take out, and say it in other words. */
export function FieldList({ fields, onChange }: { fields: Asked[]; onChange: (fields: Asked[]) => void }) {
  const { t } = useT()
  const leads = useObject('leads')
  const label = (key: string) => fieldOf(leads, key)?.label ?? key
  const left = ASKED.filter(key => fields.every(f => f.field !== key))
  const set = (i: number, part: Partial<Asked>) => onChange(fields.map((f, at) => (at === i ? { ...f, ...part } : f)))

  function move(i: number, by: number) {
    const next = [...fields]
    const [one] = next.splice(i, 1)
    if (one) next.splice(i + by, 0, one)
    onChange(next)
  }

  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col gap-2">
        {fields.map((field, i) => {
          const what = label(field.field)
          return (
            <li key={field.field} className="rounded-lg border border-line p-2.5">
              <div className="flex items-center gap-1">
                <span className="flex-1 text-sm font-medium">{what}</span>
                <label className="flex items-center gap-1.5 text-xs text-fg2 max-md:min-h-10">
                  <input
                    type="checkbox"
                    className="size-4 accent-(--accent)"
                    checked={field.required}
                    aria-label={t('forms.required_of', { what })}
                    onChange={e => set(i, { required: e.target.checked })}
                  />
                  {t('forms.required')}
                </label>
                <IconButton label={t('forms.up', { what })} disabled={i === 0} onClick={() => move(i, -1)}>
                  <ArrowUp className="size-4" />
                </IconButton>
                <IconButton
                  label={t('forms.down', { what })}
                  disabled={i === fields.length - 1}
                  onClick={() => move(i, 1)}
                >
                  <ArrowDown className="size-4" />
                </IconButton>
                <IconButton
                  label={t('forms.drop', { what })}
                  onClick={() => onChange(fields.filter((_, at) => at !== i))}
                >
                  <Trash2 className="size-4" />
                </IconButton>
              </div>
              <div className="grid gap-1.5 pt-1.5 md:grid-cols-2">
                {TEXTS.map(key => (
                  <Input
                    key={key}
                    aria-label={`${what}: ${t(`forms.text_${key}`)}`}
                    placeholder={t(`forms.text_${key}`)}
                    maxLength={200}
                    value={field[key]}
                    onChange={e => set(i, { [key]: e.target.value })}
                  />
                ))}
              </div>
            </li>
          )
        })}
      </ol>
      {left.length > 0 && (
        <div className="flex items-center gap-2">
          <Plus aria-hidden="true" className="size-4 text-fg3" />
          <NativeSelect
            aria-label={t('forms.add')}
            className="w-auto"
            value=""
            onChange={e => e.target.value && onChange([...fields, asked(e.target.value)])}
          >
            <option value="">{t('forms.add')}</option>
            {left.map(key => (
              <option key={key} value={key}>
                {label(key)}
              </option>
            ))}
          </NativeSelect>
        </div>
      )}
    </div>
  )
}
