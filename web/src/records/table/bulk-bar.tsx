import { Trash2, UserRound, X } from 'lucide-react'
import { useState } from 'react'
import { type Problem, type ProblemBody, post } from '@/api/client'
import { errorText, refresh } from '@/api/mutations'
import type { ObjectDef } from '@/api/types'
import { fieldOf } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { Popover } from '@/ui/popover'
import { notify } from '@/ui/toast'
import { ReferencePicker } from '../reference-picker'

interface Props {
  object: ObjectDef
  ids: string[]
  nameOf: (id: string) => string
  /** Done; `left` are those that were refused. */
  onDone: (left: string[]) => void
}

interface BulkAnswer {
  done: number
  failed: { id: string; error: ProblemBody }[]
}

/** What can be done with the chosen rows; each goes by its own rules. */
export function BulkBar({ object, ids, nameOf, onDone }: Props) {
  const { t } = useT()
  const [asking, setAsking] = useState(false)

  async function run(what: Record<string, unknown>) {
    try {
      const answer = await post<BulkAnswer>(`/${object.key}/bulk`, { ids, ...what })
      const first = answer.failed[0]
      const why = first?.error
      notify(
        why
          ? {
              text: t('bulk.partly', {
                done: answer.done,
                failed: answer.failed.length,
                which: nameOf(first.id),
                why: why.detail ?? why.title,
              }),
              tone: 'bad',
            }
          : { text: t('bulk.done', { n: answer.done }) },
      )
      onDone(answer.failed.map(one => one.id))
    } catch (error) {
      notify({ text: errorText(error as Problem), tone: 'bad' })
    }
    void refresh(object.key)
  }

  const owner = fieldOf(object, 'owner')
  return (
    <div
      role="toolbar"
      aria-label={t('bulk.title')}
      className="flex min-h-9 flex-wrap items-center gap-2 border-t border-line bg-sel px-4 py-1 text-sm"
    >
      <span className="font-medium">{t('bulk.chosen', { n: ids.length })}</span>
      {owner && !owner.read_only && object.rights.update && (
        <Popover
          title={owner.label}
          align="start"
          width={260}
          trigger={
            <Button size="sm">
              <UserRound className="size-3.5" />
              {t('bulk.owner')}
            </Button>
          }
        >
          <div className="p-2">
            <ReferencePicker
              target="users"
              label={owner.label}
              value={null}
              autoFocus
              onChange={ref => ref && void run({ set: { owner: ref.id } })}
            />
          </div>
        </Popover>
      )}
      {object.runs_sop && (
        <Button size="sm" onClick={() => void run({ do: 'advance' })}>
          {t('bulk.advance')}
        </Button>
      )}
      {object.rights.delete && (
        <Button size="sm" onClick={() => setAsking(true)}>
          <Trash2 className="size-3.5" />
          {t('action.delete')}
        </Button>
      )}
      <span className="flex-1" />
      <IconButton label={t('bulk.clear')} onClick={() => onDone([])}>
        <X className="size-4" />
      </IconButton>
      <Dialog open={asking} onClose={() => setAsking(false)} title={t('bulk.delete_title', { n: ids.length })}>
        <DialogBody className="text-sm text-fg2">{t('delete.lead')}</DialogBody>
        <DialogFoot>
          <Button onClick={() => setAsking(false)}>{t('action.cancel')}</Button>
          <Button
            tone="danger"
            onClick={() => {
              setAsking(false)
              void run({ delete: true })
            }}
          >
            {t('action.delete')}
          </Button>
        </DialogFoot>
      </Dialog>
    </div>
  )
}
