import { attempt } from '@/api/mutations'
import { client, pageQuery } from '@/api/queries'
import { t } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { notify } from '@/ui/toast'
import { dial } from '../contact/reach'
import { rankOf } from './people'

/** Dials the first of a deal's people who has a number: the one who decides, if there is one. */
export async function callDeal(opportunity: string): Promise<void> {
  await attempt(async () => {
    const of = { field: 'opportunity', op: 'eq', value: opportunity } as const
    const { data } = await client.fetchQuery(pageQuery('stakeholders', { filter: of, limit: 50 }))
    const ids = data.toSorted((a, b) => rankOf(a) - rankOf(b)).flatMap(s => (isRef(s.contact) ? [s.contact.id] : []))
    const named = { field: 'id', op: 'in', value: ids } as const
    const contacts =
      ids.length > 0 ? (await client.fetchQuery(pageQuery('contacts', { filter: named, limit: 50 }))).data : []
    const known = ids.map(id => ({ id, phone: contacts.find(contact => contact.id === id)?.phone }))
    const first = known.find(({ phone }) => typeof phone === 'string' && !phone.includes('*'))
    if (first) await dial('contacts', first.id, String(first.phone))
    else notify({ text: t('call.none'), tone: 'bad' })
  })
}
