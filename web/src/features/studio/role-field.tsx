import { useT } from '@/lib/i18n'
import { NativeSelect } from '@/ui/field'
import { say } from '../sop/document'
import type { Doc } from './doc'
import { Labelled } from './fields'
import { usePart } from './studio-context'

const rolesOf = (doc: Doc) => doc.roles

/** One of the roles that the document names. */
export function RoleField({
  label,
  pointer,
  value,
  none,
  onChange,
}: {
  label: string
  pointer: string
  value: string | undefined
  /** What nobody in particular means; without it there must be somebody. */
  none?: string
  onChange: (value: string | undefined) => void
}) {
  const { lang } = useT()
  const roles = usePart(rolesOf)
  return (
    <Labelled label={label} pointer={pointer}>
      {control => (
        <NativeSelect {...control} value={value ?? ''} onChange={e => onChange(e.target.value || undefined)}>
          {none && <option value="">{none}</option>}
          {value && !roles.some(role => role.key === value) && <option value={value}>{value}</option>}
          {roles.map(role => (
            <option key={role.key} value={role.key}>
              {say(role.name, lang) || role.key}
            </option>
          ))}
        </NativeSelect>
      )}
    </Labelled>
  )
}
