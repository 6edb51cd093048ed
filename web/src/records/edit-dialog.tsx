import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { attempt, deleteRecord, patchRecord, restoreRecord } from '@/api/mutations'
import { recordQuery } from '@/api/queries'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { notify } from '@/ui/toast'
import { RecordForm, type Values, wireValues } from './record-form'

/** A small record (a stakeholder, a line, a task) changed in a dialog, since it has no page of its own. */
export function EditDialog({ object: key, id, onClose }: { object: string; id: string; onClose: () => void }) {
  const { t } = useT()
  const object = useObject(key)
  const record = useQuery(recordQuery(key, id)).data
  const [busy, setBusy] = useState(false)
  if (!object) return null
  const fields = object.form
    .map(name => fieldOf(object, name))
    .filter(field => field !== undefined && !field.read_only && !field.fixed)
  const shown = fields.filter(field => field !== undefined)

  async function save(values: Values) {
    if (!record) return
    const before = wireValues(record)
    const after = wireValues(values)
    const changed = Object.fromEntries(
      Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
    )
    if (Object.keys(changed).length > 0) await patchRecord(key, record, changed, values)
    onClose()
  }

  async function remove() {
    if (!record) return
    const done = await attempt(() => deleteRecord(key, record))
    if (!done) return
    onClose()
    notify({
      text: t('delete.done'),
      action: { label: t('action.undo'), run: () => void attempt(() => restoreRecord(key, id)) },
    })
  }

  return (
    <Dialog open onClose={onClose} title={object.label_one} width={520}>
      <DialogBody>
        {record ? (
          <RecordForm
            id="edit"
            object={object}
            fields={shown}
            initial={Object.fromEntries(shown.map(f => [f.key, record[f.key]]))}
            save={save}
            onBusy={setBusy}
          />
        ) : (
          <SkeletonRows rows={4} />
        )}
      </DialogBody>
      <DialogFoot
        left={
          object.rights.delete && (
            <Button tone="ghost" onClick={() => void remove()}>
              <Trash2 className="size-4" />
              {t('action.delete')}
            </Button>
          )
        }
      >
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button tone="primary" type="submit" form="edit" disabled={busy || !record}>
          {t('action.save')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
