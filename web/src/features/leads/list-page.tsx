import { getRouteApi, Link } from '@tanstack/react-router'
import { ClipboardPaste, SquareKanban, Timer } from 'lucide-react'
import { useState } from 'react'
import { useCanCreate } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { ListPage } from '@/records/list-page'
import type { BuiltInView } from '@/records/views'
import { Button, buttonClass } from '@/ui/button'
import { ImportLink } from '../imports/import-link'
import { useLeadLook } from './cells'
import { PasteDialog } from './paste-dialog'

const route = getRouteApi('/shell/leads')

const OPEN = { field: 'status', op: 'in', value: ['new', 'working', 'qualified'] } as const

const VIEWS: BuiltInView[] = [
  { key: 'open', label: 'view.lead_open', filter: OPEN },
  { key: 'mine', label: 'view.mine', filter: { all: [OPEN, { field: 'owner', op: 'eq', value: { me: true } }] } },
  {
    key: 'waiting',
    label: 'view.lead_waiting',
    filter: { field: 'status', op: 'eq', value: 'new' },
    sort: 'response_due_at',
  },
  { key: 'best', label: 'view.lead_best', filter: OPEN, sort: '-score' },
  { key: 'qualified', label: 'view.lead_qualified', filter: { field: 'status', op: 'eq', value: 'qualified' } },
  { key: 'all', label: 'view.lead_all' },
]

export function LeadsPage() {
  const { t } = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const look = useLeadLook()
  const creates = useCanCreate('leads')
  const [pasting, setPasting] = useState(false)
  return (
    <>
      <ListPage
        object="leads"
        views={VIEWS}
        look={look}
        search={search}
        onSearch={next => void navigate({ search: next, replace: true })}
        tools={
          <>
            <Link to="/leads/board" className={buttonClass({ tone: 'ghost' })} aria-label={t('lead.board')}>
              <SquareKanban className="size-4" />
              <span className="max-md:sr-only">{t('lead.board')}</span>
            </Link>
            <Link
              to="/leads/response"
              className={cn(buttonClass({ tone: 'ghost' }), 'max-md:hidden')}
              aria-label={t('response.title')}
            >
              <Timer className="size-4" />
              <span className="max-xl:sr-only">{t('response.title')}</span>
            </Link>
            <ImportLink object="leads" />
            {creates && (
              <Button tone="ghost" onClick={() => setPasting(true)}>
                <ClipboardPaste className="size-4" />
                <span className="max-md:sr-only">{t('lead.paste')}</span>
              </Button>
            )}
          </>
        }
      />
      {pasting && <PasteDialog onClose={() => setPasting(false)} />}
    </>
  )
}
