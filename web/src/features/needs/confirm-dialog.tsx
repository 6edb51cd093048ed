import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { post } from '@/api/client'
import { errorText, refresh } from '@/api/mutations'
import { recordQuery } from '@/api/queries'
import type { Rec, Ref } from '@/api/types'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { ReferencePicker } from '@/records/reference-picker'
import { isRef } from '@/records/value'
import { Button } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, TextArea } from '@/ui/field'

/** Notes what the customer answered: who, how, in which words. */
export function ConfirmDialog({ need, deal, onClose }: { need: Rec; deal: string; onClose: () => void }) {
  const { t } = useT()
  const object = useObject('needs')
  const record = useQuery(recordQuery('opportunities', deal)).data
  const [status, setStatus] = useState<string | null>('confirmed')
  const [how, setHow] = useState<string | null>('meeting')
  const [by, setBy] = useState<Ref | null>(isRef(need.contact) ? need.contact : null)
  const [words, setWords] = useState('')
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const options = (key: string, without: string) =>
    (fieldOf(object, key)?.options ?? []).filter(option => option.key !== without)
  const ready = status !== null && how !== null && by !== null && (status === 'confirmed' || words.trim() !== '')

  async function save(event: FormEvent) {
    event.preventDefault()
    if (!ready) return
    setBusy(true)
    setFailure('')
    try {
      await post(`/needs/${need.id}/confirm`, { status, how, by: by?.id, ...(words.trim() !== '' && { words }) })
      void refresh('needs', need.id)
      void refresh('opportunities', deal)
      onClose()
    } catch (error) {
      setFailure(errorText(error))
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} title={t('need.confirm_title')} lead={String(need.title)}>
      <DialogBody>
        <form id="confirm-need" onSubmit={event => void save(event)} className="flex flex-col gap-3">
          <Chips
            label={t('need.verdict')}
            visible
            chips={options('status', 'proposed')}
            value={status}
            onChange={setStatus}
          />
          <Chips label={t('need.how')} visible chips={options('confirmed_how', 'link')} value={how} onChange={setHow} />
          <FieldRow label={t('need.by')} required>
            {aria => (
              <ReferencePicker
                {...aria}
                target="contacts"
                account={isRef(record?.account) ? record.account : null}
                value={by}
                onChange={setBy}
                required
              />
            )}
          </FieldRow>
          <FieldRow label={t('need.words')} required={status !== 'confirmed'} help={t('need.words_help')}>
            {aria => (
              <TextArea
                {...aria}
                rows={3}
                maxLength={2000}
                value={words}
                onChange={event => setWords(event.target.value)}
              />
            )}
          </FieldRow>
          {failure && (
            <p role="alert" className="text-sm text-bad">
              {failure}
            </p>
          )}
        </form>
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button tone="primary" type="submit" form="confirm-need" disabled={busy || !ready}>
          {t('action.save')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
