import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { UsersRound } from 'lucide-react'
import { useDeferredValue } from 'react'
import { post } from '@/api/client'
import type { Rec } from '@/api/types'
import { useObjects } from '@/app/hooks'
import { recordPath } from '@/app/nav'
import { listText } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'

/** A record or a form with a name, a company, a phone number, an address. */
export type Known = Record<string, unknown>

interface Found {
  /** `companies`: where a person is, as far as one may know. */
  found: { object: string; record: Rec; why: ('phone' | 'email' | 'company' | 'name')[]; companies: string[] }[]
  elsewhere: boolean
}

const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined)

/** The likely same, asked for while one types. */
export function useDuplicates(known: Known, except?: string) {
  const asked = useDeferredValue(
    JSON.stringify({
      name: text(known.name),
      company: text(known.company),
      phone: text(known.phone),
      email: text(known.email),
      except,
    }),
  )
  const { phone, email, company } = JSON.parse(asked)
  return useQuery({
    queryKey: ['list', 'leads', 'duplicates', asked],
    queryFn: ({ signal }) => post<Found>('/leads/duplicates', JSON.parse(asked), { signal }),
    enabled: Boolean(phone || email || company),
    placeholderData: old => old,
  }).data
}

/** Who may be the same as what is being written down. */
export function Duplicates({ known, except, onOpen }: { known: Known; except?: string; onOpen?: () => void }) {
  const { t } = useT()
  const objects = useObjects()
  const answer = useDuplicates(known, except)
  if (!answer || (answer.found.length === 0 && !answer.elsewhere)) return null
  return (
    <section aria-label={t('dup.title')} aria-live="polite" className="rounded-lg bg-warn-soft px-3 py-2 text-sm">
      <h3 className="flex items-center gap-1.5 font-medium text-warn">
        <UsersRound className="size-4" />
        {t('dup.title')}
      </h3>
      <ul className="mt-1 flex flex-col gap-0.5">
        {answer.found.map(({ object, record, why, companies }) => (
          <li key={`${object} ${record.id}`} className="flex flex-wrap items-baseline gap-x-2">
            <Link
              to={recordPath(object, record.id)}
              onClick={onOpen}
              className="font-medium text-fg hover:underline max-md:min-h-10"
            >
              {String(record.name)}
            </Link>
            <span className="text-xs text-fg2">
              {[
                objects.find(o => o.key === object)?.label_one,
                text(record.company) ?? listText(companies),
                listText(why.map(w => t(`dup.${w}`))),
                isRef(record.owner) ? t('dup.owner', { name: record.owner.name }) : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {answer.elsewhere && <p className="mt-1 text-xs text-fg2">{t('dup.elsewhere')}</p>}
    </section>
  )
}
