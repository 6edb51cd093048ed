import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { pageQuery } from '@/api/queries'
import type { Rec, Ref } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { usePeopleAt } from '@/records/people-at'
import { isRef, valueText } from '@/records/value'
import { Badge } from '@/ui/bits'
import { IconButton } from '@/ui/button'
import { Gaps } from '../needs/gaps'

const ORDER = ['decider', 'economic_buyer', 'champion', 'influencer', 'buyer', 'gatekeeper', 'user']

/** The place of a stakeholder by their role: the one who decides first, those without a role last. */
export const rankOf = (s: Rec): number => (ORDER.indexOf(String(s.role)) + ORDER.length + 1) % (ORDER.length + 1)

export interface Person {
  stakeholder: Rec
  name: string
  title: string
  phone: string | null
}

/** The same as references, for choosing whom one talked to. */
const contactsOf = (people: Person[]): Ref[] =>
  people.flatMap(p => (isRef(p.stakeholder.contact) ? [p.stakeholder.contact] : []))

/** Those who have a say in a deal, with their titles and phones; the one who decides first. */
export function usePeople(id: string): Person[] {
  const stakeholders =
    useQuery({
      ...pageQuery('stakeholders', { filter: { field: 'opportunity', op: 'eq', value: id }, limit: 50 }),
      enabled: id !== '',
    }).data?.data ?? []
  const ids = stakeholders.flatMap(s => (isRef(s.contact) ? [s.contact.id] : [])).sort()
  const contacts = useQuery({
    ...pageQuery('contacts', { filter: { field: 'id', op: 'in', value: ids }, limit: 50 }),
    enabled: ids.length > 0,
  }).data?.data
  return stakeholders
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map(stakeholder => {
      const contact = contacts?.find(c => isRef(stakeholder.contact) && c.id === stakeholder.contact.id)
      const phone = typeof contact?.phone === 'string' && !contact.phone.includes('*') ? contact.phone : null
      return {
        stakeholder,
        name: isRef(stakeholder.contact) ? stakeholder.contact.name : '—',
        title: String(contact?.title ?? ''),
        phone,
      }
    })
}

/** Whom one may have talked to about a deal: those who have a say in it, else the people of its account. */
export function useTalkers(record: Rec | undefined, people: Person[]): Ref[] {
  const account = isRef(record?.account) ? record.account.id : ''
  const there = usePeopleAt(account)
  const contacts = useQuery({
    ...pageQuery('contacts', { filter: there, limit: 6 }),
    enabled: account !== '' && people.length === 0,
  }).data?.data
  if (people.length > 0) return contactsOf(people)
  return (contacts ?? []).map(contact => ({ id: contact.id, name: String(contact.name) }))
}

export function People({ id, people }: { id: string; people: Person[] }) {
  const { t } = useT()
  const object = useObject('stakeholders')
  const role = fieldOf(object, 'role')
  const navigate = useNavigate()
  if (!object) return null

  /** Changed by those who may; others see the person. */
  function open(stakeholder: Rec) {
    if (object?.rights.update) openDialog({ kind: 'edit', object: 'stakeholders', id: stakeholder.id })
    else if (isRef(stakeholder.contact)) void navigate({ to: '/contacts/$id', params: { id: stakeholder.contact.id } })
  }

  return (
    <section aria-label={object.label} className="flex flex-col">
      <div className="flex h-8 items-center">
        <h2 className="flex-1 text-xs text-fg3">
          {object.label} {people.length > 0 && <span className="tnum">{people.length}</span>}
        </h2>
        {object.rights.create && (
          <IconButton
            label={t('form.new', { what: object.label_one })}
            className="size-7"
            onClick={() => openDialog({ kind: 'create', object: 'stakeholders', values: { opportunity: id } })}
          >
            <Plus className="size-3.5" />
          </IconButton>
        )}
      </div>
      {people.map(({ stakeholder, name, title }) => (
        <button
          key={stakeholder.id}
          type="button"
          onClick={() => open(stakeholder)}
          className="-mx-1.5 flex min-h-8.5 items-center gap-2 rounded-md px-1.5 text-left text-sm hover:bg-hover max-md:min-h-11"
        >
          <span className="shrink-0">{name}</span>
          <span className="min-w-0 flex-1 truncate text-xs text-fg2">{title}</span>
          {role && stakeholder.role ? (
            <Badge tone={stakeholder.role === 'decider' ? 'accent' : 'plain'}>
              {valueText(role, stakeholder.role)}
            </Badge>
          ) : null}
        </button>
      ))}
      <Gaps id={id} link />
    </section>
  )
}
