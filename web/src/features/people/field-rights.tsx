import { EyeOff } from 'lucide-react'
import type { ObjectDef } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { NativeSelect } from '@/ui/field'
import { Popover } from '@/ui/popover'
import { hideable, maskable, type ObjectRights, type Showing, showingOf, withShowing } from './rights'

interface Props {
  object: ObjectDef
  rights: ObjectRights
  onChange?: (change: Partial<ObjectRights>) => void
}

/** Which fields of a kind of record a role doesn't see, or sees with most of it covered. */
export function FieldRights({ object, rights, onChange }: Props) {
  const { t, lang } = useT()
  const names = (keys: string[] = []) =>
    keys
      .map(key => object.fields.find(field => field.key === key)?.label)
      .filter(Boolean)
      .join(lang === 'en' ? ', ' : '、')
  const hidden = names(rights.hidden)
  const masked = names(rights.masked)
  const words = [
    hidden && t('role.hidden_fields', { what: hidden }),
    masked && t('role.masked_fields', { what: masked }),
  ].filter(Boolean)
  return (
    <div className="flex flex-wrap items-center gap-2 text-xs text-fg2">
      {words.length > 0 ? (
        <span>{words.join(lang === 'en' ? '; ' : '；')}</span>
      ) : (
        !onChange && <span className="text-fg3">—</span>
      )}
      {onChange && (
        <Popover
          title={t('role.fields_of', { what: object.label })}
          width={300}
          trigger={
            <Button size="sm" tone="ghost" aria-label={t('role.fields_of', { what: object.label })}>
              <EyeOff className="size-3.5" />
              {t('role.choose_fields')}
            </Button>
          }
        >
          <ul className="flex max-h-96 flex-col overflow-y-auto p-2">
            {hideable(object).map(field => (
              <li key={field.key} className="flex min-h-9 items-center gap-2 px-1 text-sm">
                <span className="min-w-0 flex-1 truncate">{field.label}</span>
                <NativeSelect
                  aria-label={field.label}
                  className="h-7 w-28"
                  value={showingOf(rights, field.key)}
                  onChange={event => onChange(withShowing(rights, field.key, event.target.value as Showing))}
                >
                  <option value="shown">{t('role.shown')}</option>
                  {maskable(field) && <option value="masked">{t('role.masked')}</option>}
                  <option value="hidden">{t('role.hidden')}</option>
                </NativeSelect>
              </li>
            ))}
          </ul>
        </Popover>
      )}
    </div>
  )
}
