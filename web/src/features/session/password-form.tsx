import { type FormEvent, useState } from 'react'
import { Problem, post } from '@/api/client'
import { errorText } from '@/api/mutations'
import { useMe } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { FieldRow, Input } from '@/ui/field'
import { notify } from '@/ui/toast'

export function PasswordForm() {
  const { t } = useT()
  const me = useMe()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [faults, setFaults] = useState<Record<string, string>>({})

  async function submit(event: FormEvent) {
    event.preventDefault()
    setFaults({})
    try {
      await post('/me/password', { current, password })
      setCurrent('')
      setPassword('')
      notify({ text: t('settings.password_changed') })
    } catch (error) {
      const named = error instanceof Problem ? error.fields : {}
      setFaults(named.current || named.password ? named : { current: errorText(error) })
    }
  }

  return (
    <form onSubmit={event => void submit(event)} className="flex flex-col gap-3 rounded-xl border border-line p-5">
      <h2 className="font-semibold">{t('settings.password')}</h2>
      <input type="hidden" name="username" autoComplete="username" value={me.user.email} readOnly />
      <div className="grid gap-3 md:grid-cols-2">
        <FieldRow label={t('settings.password_current')} error={faults.current}>
          {aria => (
            <Input
              {...aria}
              type="password"
              required
              autoComplete="current-password"
              value={current}
              onChange={e => setCurrent(e.target.value)}
            />
          )}
        </FieldRow>
        <FieldRow label={t('settings.password_new')} error={faults.password} help={t('setup.password_help')}>
          {aria => (
            <Input
              {...aria}
              type="password"
              required
              autoComplete="new-password"
              value={password}
              onChange={e => setPassword(e.target.value)}
            />
          )}
        </FieldRow>
      </div>
      <Button type="submit" className="self-start" disabled={current === '' || password === ''}>
        {t('settings.password_save')}
      </Button>
    </form>
  )
}
