import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { patchRecord } from '@/api/mutations'
import { recordQuery } from '@/api/queries'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { RecordForm, type Values, wireValues } from './record-form'

/** One field of a record, to be filled in from anywhere: what a gate asks for. */
export function FieldDialog({
  object: key,
  id,
  field: name,
  onClose,
}: {
  object: string
  id: string
  field: string
  onClose: () => void
}) {
  const { t } = useT()
  const object = useObject(key)
  const record = useQuery(recordQuery(key, id)).data
  const field = fieldOf(object, name)
  const [busy, setBusy] = useState(false)
  if (!object || !field) return null

  async function save(values: Values) {
    if (!record) return
    await patchRecord(key, record, wireValues(values), values)
    onClose()
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={t('form.fill', { what: field.label })}
      lead={record && String(record[object.name_field] ?? '')}
    >
      <DialogBody>
        {record ? (
          <RecordForm
            id="field"
            object={object}
            fields={[field]}
            initial={{ [name]: record[name] }}
            save={save}
            onBusy={setBusy}
          />
        ) : (
          <SkeletonRows rows={1} />
        )}
      </DialogBody>
      <DialogFoot>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button tone="primary" type="submit" form="field" disabled={busy || !record}>
          {t('action.save')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
