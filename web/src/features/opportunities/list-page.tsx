import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { useT } from '@/lib/i18n'
import { ListPage } from '@/records/list-page'
import type { BuiltInView } from '@/records/views'
import { useOpportunityLook } from './cells'
import { StageMenu } from './stage-menu'

const route = getRouteApi('/shell/opportunities')

const OPEN = { field: 'status', op: 'eq', value: 'open' } as const

/** What is lost is no part of a sum of money. */
const LIVE = { filter: { not: { field: 'status', op: 'eq', value: 'lost' } }, label: 'opp.total' } as const

const VIEWS: BuiltInView[] = [
  { key: 'open', label: 'view.opp_open', filter: OPEN },
  { key: 'mine', label: 'view.mine', filter: { all: [OPEN, { field: 'owner', op: 'eq', value: { me: true } }] } },
  {
    key: 'closing',
    label: 'view.closing',
    filter: { all: [OPEN, { field: 'expected_close', op: 'within', value: { period: 'this_month' } }] },
  },
  {
    key: 'at_risk',
    label: 'view.at_risk',
    filter: { all: [OPEN, { field: 'health', op: 'eq', value: 'weak' }] },
  },
  {
    key: 'stuck',
    label: 'view.stuck',
    filter: { all: [OPEN, { field: 'stage_entered_at', op: 'lt', value: { today: -14 } }] },
  },
  { key: 'all', label: 'view.opp_all' },
]

export function OpportunitiesPage() {
  const { t } = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const look = useOpportunityLook()
  const [moving, setMoving] = useState<Rec | null>(null)
  return (
    <>
      <ListPage
        object="opportunities"
        views={VIEWS}
        look={look}
        search={search}
        onSearch={next => void navigate({ search: next, replace: true })}
        total="amount"
        totalOf={LIVE}
        hint={t('opp.hint')}
        keys={record => [
          { keys: 's', label: 'key.stage', run: () => record && setMoving(record) },
          { keys: 'l', label: 'key.log', run: () => record && openDialog({ kind: 'log', opportunity: record.id }) },
        ]}
      />
      {moving && <StageMenu record={moving} onClose={() => setMoving(null)} />}
    </>
  )
}
