import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '@/api/client'
import { errorText } from '@/api/mutations'
import { client } from '@/api/queries'
import { Failure } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, NativeSelect, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'
import { documentQuery, say } from '../sop/document'

interface Preview {
  looked_at: number
  more: boolean
  would_move: number
  would_stay: number
  would: { id: string; name: string | null; from: string; to: string; version: number; open_steps: number }[]
  cannot: { id: string; name: string | null; from: string; why: string }[]
  lacking_stages: { key: string; name: string }[]
}

interface Moved {
  move: string
  moved: number
  after: string | null
}

/** Moves the running deals of other versions to this one: what would happen first, then all or one by one; and back. */
export function MoveDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, lang } = useT()
  const [stages, setStages] = useState<Record<string, string>>({})
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const document = useQuery(documentQuery(id)).data
  const preview = useQuery({
    queryKey: ['record', 'sop_versions', id, 'move', stages],
    queryFn: () => post<Preview>(`/sop_versions/${id}/move/preview`, { stages }),
    placeholderData: old => old,
    retry: false,
  })
  const found = preview.data

  async function undo(move: string) {
    let after: string | null = null
    let undone = 0
    do {
      const part: { undone: number; after: string | null } = await post(`/sop_moves/${move}/undo`, { after })
      undone = part.undone
      after = part.after
    } while (after)
    notify({ text: t('move.undone', { n: undone }) })
    await client.invalidateQueries()
  }

  async function go(only?: string) {
    setBusy(true)
    setFailure('')
    try {
      const filter = only ? { field: 'id', op: 'eq', value: only } : undefined
      let part: Moved = await post(`/sop_versions/${id}/move`, { stages, reason, filter })
      while (part.after) {
        part = await post(`/sop_versions/${id}/move`, { stages, reason, filter, move: part.move, after: part.after })
      }
      const { move, moved } = part
      notify({
        text: t('move.done', { n: moved }),
        tone: 'ok',
        action: { label: t('action.undo'), run: () => void undo(move).catch(error => setFailure(errorText(error))) },
      })
      await client.invalidateQueries()
      if (!only) onClose()
    } catch (error) {
      setFailure(errorText(error))
    }
    setBusy(false)
  }

  const enough = reason.trim().length >= 4
  return (
    <Dialog open onClose={onClose} title={t('move.title')} lead={t('move.lead')}>
      <form
        className="contents"
        onSubmit={event => {
          event.preventDefault()
          void go()
        }}
      >
        <DialogBody className="flex flex-col gap-3">
          {preview.isError && (
            <p role="alert" className="text-sm text-bad">
              {errorText(preview.error)}
            </p>
          )}
          {!found && !preview.isError && <SkeletonRows />}
          {found?.lacking_stages.map(stage => (
            <FieldRow key={stage.key} label={t('move.stage', { stage: stage.name })}>
              {control => (
                <NativeSelect
                  {...control}
                  value={stages[stage.key] ?? ''}
                  onChange={event => {
                    const { [stage.key]: _, ...others } = stages
                    setStages(event.target.value ? { ...others, [stage.key]: event.target.value } : others)
                  }}
                >
                  <option value="">{t('move.stays')}</option>
                  {document?.stages.map(s => (
                    <option key={s.key} value={s.key}>
                      {say(s.name, lang)}
                    </option>
                  ))}
                </NativeSelect>
              )}
            </FieldRow>
          ))}
          {found && (
            <p className="text-sm" aria-live="polite">
              {found.looked_at === 0
                ? t('move.none')
                : t(found.more ? 'move.would_more' : 'move.would', { n: found.would_move, stay: found.would_stay })}
            </p>
          )}
          {found && found.would.length > 0 && (
            <ul className="flex max-h-52 flex-col overflow-y-auto rounded-lg border border-line text-sm" tabIndex={-1}>
              {found.would.map(deal => (
                <li
                  key={deal.id}
                  className="flex min-h-10 flex-wrap items-center gap-x-3 border-b border-line px-3 py-1 last:border-0"
                >
                  <Link
                    to="/opportunities/$id"
                    params={{ id: deal.id }}
                    className="min-w-32 flex-1 truncate hover:underline"
                  >
                    {deal.name ?? t('lab.unnamed_deal')}
                  </Link>
                  <span className="text-xs text-fg2">
                    {deal.from === deal.to ? deal.to : `${deal.from} → ${deal.to}`} ·{' '}
                    {t('move.open_steps', { n: deal.open_steps })}
                  </span>
                  <Button size="sm" disabled={busy || !enough} onClick={() => void go(deal.id)}>
                    {t('move.one')}
                  </Button>
                </li>
              ))}
            </ul>
          )}
          {found && found.cannot.length > 0 && (
            <details className="text-sm">
              <summary className="cursor-pointer text-fg2">{t('move.cannot', { n: found.would_stay })}</summary>
              <ul className="mt-1 flex flex-col gap-1">
                {found.cannot.map(deal => (
                  <li key={deal.id} className="flex gap-3">
                    <span className="min-w-0 flex-1 truncate">{deal.name ?? t('lab.unnamed_deal')}</span>
                    <span className="text-xs text-fg2">{deal.why}</span>
                  </li>
                ))}
              </ul>
            </details>
          )}
          <FieldRow label={t('move.reason')} required>
            {control => (
              <TextArea {...control} rows={2} required value={reason} onChange={e => setReason(e.target.value)} />
            )}
          </FieldRow>
          <Failure text={failure} />
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>{t('action.close')}</Button>
          <Button tone="primary" type="submit" disabled={busy || !enough || !found || found.would_move === 0}>
            {t('move.all')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
