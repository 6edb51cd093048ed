import { X } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { NativeSelect } from '@/ui/field'
import { kindOf, type Names, type Who, whoWords } from './steps'

export interface Choice {
  id: string
  name: string
}

interface Props {
  label: string
  who: Who[]
  people: Choice[]
  roles: Choice[]
  names: Names
  onChange: (who: Who[]) => void
}

/** Who is meant: those chosen as chips, and a list to add another from. */
export function WhoList({ label, who, people, roles, names, onChange }: Props) {
  const { t } = useT()
  const has = (one: Who) => who.some(other => JSON.stringify(other) === JSON.stringify(one))

  function add(text: string) {
    const one = JSON.parse(text) as Who
    // Superiors one above the other are a step of their own.
    if (kindOf(one) === 'superiors' || who.some(other => kindOf(other) === 'superiors')) onChange([one])
    else if (!has(one)) onChange([...who, one])
  }

  const option = (one: Who) => (
    <option key={JSON.stringify(one)} value={JSON.stringify(one)} disabled={has(one)}>
      {whoWords(one, names, t)}
    </option>
  )
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <span className="min-w-16 shrink-0 px-1 text-xs text-fg2 max-md:w-full">{label}</span>
      {who.map(one => (
        <span
          key={JSON.stringify(one)}
          className="inline-flex h-7 items-center gap-1 rounded-full bg-accent-soft pr-1 pl-2.5 text-xs text-accent-ink max-md:h-10"
        >
          {whoWords(one, names, t)}
          <button
            type="button"
            aria-label={t('flow.without', { who: whoWords(one, names, t) })}
            onClick={() => onChange(who.filter(other => other !== one))}
            className="grid size-5 place-items-center rounded-full hover:bg-hover max-md:size-8"
          >
            <X className="size-3" />
          </button>
        </span>
      ))}
      <NativeSelect
        aria-label={`${label} ${t('flow.add_who')}`}
        className="w-auto max-w-56"
        value=""
        onChange={e => add(e.target.value)}
      >
        <option value="">{t('flow.add_who')}</option>
        {option('superior')}
        <optgroup label={t('flow.superiors')}>
          {[2, 3].map(levels => option({ superiors: { levels } }))}
          {roles.map(role => option({ superiors: { role: role.id } }))}
        </optgroup>
        <optgroup label={t('flow.roles')}>{roles.map(role => option({ role: role.id }))}</optgroup>
        <optgroup label={t('flow.people')}>{people.map(person => option({ person: person.id }))}</optgroup>
      </NativeSelect>
    </div>
  )
}
