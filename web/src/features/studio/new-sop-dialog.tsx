import { useState } from 'react'
import { post } from '@/api/client'
import type { Rec } from '@/api/types'
import { Failure, SubmitFoot, useSubmit } from '@/app/submit'
import { useT } from '@/lib/i18n'
import { Dialog, DialogBody } from '@/ui/dialog'
import { FieldRow, Input } from '@/ui/field'
import { reload } from './data'
import { blankDoc } from './edits'

/** A new SOP begins as a draft with one stage. */
export function NewSopDialog({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { t } = useT()
  const [zh, setZh] = useState('')
  const [en, setEn] = useState('')
  const [key, setKey] = useState('')
  const { failure, busy, submit } = useSubmit(async () => {
    const draft = await post<Rec>('/sops', { document: blankDoc(key, zh.trim(), en.trim()) })
    await reload(draft.id)
    onMade(draft.id)
  }, onClose)

  return (
    <Dialog open onClose={onClose} title={t('studio.new_sop')} lead={t('studio.new_sop_lead')} width={440}>
      <form id="new-sop" className="contents" onSubmit={event => void submit(event)}>
        <DialogBody className="flex flex-col gap-3">
          <FieldRow label={t('studio.name_zh')} required>
            {control => <Input {...control} required maxLength={60} value={zh} onChange={e => setZh(e.target.value)} />}
          </FieldRow>
          <FieldRow label={t('studio.name_en')} required>
            {control => (
              <Input
                {...control}
                required
                maxLength={60}
                value={en}
                onChange={e => {
                  const before = keyOf(en)
                  setEn(e.target.value)
                  if (key === '' || key === before) setKey(keyOf(e.target.value))
                }}
              />
            )}
          </FieldRow>
          <FieldRow label={t('studio.new_key')} help={t('studio.new_key_help')} required>
            {control => (
              <Input
                {...control}
                required
                pattern="[a-z][a-z0-9_]{0,59}"
                value={key}
                onChange={e => setKey(e.target.value)}
              />
            )}
          </FieldRow>
          <Failure text={failure} />
        </DialogBody>
        <SubmitFoot form="new-sop" label={t('action.create')} busy={busy} onClose={onClose} />
      </form>
    </Dialog>
  )
}

const keyOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 60)
