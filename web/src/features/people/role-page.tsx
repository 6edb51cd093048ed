import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { attempt, patchRecord } from '@/api/mutations'
import { client, pageQuery, recordQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { LoadError } from '@/app/fallback'
import { useMay, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Facts } from '@/records/facts'
import { Avatar, SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { FURTHER, FURTHER_LABELS, type Rights, withFurther } from './rights'
import { RightsTable } from './rights-table'

const route = getRouteApi('/shell/settings/roles/$id')

export function RolePage() {
  const { id } = route.useParams()
  const query = useQuery(recordQuery('roles', id))
  if (query.isPending) return <SkeletonRows />
  if (!query.data) return <LoadError error={query.error} retry={() => void query.refetch()} />
  return <Role key={id} role={query.data} />
}

/** A role: what who has it may do, as a table that a person can read. An administrator changes it here. */
function Role({ role }: { role: Rec }) {
  const { t } = useT()
  const object = useObject('roles')
  const mayEdit = useMay('admin') && (object?.rights.update ?? false)
  const [draft, setDraft] = useState<Rights | null>(null)
  const rights = draft ?? ((role.rights ?? {}) as Rights)
  const people = useQuery(
    pageQuery('users', {
      filter: {
        all: [
          { field: 'role', op: 'eq', value: role.id },
          { field: 'active', op: 'eq', value: true },
        ],
      },
      limit: 200,
    }),
  ).data

  async function save() {
    if (!draft) return
    const saved = await attempt(async () => {
      await patchRecord('roles', role, { rights: draft })
      // What one sees oneself may have changed with it.
      await client.invalidateQueries({ queryKey: ['objects'] })
      await client.invalidateQueries({ queryKey: ['me'] })
    })
    if (!saved) return
    setDraft(null)
    notify({ text: t('role.saved') })
  }

  return (
    <>
      <PageHead title={String(role.name)} note={t('role.note', { n: people?.data.length ?? 0 })}>
        {mayEdit && !draft && <Button onClick={() => setDraft(rights)}>{t('role.edit')}</Button>}
        {draft && (
          <>
            <Button tone="ghost" onClick={() => setDraft(null)}>
              {t('action.cancel')}
            </Button>
            <Button tone="primary" onClick={() => void save()}>
              {t('action.save')}
            </Button>
          </>
        )}
      </PageHead>
      <Scroll label={String(role.name)} className="flex-1">
        <div className="mx-auto flex max-w-5xl flex-col gap-6 p-5 max-md:p-4">
          {object && <Facts object={object} record={role} keys={['name', 'key']} />}
          <section className="flex flex-col gap-2">
            <h2 className="font-semibold">{t('role.records')}</h2>
            <p className="text-sm text-fg2">{t('role.records_lead')}</p>
            <RightsTable rights={rights} onChange={draft ? setDraft : undefined} />
          </section>
          <section className="flex flex-col gap-2">
            <h2 className="font-semibold">{t('role.further')}</h2>
            <ul className="flex flex-col gap-2">
              {FURTHER.map(right => {
                const on = rights.can?.includes(right) ?? false
                return (
                  <li key={right}>
                    <label className="flex items-start gap-2 text-sm">
                      <input
                        type="checkbox"
                        className="mt-0.5 size-4 accent-(--accent)"
                        checked={on}
                        disabled={!draft}
                        onChange={event => setDraft(withFurther(rights, right, event.target.checked))}
                      />
                      <span>
                        {t(FURTHER_LABELS[right].name)}
                        <span className="block text-xs text-fg2">{t(FURTHER_LABELS[right].help)}</span>
                      </span>
                    </label>
                  </li>
                )
              })}
            </ul>
          </section>
          {people && people.data.length > 0 && (
            <section className="flex flex-col gap-2">
              <h2 className="font-semibold">{t('role.people')}</h2>
              <ul className="flex flex-wrap gap-x-4 gap-y-2">
                {people.data.map(person => (
                  <li key={person.id}>
                    <Link
                      to="/settings/users/$id"
                      params={{ id: person.id }}
                      className="flex items-center gap-1.5 text-sm hover:underline max-md:min-h-10"
                    >
                      <Avatar name={String(person.name)} />
                      {String(person.name)}
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </Scroll>
    </>
  )
}
