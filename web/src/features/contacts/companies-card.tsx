import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Pencil, Plus } from 'lucide-react'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { useObject } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { dayText, today } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { IconButton } from '@/ui/button'

const MOST = 50

/** At which companies a person is, the one they belong to first; where they were is paler. */
export function CompaniesCard({ contact }: { contact: Rec }) {
  const { t, lang } = useT()
  const object = useObject('affiliations')
  const further =
    useQuery({
      ...pageQuery('affiliations', { filter: { field: 'contact', op: 'eq', value: contact.id }, limit: MOST }),
      enabled: object !== undefined,
    }).data?.data ?? []
  if (!object) return null
  const past = (a: Rec) => typeof a.until === 'string' && a.until < today()
  const span = (a: Rec) => {
    const [since, until] = [a.since, a.until].map(day => (typeof day === 'string' ? dayText(day, lang) : ''))
    if (since && until) return `${since} – ${until}`
    return since ? t('companies.since', { day: since }) : until ? t('companies.until', { day: until }) : ''
  }
  const main = isRef(contact.account) ? contact.account : null
  return (
    <section aria-label={t('companies.title')} className="flex flex-col">
      <div className="flex h-8 items-center gap-1">
        <h2 className="flex-1 text-xs text-fg3">{t('companies.title')}</h2>
        {object.rights.create && (
          <IconButton
            label={t('companies.add')}
            className="size-7"
            onClick={() => openDialog({ kind: 'create', object: 'affiliations', values: { contact: contact.id } })}
          >
            <Plus className="size-3.5" />
          </IconButton>
        )}
      </div>
      {main && <Row company={main} note={String(contact.title ?? '')} more={t('companies.main')} />}
      {further
        .toSorted((a, b) => Number(past(a)) - Number(past(b)))
        .map(a => (
          <Row
            key={a.id}
            company={isRef(a.account) ? a.account : null}
            note={String(a.title ?? '')}
            more={span(a)}
            pale={past(a)}
            edit={
              object.rights.update ? () => openDialog({ kind: 'edit', object: 'affiliations', id: a.id }) : undefined
            }
          />
        ))}
    </section>
  )
}

interface RowProps {
  /** Nothing if one may not see which it is. */
  company: { id: string; name: string } | null
  note: string
  more: string
  pale?: boolean
  edit?: () => void
}

function Row({ company, note, more, pale, edit }: RowProps) {
  const { t } = useT()
  const name = company?.name ?? t('companies.unseen')
  return (
    <div className={cn('-mx-1.5 flex min-h-11 items-center gap-2 rounded-md px-1.5 text-sm', pale && 'text-fg2')}>
      <span className="flex min-w-0 flex-1 flex-col">
        {company ? (
          <Link to="/accounts/$id" params={{ id: company.id }} className="truncate text-accent-ink hover:underline">
            {name}
          </Link>
        ) : (
          <span className="truncate text-fg2">{name}</span>
        )}
        <span className="truncate text-xs text-fg2">{[note, more].filter(Boolean).join(' · ')}</span>
      </span>
      {edit && (
        <IconButton label={t('facts.edit', { what: name })} className="size-7" onClick={edit}>
          <Pencil className="size-3.5" />
        </IconButton>
      )}
    </div>
  )
}
