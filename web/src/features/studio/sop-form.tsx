import { useT } from '@/lib/i18n'
import { Input } from '@/ui/field'
import type { Doc } from './doc'
import { moved } from './edits'
import { AddButton, FaultText, Labelled, Part, RowTools, WordsField } from './fields'
import { RoleField } from './role-field'
import { useStudio } from './studio-context'

/** What the SOP as a whole says: its name, when to use it, who takes part. */
export function SopForm({ doc }: { doc: Doc }) {
  const { t } = useT()
  const { store, edits } = useStudio()
  const put = (values: Partial<Doc['sop']>) =>
    store.apply(d => ({ ...d, sop: { ...d.sop, ...values } }), `sop:${Object.keys(values).join()}`)
  const roles = (next: Doc['roles'], mark = '') => store.apply(d => ({ ...d, roles: next }), mark)
  return (
    <div className="flex flex-col">
      <div className="flex min-h-11 items-center px-4 pt-1">
        <h2 className="text-sm font-semibold">{t('studio.whole')}</h2>
      </div>
      <Part title={t('studio.basics')}>
        <FaultText pointer="/sop/key" />
        <FaultText pointer="/sop/object" />
        <WordsField
          label={t('studio.name')}
          pointer="/sop/name"
          value={doc.sop.name}
          onChange={name => put({ name })}
        />
        <WordsField
          label={t('studio.description')}
          pointer="/sop/description"
          value={doc.sop.description}
          rows={3}
          onChange={description => put({ description })}
        />
        <div className="grid grid-cols-2 gap-3">
          <RoleField
            label={t('studio.owner_role')}
            pointer="/sop/owner_role"
            value={doc.sop.owner_role}
            onChange={role => put({ owner_role: role ?? '' })}
          />
          <Labelled label={t('studio.review_after')} pointer="/sop/review_after_days">
            {control => (
              <Input
                {...control}
                type="number"
                min={1}
                max={3650}
                className="w-24"
                value={doc.sop.review_after_days}
                onChange={e => put({ review_after_days: Math.round(Number(e.target.value)) })}
              />
            )}
          </Labelled>
        </div>
      </Part>
      <Part title={t('studio.roles')} note={t('studio.roles_note')}>
        {doc.roles.map((role, i) => (
          <div key={i} className="flex items-start gap-1.5">
            <Input
              aria-label={t('studio.role_key', { n: i + 1 })}
              data-pointer={`/roles/${i}/key`}
              disabled={!edits}
              className="w-28"
              value={role.key}
              onChange={e => roles(doc.roles.with(i, { ...role, key: e.target.value }), `role:${i}`)}
            />
            <WordsField
              label={t('studio.role_name', { n: i + 1 })}
              hideLabel
              pointer={`/roles/${i}/name`}
              value={role.name}
              onChange={name => roles(doc.roles.with(i, { ...role, name }), `role:${i}`)}
            />
            {edits && (
              <RowTools
                at={i}
                of={doc.roles.length}
                onMove={to => roles(moved(doc.roles, i, to))}
                onRemove={() => roles(doc.roles.toSpliced(i, 1))}
              />
            )}
          </div>
        ))}
        {doc.roles.map((role, i) => (
          <FaultText key={role.key} pointer={`/roles/${i}/key`} />
        ))}
        <AddButton
          label={t('studio.add_role')}
          onAdd={() => roles([...doc.roles, { key: `role_${doc.roles.length + 1}`, name: { zh: '', en: '' } }])}
        />
      </Part>
    </div>
  )
}
