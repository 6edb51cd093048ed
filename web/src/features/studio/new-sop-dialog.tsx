import { useState } from 'react'
import { post } from '@/api/client'
import { errorText } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, Input } from '@/ui/field'
import { reload } from './data'
import { blankDoc } from './edits'

/** A new SOP begins as a draft with one stage. */
export function NewSopDialog({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { t } = useT()
  const [zh, setZh] = useState('')
  const [en, setEn] = useState('')
  const [key, setKey] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')

  async function make() {
    setBusy(true)
    setFailure('')
    try {
      const draft = await post<Rec>('/sops', { document: blankDoc(key, zh.trim(), en.trim()) })
      await reload(draft.id)
      onClose()
      onMade(draft.id)
    } catch (error) {
      setFailure(errorText(error))
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} title={t('studio.new_sop')} lead={t('studio.new_sop_lead')} width={440}>
      <form
        className="contents"
        onSubmit={event => {
          event.preventDefault()
          void make()
        }}
      >
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
          {failure && (
            <p role="alert" className="text-sm text-bad">
              {failure}
            </p>
          )}
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button tone="primary" type="submit" disabled={busy}>
            {t('action.create')}
          </Button>
        </DialogFoot>
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
