import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Problem } from '@/api/client'
import { createRecord, errorText } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog, DialogBody, DialogFoot } from '@/ui/dialog'
import { FieldRow, Input, NativeSelect } from '@/ui/field'

/** A new role begins as a copy of another: nobody fills in a table of rights from nothing. */
export function RoleDialog({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  const navigate = useNavigate()
  const roles = useQuery(pageQuery('roles', { limit: 200 })).data?.data ?? []
  const [name, setName] = useState('')
  const [from, setFrom] = useState('')
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const source = roles.find(role => role.id === from) ?? roles.find(role => role.key === 'rep') ?? roles[0]

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setFaults({})
    setFailure('')
    try {
      const made = await createRecord('roles', { name, rights: source?.rights })
      onClose()
      await navigate({ to: '/settings/roles/$id', params: { id: made.id } })
    } catch (error) {
      const named = error instanceof Problem ? error.fields : {}
      setFaults(named)
      setFailure(named.name ? '' : errorText(error))
      setBusy(false)
    }
  }

  return (
    <Dialog open onClose={onClose} title={t('role.new')} lead={t('role.new_lead')}>
      <DialogBody>
        <form id="role" onSubmit={event => void submit(event)} className="flex flex-col gap-3">
          <FieldRow label={t('role.name')} error={faults.name} required>
            {aria => (
              <Input
                {...aria}
                required
                autoFocus
                maxLength={80}
                value={name}
                onChange={event => setName(event.target.value)}
              />
            )}
          </FieldRow>
          <FieldRow label={t('role.copy_of')}>
            {aria => (
              <NativeSelect {...aria} value={source?.id ?? ''} onChange={event => setFrom(event.target.value)}>
                {roles.map(role => (
                  <option key={role.id} value={role.id}>
                    {String(role.name)}
                  </option>
                ))}
              </NativeSelect>
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
        <Button tone="primary" type="submit" form="role" disabled={busy || !source || name.trim() === ''}>
          {t('action.create')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
