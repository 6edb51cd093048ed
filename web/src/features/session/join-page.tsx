import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { get, Problem, post } from '@/api/client'
import { errorText } from '@/api/mutations'
import { client } from '@/api/queries'
import type { Joining } from '@/features/people/links'
import { useT } from '@/lib/i18n'
import { Button, buttonClass } from '@/ui/button'
import { FieldRow, Input } from '@/ui/field'
import { SessionCard } from './card'

const route = getRouteApi('/join/$secret')

/** What a link that an administrator sent opens: name and password, and one is in. */
export function JoinPage() {
  const { t } = useT()
  const { secret } = route.useParams()
  const query = useQuery({
    queryKey: ['joining', secret],
    queryFn: () => get<Joining>(`/join/${encodeURIComponent(secret)}`),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (query.isPending) return null
  if (query.isError)
    return (
      <SessionCard title={t('join.gone')} lead={errorText(query.error)}>
        <a href="/sign-in" className={buttonClass({}, 'mt-5 w-full')}>
          {t('join.to_sign_in')}
        </a>
      </SessionCard>
    )
  return <JoinForm secret={secret} who={query.data} />
}

function JoinForm({ secret, who }: { secret: string; who: Joining }) {
  const { t } = useT()
  const router = useRouter()
  const [name, setName] = useState(who.name)
  const [password, setPassword] = useState('')
  const [faults, setFaults] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setFaults({})
    setFailure('')
    try {
      await post(`/join/${encodeURIComponent(secret)}`, { password, ...(who.returning ? {} : { name }) })
      client.clear()
      router.history.replace('/today')
    } catch (error) {
      const named = error instanceof Problem ? error.fields : {}
      setFaults(named)
      setFailure(named.name || named.password ? '' : errorText(error))
      setBusy(false)
    }
  }

  return (
    <SessionCard
      title={t(who.returning ? 'join.reset' : 'join.welcome', { company: who.company })}
      lead={t(who.returning ? 'join.reset_lead' : 'join.lead', { email: who.email })}
    >
      <form onSubmit={event => void submit(event)} className="mt-5 flex flex-col gap-4">
        <input type="hidden" name="username" autoComplete="username" value={who.email} readOnly />
        {!who.returning && (
          <FieldRow label={t('setup.name')} error={faults.name}>
            {aria => (
              <Input
                {...aria}
                name="name"
                autoComplete="name"
                required
                maxLength={80}
                value={name}
                onChange={e => setName(e.target.value)}
              />
            )}
          </FieldRow>
        )}
        <FieldRow label={t('settings.password_new')} error={faults.password} help={t('setup.password_help')}>
          {aria => (
            <Input
              {...aria}
              type="password"
              name="password"
              autoComplete="new-password"
              autoFocus
              required
              value={password}
              onChange={e => setPassword(e.target.value)}
            />
          )}
        </FieldRow>
        {failure && (
          <p role="alert" className="text-sm text-bad">
            {failure}
          </p>
        )}
        <Button type="submit" tone="primary" disabled={busy} className="h-9">
          {t(who.returning ? 'join.reset_do' : 'join.do')}
        </Button>
      </form>
    </SessionCard>
  )
}
