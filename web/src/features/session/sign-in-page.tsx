import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { post } from '@/api/client'
import { errorText } from '@/api/mutations'
import { client } from '@/api/queries'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { FieldRow, Input } from '@/ui/field'
import { SessionCard } from './card'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { t } = useT()
  const { to } = route.useSearch()
  const router = useRouter()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setFailure('')
    try {
      await post('/session', { email: email.trim(), password })
      client.clear()
      // Only a path of our own: an address from elsewhere is not followed.
      router.history.push(to?.startsWith('/') && !to.startsWith('//') ? to : '/today')
    } catch (error) {
      setFailure(errorText(error))
      setBusy(false)
    }
  }

  return (
    <SessionCard title={t('session.sign_in')} lead={t('session.lead')}>
      <form onSubmit={event => void submit(event)} className="mt-5 flex flex-col gap-4">
        <FieldRow label={t('session.email')}>
          {aria => (
            <Input
              {...aria}
              type="email"
              name="email"
              autoComplete="username"
              autoFocus
              required
              value={email}
              onChange={e => setEmail(e.target.value)}
            />
          )}
        </FieldRow>
        <FieldRow label={t('session.password')} error={failure || undefined}>
          {aria => (
            <Input
              {...aria}
              type="password"
              name="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={e => setPassword(e.target.value)}
            />
          )}
        </FieldRow>
        <Button type="submit" tone="primary" disabled={busy} className="h-9">
          {t('session.sign_in')}
        </Button>
      </form>
    </SessionCard>
  )
}
