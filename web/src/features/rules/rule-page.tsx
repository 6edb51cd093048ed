import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Condition } from '@/api/condition'
import { attempt, deleteRecord, patchRecord, restoreRecord } from '@/api/mutations'
import { recordQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { LoadError } from '@/app/fallback'
import { useObject } from '@/app/hooks'
import { listPath } from '@/app/nav'
import { useT } from '@/lib/i18n'
import { Facts } from '@/records/facts'
import { Badge, Empty, SkeletonRows } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { ConditionCard } from './condition-card'

interface Props {
  object: string
  /** The kind of record that its condition is on; leads if nothing is said. */
  subject?: string
  /** The same, where the record itself says it. */
  subjectOf?: (record: Rec) => string
  /** Whether it can come into force as it is, beside its condition. */
  ready?: (record: Rec) => boolean
  id: string
  /** What the condition is for. */
  lead: string
  /** Whether it can be in force without a condition. */
  bare?: boolean
  /** What it would do, by what is in the editor. */
  preview?: (record: Rec, condition: Condition | null) => ReactNode
}

/** The page of a rule: its numbers, its condition, what it would do; and whether it is in force. */
export function RulePage({ object: key, id, ...rest }: Props) {
  const { t } = useT()
  const object = useObject(key)
  const query = useQuery(recordQuery(key, id))
  if (!object) return <Empty text={t('error.not_found')} />
  if (query.isPending) return <SkeletonRows />
  if (!query.data) return <LoadError error={query.error} retry={() => void query.refetch()} />
  return <Rule key={id} object={key} record={query.data} {...rest} />
}

function Rule({
  object: key,
  subject,
  subjectOf,
  ready,
  record,
  lead,
  bare,
  preview,
}: Omit<Props, 'id'> & { record: Rec }) {
  const { t } = useT()
  const navigate = useNavigate()
  const object = useObject(key)
  const kept = (record.condition as Condition | null) ?? null
  const [draft, setDraft] = useState<{ value: Condition | null; of: string } | null>(null)
  // What was saved meanwhile is what one goes on from.
  const mark = JSON.stringify(kept)
  const condition = draft && draft.of === mark ? draft.value : kept
  const editable = object?.rights.update ?? false
  const active = record.active === true

  async function turn() {
    const done = await attempt(() => patchRecord(key, record, { active: !active }))
    if (done) notify({ text: t(active ? 'rule.switched_off' : 'rule.switched_on') })
  }

  async function remove() {
    if (!(await attempt(() => deleteRecord(key, record)))) return
    notify({
      text: t('delete.done'),
      action: { label: t('action.undo'), run: () => void attempt(() => restoreRecord(key, record.id)) },
    })
    void navigate({ to: listPath(key) })
  }

  if (!object) return null
  return (
    <>
      <PageHead
        title={String(record.name)}
        note={<Badge tone={active ? 'ok' : 'plain'}>{t(active ? 'rule.on' : 'rule.off')}</Badge>}
      >
        {editable && (
          <Button
            tone={active ? 'plain' : 'primary'}
            disabled={!active && ((!bare && !kept) || ready?.(record) === false)}
            onClick={() => void turn()}
          >
            {t(active ? 'rule.switch_off' : 'rule.switch_on')}
          </Button>
        )}
        {object.rights.delete && (
          <IconButton label={t('action.delete')} onClick={() => void remove()}>
            <Trash2 className="size-4" />
          </IconButton>
        )}
      </PageHead>
      <Scroll label={String(record.name)} className="flex-1 bg-bg">
        <div className="mx-auto grid max-w-[1240px] gap-4 p-5 max-md:p-3 lg:grid-cols-[320px_minmax(0,1fr)]">
          <section className="self-start rounded-xl border border-line bg-surface p-4" aria-label={t('record.facts')}>
            <Facts object={object} record={record} keys={['name', ...object.facts.filter(k => k !== 'active')]} />
          </section>
          <div className="flex min-w-0 flex-col gap-4">
            <ConditionCard
              object={key}
              subject={subjectOf?.(record) ?? subject}
              record={record}
              lead={lead}
              editable={editable}
              value={condition}
              onChange={value => setDraft({ value, of: mark })}
            />
            {editable && preview?.(record, condition)}
          </div>
        </div>
      </Scroll>
    </>
  )
}
