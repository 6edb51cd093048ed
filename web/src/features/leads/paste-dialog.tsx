import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { newKey, post } from '@/api/client'
import { createRecord, errorText } from '@/api/mutations'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, Input, TextArea } from '@/ui/field'
import { notify } from '@/ui/toast'
import { Duplicates } from './duplicates'

const KEYS = ['name', 'company', 'title', 'phone', 'email', 'need'] as const

type Row = Record<(typeof KEYS)[number], string | null> & { key: string; failure?: string }

/** Pasted lines become leads: recognised, shown, corrected, then made one by one. */
export function PasteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  const object = useObject('leads')
  const [text, setText] = useState('')
  const [rows, setRows] = useState<Row[] | null>(null)
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)

  async function recognise() {
    setBusy(true)
    setFailure('')
    try {
      const answer = await post<{ rows: Omit<Row, 'key'>[] }>('/leads/recognise', { text })
      if (answer.rows.length === 0) setFailure(t('paste.none'))
      else setRows(answer.rows.map(row => ({ ...row, key: newKey() })))
    } catch (error) {
      setFailure(errorText(error))
    } finally {
      setBusy(false)
    }
  }

  /** Each under its own key: what was made isn't made again when the rest is corrected. */
  async function save() {
    if (!rows) return
    setBusy(true)
    const left: Row[] = []
    for (const row of rows) {
      const body = Object.fromEntries(KEYS.flatMap(key => (row[key]?.trim() ? [[key, row[key]?.trim()]] : [])))
      try {
        await createRecord('leads', body, row.key)
      } catch (error) {
        left.push({ ...row, key: newKey(), failure: errorText(error) })
      }
    }
    setBusy(false)
    const made = rows.length - left.length
    if (made > 0) notify({ text: t('paste.made', { n: made }) })
    if (left.length === 0) onClose()
    else setRows(left)
  }

  const set = (i: number, key: (typeof KEYS)[number], value: string) =>
    setRows(old => old?.map((row, at) => (at === i ? { ...row, [key]: value, failure: undefined } : row)) ?? null)

  return (
    <Dialog open onClose={onClose} title={t('lead.paste')} lead={t('paste.lead')} width={rows ? 720 : 560}>
      <DialogBody className="flex flex-col gap-3">
        {rows === null ? (
          <FieldRow label={t('paste.label')} error={failure || undefined}>
            {aria => (
              <TextArea
                {...aria}
                autoFocus
                rows={9}
                value={text}
                placeholder={t('paste.example')}
                onChange={e => setText(e.target.value)}
              />
            )}
          </FieldRow>
        ) : (
          rows.map((row, i) => (
            <fieldset key={row.key} className="rounded-lg border border-line p-3">
              <legend className="sr-only">{t('paste.row', { n: i + 1 })}</legend>
              <div className="flex items-start gap-2">
                <div className="grid flex-1 gap-2 md:grid-cols-3">
                  {KEYS.map(key => {
                    const field = fieldOf(object, key)
                    if (!field) return null
                    return (
                      <FieldRow key={key} label={field.label} required={field.required}>
                        {aria => (
                          <Input
                            {...aria}
                            value={row[key] ?? ''}
                            maxLength={field.max ?? undefined}
                            onChange={e => set(i, key, e.target.value)}
                          />
                        )}
                      </FieldRow>
                    )
                  })}
                </div>
                <IconButton
                  label={t('paste.drop', { n: i + 1 })}
                  onClick={() => setRows(old => old?.filter((_, at) => at !== i) ?? null)}
                >
                  <Trash2 className="size-4" />
                </IconButton>
              </div>
              {row.failure && (
                <p role="alert" className="pt-2 text-sm text-bad">
                  {row.failure}
                </p>
              )}
              <div className="pt-2 empty:hidden">
                <Duplicates known={row} onOpen={onClose} />
              </div>
            </fieldset>
          ))
        )}
      </DialogBody>
      <DialogFoot left={rows && <Button onClick={() => setRows(null)}>{t('paste.back')}</Button>}>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        {rows === null ? (
          <Button tone="primary" disabled={busy || text.trim() === ''} onClick={() => void recognise()}>
            {t('paste.recognise')}
          </Button>
        ) : (
          <Button tone="primary" disabled={busy || rows.length === 0} onClick={() => void save()}>
            {t('paste.save', { n: rows.length })}
          </Button>
        )}
      </DialogFoot>
    </Dialog>
  )
}
