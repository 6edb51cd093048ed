import { useNavigate } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import { call } from '@/api/client'
import { attempt } from '@/api/mutations'
import { client } from '@/api/queries'
import { useMe } from '@/app/hooks'
import { chooseLang, chooseTheme } from '@/app/shell'
import { TourAgain } from '@/features/tour/tour-again'
import { useT } from '@/lib/i18n'
import { useStore } from '@/lib/store'
import { theme } from '@/lib/theme'
import { useTitle } from '@/lib/title'
import { Avatar } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { NativeSelect } from '@/ui/field'
import { AllPages } from './all-pages'
import { CalendarFeed } from './calendar-feed'
import { PasswordForm } from './password-form'
import { Tokens } from './tokens'

/** Who I am here, how the page looks, my password and my tokens. */
export function ProfilePage() {
  const { t, lang } = useT()
  const me = useMe()
  const look = useStore(theme)
  useTitle(t('settings.profile'))
  const navigate = useNavigate()

  async function signOut() {
    await attempt(async () => {
      await call('DELETE', '/session')
      await navigate({ to: '/sign-in', search: { to: undefined } })
      client.clear()
    })
  }

  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-2xl flex-col gap-6 px-5 py-6">
        <AllPages />
        <section className="flex items-center gap-3">
          <Avatar name={me.user.name} size={48} />
          <div className="min-w-0 flex-1">
            <h1 className="text-lg font-semibold">{me.user.name}</h1>
            <p className="truncate text-sm text-fg2">
              {[me.user.email, me.user.role?.name, me.user.team?.name].filter(Boolean).join(' · ')}
            </p>
          </div>
          <Button onClick={() => void signOut()}>
            <LogOut className="size-4" />
            {t('session.sign_out')}
          </Button>
        </section>
        <section className="flex flex-col gap-4 rounded-xl border border-line p-5">
          <div className="flex flex-wrap items-center gap-3">
            <h2 className="w-28 text-sm text-fg2">{t('settings.lang')}</h2>
            <Chips
              label={t('settings.lang')}
              value={lang}
              onChange={next => next && void chooseLang(next)}
              chips={[
                { key: 'zh-CN', label: '简体中文' },
                { key: 'en', label: 'English' },
              ]}
            />
          </div>
          <div className="flex flex-wrap items-center gap-3">
            <h2 className="w-28 text-sm text-fg2">{t('settings.theme')}</h2>
            <Chips
              label={t('settings.theme')}
              value={look}
              onChange={next => next && void chooseTheme(next)}
              chips={[
                { key: 'light', label: t('theme.light') },
                { key: 'dark', label: t('theme.dark') },
                { key: 'system', label: t('theme.system') },
              ]}
            />
          </div>
          {me.mail && <Digest />}
          <TourAgain />
        </section>
        <CalendarFeed />
        <PasswordForm />
        <Tokens />
      </div>
    </div>
  )
}

const HOURS = Array.from({ length: 16 }, (_, i) => `${String(i + 6).padStart(2, '0')}:00`)

/** The hour at which I get what is late and what today brings by mail. */
function Digest() {
  const { t } = useT()
  const me = useMe()
  const label = t('settings.digest')

  const choose = (hour: string) =>
    attempt(async () => {
      const digest_at = hour || null
      await call('PATCH', '/me', { body: { digest_at } })
      await client.invalidateQueries({ queryKey: ['me'] })
    })

  return (
    <div className="flex flex-wrap items-center gap-3">
      <h2 className="w-28 text-sm text-fg2">{label}</h2>
      <NativeSelect
        aria-label={label}
        className="w-auto"
        value={me.user.digest_at ?? ''}
        onChange={event => void choose(event.target.value)}
      >
        <option value="">{t('settings.digest_off')}</option>
        {HOURS.map(hour => (
          <option key={hour} value={hour}>
            {t('settings.digest_at', { hour })}
          </option>
        ))}
      </NativeSelect>
      <p className="w-full text-xs text-fg2">{t('settings.digest_lead')}</p>
    </div>
  )
}
