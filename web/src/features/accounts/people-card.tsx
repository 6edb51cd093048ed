import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { fieldOf, useObject } from '@/app/hooks'
import { today } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { usePeopleAt } from '@/records/people-at'
import { isRef, valueText } from '@/records/value'
import { Badge } from '@/ui/bits'
import { IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { rankOf } from '../opportunities/people'

/** People and says in deals that are looked at. */
const MOST = 100

/** Roles of one person that are named. */
const ROLES = 2

/** The people of a company and those who are there beside, with the say that they have in its deals. */
export function PeopleCard({ account }: { account: Rec }) {
  const { t } = useT()
  const contacts = useObject('contacts')
  const stakeholders = useObject('stakeholders')
  const affiliations = useObject('affiliations')
  const known = fieldOf(useObject('opportunities'), 'account') !== undefined
  const filter = usePeopleAt(account.id)
  const people =
    useQuery({ ...pageQuery('contacts', { filter, sort: 'name', limit: MOST }), enabled: contacts !== undefined }).data
      ?.data ?? []
  const further =
    useQuery({
      ...pageQuery('affiliations', { filter: { field: 'account', op: 'eq', value: account.id }, limit: MOST }),
      enabled: affiliations !== undefined,
    }).data?.data ?? []
  const says =
    useQuery({
      ...pageQuery('stakeholders', {
        filter: { field: 'opportunity.account', op: 'eq', value: account.id },
        limit: MOST,
      }),
      enabled: stakeholders !== undefined && known,
    }).data?.data ?? []
  if (!contacts) return null
  const role = fieldOf(stakeholders, 'role')
  const rolesOf = (id: string) => {
    const own = says
      .filter(s => isRef(s.contact) && s.contact.id === id && s.role)
      .toSorted((a, b) => rankOf(a) - rankOf(b))
    return [...new Set(own.map(s => String(s.role)))]
  }
  const rows = people.map(person => {
    const beside = further.find(
      a => isRef(a.contact) && a.contact.id === person.id && !(String(a.until ?? '9') < today()),
    )
    const main = isRef(person.account) && person.account.id === account.id
    return { person, beside: main ? undefined : beside, roles: rolesOf(person.id) }
  })
  const rank = (row: (typeof rows)[number]) => (row.roles[0] ? rankOf({ id: '', version: 0, role: row.roles[0] }) : 99)
  const add = [
    {
      key: 'contact',
      label: t('form.new', { what: contacts.label_one }),
      run: () => openDialog({ kind: 'create', object: 'contacts', values: { account: account.id } }),
      may: contacts.rights.create,
    },
    {
      key: 'beside',
      label: t('people.add_beside'),
      run: () => openDialog({ kind: 'create', object: 'affiliations', values: { account: account.id } }),
      may: affiliations?.rights.create,
    },
  ].filter(item => item.may)

  return (
    <section aria-label={contacts.label} className="flex flex-col">
      <div className="flex h-8 items-center gap-1">
        <h2 className="flex-1 text-xs text-fg3">
          {contacts.label} {rows.length > 0 && <span className="tnum">{rows.length}</span>}
        </h2>
        {add.length > 0 && (
          <Menu
            trigger={
              <IconButton label={t('people.add')} className="size-7">
                <Plus className="size-3.5" />
              </IconButton>
            }
            items={add}
          />
        )}
      </div>
      {rows
        .toSorted((a, b) => rank(a) - rank(b))
        .map(({ person, beside, roles }) => (
          <Link
            key={person.id}
            to="/contacts/$id"
            params={{ id: person.id }}
            className="-mx-1.5 flex min-h-8.5 items-center gap-2 rounded-md px-1.5 text-sm hover:bg-hover max-md:min-h-11"
          >
            <span className="shrink-0">{String(person.name)}</span>
            <span className="min-w-0 flex-1 truncate text-xs text-fg2">
              {[beside ? beside.title : person.title, beside && isRef(person.account) ? person.account.name : '']
                .filter(Boolean)
                .join(' · ')}
            </span>
            {beside && <Badge>{t('people.beside')}</Badge>}
            {role &&
              roles.slice(0, ROLES).map(key => (
                <Badge key={key} tone={key === 'decider' ? 'accent' : 'plain'}>
                  {valueText(role, key)}
                </Badge>
              ))}
          </Link>
        ))}
    </section>
  )
}
