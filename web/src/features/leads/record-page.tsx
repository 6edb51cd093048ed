import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import {
  CircleSlash,
  Ellipsis,
  MessageSquareText,
  Phone,
  RotateCcw,
  ShieldCheck,
  Shuffle,
  Trash2,
  Undo2,
  Waves,
} from 'lucide-react'
import { useRef, useState } from 'react'
import { Problem } from '@/api/client'
import { attempt, deleteRecord, restoreRecord } from '@/api/mutations'
import { lostBy, recordQuery, sopQuery } from '@/api/queries'
import type { ObjectDef, Rec, Sop } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { LoadError } from '@/app/fallback'
import { useCanLog, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { usePhone } from '@/lib/media'
import { useTitle } from '@/lib/title'
import { Composer } from '@/records/composer'
import { Facts } from '@/records/facts'
import { OpenTasks } from '@/records/related'
import { Timeline } from '@/records/timeline'
import { isEmpty } from '@/records/value'
import { Empty, Kbd, SkeletonRows } from '@/ui/bits'
import { Button, buttonClass, IconButton } from '@/ui/button'
import { Menu, type MenuEntry } from '@/ui/menu'
import { notify } from '@/ui/toast'
import { ApprovalsCard } from '../approvals/card'
import { CallLink } from '../contact/call-link'
import { ConsentsCard } from '../contact/consents-card'
import { ReachBadge, ReachCard } from '../contact/reach-card'
import { FilesCard } from '../files/files-card'
import { BesideCard } from '../market/beside-card'
import { RunFrame, useRunNames } from '../sop/run-frame'
import { SopPanel } from '../sop/sop-panel'
import { isOpen, LeadStatus, Response } from './cells'
import { ConvertDialog } from './convert-dialog'
import { DisqualifyDialog } from './disqualify-dialog'
import { Duplicates } from './duplicates'
import { KeepDialog, ReleaseDialog } from './pool-dialogs'
import { askReopen, assignByRule, undoConversion } from './verbs'
import { WhyCard } from './why-card'

const route = getRouteApi('/shell/leads/$id')

export function LeadPage() {
  const { t } = useT()
  const { id } = route.useParams()
  const object = useObject('leads')
  const query = useQuery(recordQuery('leads', id))
  if (!object) return <Empty text={t('error.not_found')} />
  if (query.isPending) return <SkeletonRows rows={12} />
  const lost = lostBy(query)
  if (lost || !query.data) return <LoadError error={lost} retry={() => void query.refetch()} />
  return <Page key={id} record={query.data} object={object} />
}

/** A lead on which no checklist runs has none to show. */
const without = (error: Error | null) => error instanceof Problem && error.code === 'wrong_state'

function Page({ record, object }: { record: Rec; object: ObjectDef }) {
  const { t } = useT()
  const { id } = record
  const name = String(record.name)
  const phone = usePhone()
  const navigate = useNavigate()
  const logs = useCanLog()
  const composer = useRef<HTMLDivElement>(null)
  const sop = useQuery({ ...sopQuery(id, 'leads'), retry: false })
  const [dialog, setDialog] = useState<'convert' | 'disqualify' | 'release' | 'keep' | null>(null)
  const open = isOpen(record)
  const writes = object.rights.update
  const call = typeof record.phone === 'string' && !record.phone.includes('*') ? record.phone : null
  useTitle(name)

  function log() {
    if (phone) openDialog({ kind: 'log', opportunity: id, on: 'leads' })
    else composer.current?.querySelector('textarea')?.focus()
  }

  async function remove() {
    if (!(await attempt(() => deleteRecord('leads', record)))) return
    notify({
      text: t('delete.done'),
      action: { label: t('action.undo'), run: () => void attempt(() => restoreRecord('leads', id)) },
    })
    void navigate({ to: '/leads' })
  }

  useKeys(logs ? [{ keys: 'l', label: 'key.log', run: log }] : [])

  const names = useRunNames(sop.data)

  const menu: MenuEntry[] = []
  if (open && writes) {
    menu.push({ key: 'assign', label: t('lead.assign'), icon: <Shuffle />, run: () => void assignByRule(id) })
    if (record.owner != null) {
      menu.push({ key: 'release', label: t('pool.release'), icon: <Waves />, run: () => setDialog('release') })
      if (object.rights.transfer)
        menu.push({ key: 'keep', label: t('pool.keep'), icon: <ShieldCheck />, run: () => setDialog('keep') })
    }
    menu.push({
      key: 'disqualify',
      label: t('lead.disqualify'),
      icon: <CircleSlash />,
      run: () => setDialog('disqualify'),
    })
  }
  if (record.status === 'disqualified' && writes)
    menu.push({ key: 'reopen', label: t('lead.reopen'), icon: <RotateCcw />, run: () => askReopen(id) })
  if (record.status === 'converted' && writes)
    menu.push({ key: 'undo', label: t('lead.undo'), icon: <Undo2 />, run: () => void undoConversion(id) })
  if (object.rights.delete)
    menu.push({ key: 'delete', label: t('action.delete'), icon: <Trash2 />, tone: 'bad', run: () => void remove() })

  const panel = (
    <Panel
      record={record}
      sop={sop.data}
      error={lostBy(sop)}
      retry={() => void sop.refetch()}
      call={call}
      onConvert={() => setDialog('convert')}
    />
  )
  const facts = <FactsColumn record={record} object={object} />
  const story = (
    <div className="flex flex-col gap-5 p-4 md:px-6">
      {open && <Duplicates known={record} except={id} />}
      {logs && (
        <div ref={composer}>
          <Composer object="leads" id={id} name={name} />
        </div>
      )}
      <Timeline object="leads" id={id} names={names} />
    </div>
  )

  return (
    <>
      <div className="flex min-h-16 shrink-0 items-center gap-3 border-b border-line px-5 py-2 max-md:px-4">
        <div className="min-w-0 flex-1">
          <h1 className="flex items-center gap-2 text-lg font-semibold">
            <span className="truncate">{name}</span>
            <LeadStatus record={record} />
            <ReachBadge object="leads" id={id} />
          </h1>
          <p className="flex gap-2 text-xs text-fg2">
            <span className="truncate empty:hidden">
              {[record.company, record.title, record.region].filter(Boolean).join(' · ')}
            </span>
            <Response record={record} className="shrink-0" />
          </p>
        </div>
        {call && (
          <CallLink object="leads" id={id} phone={call} className={buttonClass()}>
            <Phone className="size-4" />
            <span className="max-md:sr-only">{t('action.call')}</span>
          </CallLink>
        )}
        {logs && (
          <Button onClick={log} className="max-md:hidden">
            <MessageSquareText className="size-4" />
            {t('action.log')} <Kbd>L</Kbd>
          </Button>
        )}
        {open && writes && (
          <Button tone={sop.data && !sop.data.gate.met ? 'soft' : 'primary'} onClick={() => setDialog('convert')}>
            {t('lead.convert')}
          </Button>
        )}
        {menu.length > 0 && (
          <Menu
            trigger={
              <IconButton label={t('action.more')}>
                <Ellipsis className="size-4" />
              </IconButton>
            }
            items={menu}
          />
        )}
      </div>
      <RunFrame name={name} facts={facts} story={story} panel={panel} />
      {phone && logs && (
        <div className="flex shrink-0 gap-2 border-t border-line px-4 py-2">
          <Button className="flex-1" onClick={log}>
            <MessageSquareText className="size-4" />
            {t('action.log_contact')}
          </Button>
        </div>
      )}
      {dialog === 'convert' && <ConvertDialog record={record} onClose={() => setDialog(null)} />}
      {dialog === 'disqualify' && <DisqualifyDialog record={record} onClose={() => setDialog(null)} />}
      {dialog === 'release' && <ReleaseDialog record={record} onClose={() => setDialog(null)} />}
      {dialog === 'keep' && <KeepDialog record={record} onClose={() => setDialog(null)} />}
    </>
  )
}

function Panel({
  record,
  sop,
  error,
  retry,
  call,
  onConvert,
}: {
  record: Rec
  sop: Sop | undefined
  error: Error | null
  retry: () => void
  call: string | null
  onConvert: () => void
}) {
  const { t } = useT()
  if (without(error)) return <Empty text={t('lead.no_sop')} />
  if (error) return <LoadError error={error} retry={retry} />
  if (!sop) return <SkeletonRows rows={6} />
  return (
    <SopPanel
      sop={sop}
      id={record.id}
      on="leads"
      call={call ? { name: String(record.name), phone: call, object: 'leads', id: record.id } : null}
      onAdvance={onConvert}
    />
  )
}

/** What follows what is done is shown once there is something to show. */
const LATER = [
  'campaign',
  'product',
  'known_account',
  'same_lead',
  'same_contact',
  'pool',
  'pooled_at',
  'previous_owner',
  'claimed_at',
  'protected_until',
  'touched_at',
  'kept_until',
  'kept_because',
  'form',
  'assigned_by',
  'assigned_at',
  'response_due_at',
  'responded_at',
  'account',
  'contact',
  'opportunity',
  'converted_at',
  'reason',
  'reason_detail',
]

function FactsColumn({ record, object }: { record: Rec; object: ObjectDef }) {
  const { t } = useT()
  const keys = object.facts.filter(key => !(LATER.includes(key) && isEmpty(record[key])))
  return (
    <div className="flex flex-col gap-4 px-5 py-4">
      <WhyCard record={record} />
      <section aria-label={t('record.facts')}>
        <h2 className="pb-1 text-xs text-fg3">{t('record.facts')}</h2>
        <Facts object={object} record={record} keys={keys} />
      </section>
      <OpenTasks object={object} id={record.id} />
      <FilesCard on={object} id={record.id} />
      <ApprovalsCard object="leads" id={record.id} />
      <BesideCard object="leads" id={record.id} />
      <ReachCard object="leads" record={record} />
      <ConsentsCard on="lead" record={record} />
    </div>
  )
}
