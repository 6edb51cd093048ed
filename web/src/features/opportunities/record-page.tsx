import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { attempt, deleteRecord, restoreRecord } from '@/api/mutations'
import { lostBy, recordQuery, sopQuery } from '@/api/queries'
import type { ObjectDef, Rec, Sop } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { LoadError } from '@/app/fallback'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { usePhone } from '@/lib/media'
import { useTitle } from '@/lib/title'
import { Composer } from '@/records/composer'
import { Facts } from '@/records/facts'
import { OpenTasks } from '@/records/related'
import { Timeline } from '@/records/timeline'
import { isRef } from '@/records/value'
import { SkeletonRows } from '@/ui/bits'
import { notify } from '@/ui/toast'
import { ApprovalsCard } from '../approvals/card'
import { FilesCard } from '../files/files-card'
import { HealthCard } from '../health/health-card'
import { BesideCard } from '../market/beside-card'
import { NeedsCard } from '../needs/needs-card'
import { OfferCard } from '../offer/offer-card'
import { RunFrame, useRunNames } from '../sop/run-frame'
import { SopPanel } from '../sop/sop-panel'
import { callDeal } from './call'
import { dealName } from './cells'
import { People, usePeople, useTalkers } from './people'
import { PhoneBar, RecordHead } from './record-head'
import { StageMenu } from './stage-menu'
import { advance } from './verbs'

const route = getRouteApi('/shell/opportunities/$id')

export function OpportunityPage() {
  const { id } = route.useParams()
  const query = useQuery(recordQuery('opportunities', id))
  const sop = useQuery(sopQuery(id))
  if (query.isPending) return <SkeletonRows rows={12} />
  const lost = lostBy(query)
  if (lost || !query.data) return <LoadError error={lost} retry={() => void query.refetch()} />
  return <Page key={id} record={query.data} sop={sop.data} sopError={lostBy(sop)} retry={() => void sop.refetch()} />
}

function Page({
  record,
  sop,
  sopError,
  retry,
}: {
  record: Rec
  sop: Sop | undefined
  sopError: Error | null
  retry: () => void
}) {
  const { t } = useT()
  const { id } = record
  const phone = usePhone()
  const navigate = useNavigate()
  const people = usePeople(id)
  const talkers = useTalkers(record, people)
  const composer = useRef<HTMLDivElement>(null)
  const [choosing, setChoosing] = useState(false)
  const deal = { id, name: dealName(record) }
  const caller = people.find(person => person.phone)
  const contact = caller && isRef(caller.stakeholder.contact) ? caller.stakeholder.contact.id : ''
  const call = caller?.phone ? { name: caller.name, phone: caller.phone, object: 'contacts', id: contact } : null

  useTitle(deal.name)

  function log() {
    if (phone) openDialog({ kind: 'log', opportunity: id })
    else composer.current?.querySelector('textarea')?.focus()
  }

  /** Goes on if the gate is met; else says what is missing without asking the server. */
  function move() {
    if (!sop) return
    const to = sop.gate.to[0] ?? null
    if (sop.gate.to.length > 1 && sop.gate.met) setChoosing(true)
    else if (sop.gate.met) void advance(deal, to)
    else
      openDialog({
        kind: 'gate',
        opportunity: id,
        name: deal.name,
        to: to?.key ?? null,
        toName: to?.name ?? '',
        missing: sop.gate.missing,
      })
  }

  async function remove() {
    if (!(await attempt(() => deleteRecord('opportunities', record)))) return
    notify({
      text: t('delete.done'),
      action: { label: t('action.undo'), run: () => void attempt(() => restoreRecord('opportunities', id)) },
    })
    void navigate({ to: '/opportunities' })
  }

  useKeys([
    { keys: 'l', label: 'key.log', run: log },
    { keys: 's', label: 'key.stage', run: () => setChoosing(true) },
    {
      keys: 'e',
      label: 'key.done',
      run: () => sop?.next && openDialog({ kind: 'step', opportunity: id, step: sop.next.step }),
    },
    { keys: 'p', label: 'key.call', run: () => void callDeal(id) },
  ])

  const names = useRunNames(sop)

  const panel = sop ? (
    <SopPanel sop={sop} id={id} call={call} onAdvance={move} />
  ) : sopError ? (
    <LoadError error={sopError} retry={retry} />
  ) : (
    <SkeletonRows rows={6} />
  )
  const facts = <FactsColumn record={record} people={people} />
  const story = (
    <div className="flex flex-col gap-5 p-4 md:px-6">
      <div ref={composer}>
        <Composer object="opportunities" id={id} name={deal.name} people={talkers} />
      </div>
      <Timeline object="opportunities" id={id} names={names} />
    </div>
  )

  return (
    <>
      <RecordHead
        record={record}
        sop={sop}
        people={people}
        call={call}
        onLog={log}
        onAdvance={move}
        onStage={() => setChoosing(true)}
        onDelete={() => void remove()}
      />
      <RunFrame name={deal.name} facts={facts} story={story} panel={panel} />
      {phone && <PhoneBar sop={sop} call={call} onLog={log} onAdvance={move} />}
      {choosing && <StageMenu record={record} onClose={() => setChoosing(false)} />}
    </>
  )
}

/** How a closed deal ended stands first; the stage's own probability beside ours. */
function factKeys(object: ObjectDef, record: Rec): string[] {
  const closed = record.closed_on ? ['closed_on', 'cycle_days', 'loss_reason', 'loss_detail'] : []
  const facts = object.facts.flatMap(key => (key === 'probability_own' ? ['probability_stage', key] : [key]))
  return [...closed, ...facts]
}

function FactsColumn({ record, people }: { record: Rec; people: ReturnType<typeof usePeople> }) {
  const { t } = useT()
  const object = useObject('opportunities')
  if (!object) return null
  return (
    <div className="flex flex-col gap-4 px-5 py-4">
      <section aria-label={t('record.opp_facts')}>
        <h2 className="pb-1 text-xs text-fg3">{t('record.opp_facts')}</h2>
        <Facts
          object={object}
          record={record}
          keys={factKeys(object, record)}
          labels={record.status === 'lost' ? { cycle_days: t('opp.days_open') } : undefined}
        />
      </section>
      <HealthCard record={record} />
      <People id={record.id} people={people} />
      <NeedsCard id={record.id} live={record.status === 'open'} />
      <OfferCard id={record.id} live={record.status === 'open' || record.status === 'on_hold'} />
      <ApprovalsCard object="opportunities" id={record.id} />
      <OpenTasks object={object} id={record.id} />
      <FilesCard on={object} id={record.id} />
      <BesideCard object="opportunities" id={record.id} />
    </div>
  )
}
