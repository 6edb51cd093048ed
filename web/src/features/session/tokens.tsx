import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { call, get, post } from '@/api/client'
import { attempt } from '@/api/mutations'
import { client } from '@/api/queries'
import { dayOf, dayText, instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { FieldRow, Input, NativeSelect } from '@/ui/field'
import { notify } from '@/ui/toast'

interface Token {
  id: string
  name: string
  read_only: boolean
  created_at?: string | null
  expires_at?: string | null
  last_used_at?: string | null
}

type TokenList = { data?: Token[]; tokens?: Token[] } | Token[]

const listOf = (answer: TokenList): Token[] => (Array.isArray(answer) ? answer : (answer.data ?? answer.tokens ?? []))

/** Tokens for programs. A new one is shown once. */
export function Tokens() {
  const { t } = useT()
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: () => get<TokenList>('/me/tokens').then(listOf) }).data ?? []
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [readOnly, setReadOnly] = useState(false)
  const [secret, setSecret] = useState('')

  async function create(event: FormEvent) {
    event.preventDefault()
    await attempt(async () => {
      const made = await post<{ token: string }>('/me/tokens', { name, read_only: readOnly, days: Number(days) })
      setSecret(made.token)
      setName('')
      await client.invalidateQueries({ queryKey: ['tokens'] })
    })
  }

  const revoke = (token: Token) =>
    attempt(async () => {
      await call('DELETE', `/me/tokens/${token.id}`)
      await client.invalidateQueries({ queryKey: ['tokens'] })
    })

  return (
    <section className="flex flex-col gap-3 rounded-xl border border-line p-5">
      <div>
        <h2 className="font-semibold">{t('tokens.title')}</h2>
        <p className="text-sm text-fg2">{t('tokens.lead')}</p>
      </div>
      {secret && (
        <div role="status" className="flex flex-wrap items-center gap-2 rounded-lg bg-ok-soft p-3 text-sm">
          <code className="min-w-0 flex-1 break-all">{secret}</code>
          <Button
            size="sm"
            onClick={() => void navigator.clipboard.writeText(secret).then(() => notify({ text: t('tokens.copied') }))}
          >
            {t('tokens.copy')}
          </Button>
          <p className="w-full text-xs text-ok">{t('tokens.once')}</p>
        </div>
      )}
      {tokens.map(token => (
        <div key={token.id} className="flex items-center gap-2 border-b border-line pb-2 text-sm">
          <span className="min-w-0 flex-1 truncate">{token.name}</span>
          {token.read_only && <Badge>{t('tokens.read_only')}</Badge>}
          <span className="text-xs text-fg2">
            {token.last_used_at ? t('tokens.used', { when: instantText(token.last_used_at) }) : t('tokens.unused')}
            {token.expires_at && ` · ${t('tokens.until', { day: dayText(dayOf(token.expires_at)) })}`}
          </span>
          <IconButton label={t('tokens.revoke', { name: token.name })} onClick={() => void revoke(token)}>
            <Trash2 className="size-4" />
          </IconButton>
        </div>
      ))}
      <form onSubmit={event => void create(event)} className="flex flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1">
          <FieldRow label={t('tokens.name')}>
            {aria => <Input {...aria} required maxLength={80} value={name} onChange={e => setName(e.target.value)} />}
          </FieldRow>
        </div>
        <FieldRow label={t('tokens.days')}>
          {aria => (
            <NativeSelect {...aria} value={days} onChange={e => setDays(e.target.value)}>
              {['30', '90', '365'].map(n => (
                <option key={n} value={n}>
                  {t('opp.days', { n })}
                </option>
              ))}
            </NativeSelect>
          )}
        </FieldRow>
        <label className="flex h-8 items-center gap-1.5 text-sm">
          <input
            type="checkbox"
            className="size-3.5 accent-(--accent)"
            checked={readOnly}
            onChange={e => setReadOnly(e.target.checked)}
          />
          {t('tokens.read_only')}
        </label>
        <Button type="submit" disabled={name.trim() === ''}>
          {t('tokens.create')}
        </Button>
      </form>
    </section>
  )
}
