import { CSPProvider } from '@base-ui/react/csp-provider'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { CircleUserRound, Languages, Moon, Plus, Search, SquareKanban, Sun, Table2 } from 'lucide-react'
import { lazy, Suspense, useEffect } from 'react'
import { call } from '@/api/client'
import { client, todayQuery } from '@/api/queries'
import { NoticeBell } from '@/features/notices/bell'
import { TourHost } from '@/features/tour/tour-host'
import { cn } from '@/lib/cn'
import { type Lang, setLang, useT } from '@/lib/i18n'
import { pressKey, startKeys, useKeys } from '@/lib/keys'
import { late, whenIdle } from '@/lib/late'
import { useStore } from '@/lib/store'
import { isDark, setTheme, theme } from '@/lib/theme'
import { Avatar, Kbd } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { Coming } from './coming'
import { closeDialogs, dialogs, openDialog } from './dialogs'
import { useCanCreate, useCanLog, useMe, useObjects } from './hooks'
import { useLiveEvents } from './live'
import { DASHBOARD, type NavItem, NEW, SETTINGS, SOPS, TASKS, TODAY, WORK } from './nav'
import { OfflineBar } from './offline-bar'
import { remember } from './recent'

const dialogHost = late(() => import('./dialog-host'))
const DialogHost = lazy(dialogHost)

/** Switches the language and keeps the choice with the user. */
export async function chooseLang(lang: Lang) {
  const kept = call('PATCH', '/me', { body: { lang } }).catch(() => undefined)
  await setLang(lang)
  await kept
  await client.invalidateQueries()
}

export async function chooseTheme(next: 'light' | 'dark' | 'system') {
  setTheme(next)
  await call('PATCH', '/me', { body: { theme: next } }).catch(() => undefined)
}

export function Shell() {
  const { t } = useT()
  const open = useStore(dialogs)
  const navigate = useNavigate()
  useLiveEvents()
  useEffect(startKeys, [])
  useEffect(() => whenIdle(() => void dialogHost().then(host => host.fetchDialogs())), [])
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has other dialogs
  useEffect(closeDialogs, [pathname])
  const { user } = useMe()
  useEffect(() => remember(user.id, pathname), [user.id, pathname])
  const objects = useObjects()
  const known = (item: NavItem) => !item.object || objects.some(object => object.key === item.object)
  const creates = useCanCreate('opportunities')
  const places = [TODAY, ...[TASKS, ...WORK, SOPS, DASHBOARD].filter(known), SETTINGS]
  useKeys([
    { keys: 'mod+k', label: 'key.palette', run: () => openDialog({ kind: 'palette' }) },
    { keys: '/', label: 'key.search', run: () => openDialog({ kind: 'palette' }) },
    { keys: '?', label: 'key.help', run: () => openDialog({ kind: 'help' }) },
    ...(creates
      ? [{ keys: 'c', label: 'key.new' as const, run: () => openDialog({ kind: 'create', object: 'opportunities' }) }]
      : []),
    ...places.map(place => ({ keys: `g ${place.go}`, label: place.label, run: () => void navigate({ to: place.to }) })),
  ])

  return (
    <CSPProvider disableStyleElements>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:p-2"
      >
        {t('shell.skip')}
      </a>
      <div className="flex h-dvh">
        <SideNav places={[TASKS, ...WORK].filter(known)} run={[SOPS, DASHBOARD].filter(known)} />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar creates={creates} />
          <OfflineBar />
          <main id="main" className="flex min-h-0 flex-1 flex-col bg-surface">
            <Suspense fallback={<Coming />}>
              <Outlet />
            </Suspense>
          </main>
          <TabBar />
        </div>
      </div>
      <TourHost />
      {open.length > 0 && (
        <Suspense fallback={<Coming onClose={closeDialogs} />}>
          <DialogHost />
        </Suspense>
      )}
    </CSPProvider>
  )
}

function SideNav({ places, run }: { places: NavItem[]; run: NavItem[] }) {
  const { t, lang } = useT()
  const me = useMe()
  const today = useQuery(todayQuery).data
  useStore(theme)
  const dark = isDark()
  return (
    <nav aria-label={t('shell.nav')} className="hidden w-54 shrink-0 flex-col border-r border-line bg-bg md:flex">
      <div className="flex h-12 items-center gap-2 px-3.5">
        <span
          className="grid size-6 place-items-center rounded-md bg-accent text-xs font-semibold text-on-accent"
          aria-hidden="true"
        >
          {me.workspace.name.slice(0, 1)}
        </span>
        <span className="min-w-0 flex-1 truncate font-semibold">{me.workspace.name}</span>
        <span className="max-w-20 truncate text-xs text-fg2">{me.user.team?.name}</span>
      </div>
      <div className="flex flex-1 flex-col gap-px overflow-y-auto px-2">
        <NavLink
          item={TODAY}
          count={today && today.overdue.length + today.today.length}
          waiting={today?.waiting.length}
        />
        <p className="px-2 pt-3 pb-1 text-xs text-fg3">{t('nav.work')}</p>
        {places.map(place => (
          <NavLink key={place.to} item={place} />
        ))}
        <p className="px-2 pt-3 pb-1 text-xs text-fg3">{t('nav.manage')}</p>
        {run.map(place => (
          <NavLink key={place.to} item={place} />
        ))}
        <NavLink item={SETTINGS} />
      </div>
      <div className="flex items-center gap-1 border-t border-line py-2 pr-2 pl-2.5">
        <Link to="/settings" className="flex min-w-0 flex-1 items-center gap-2 rounded-md">
          <Avatar name={me.user.name} size={26} />
          <span className="min-w-0 leading-4">
            <span className="block truncate text-sm">{me.user.name}</span>
            <span className="block truncate text-2xs text-fg2">{me.user.role?.name}</span>
          </span>
        </Link>
        <IconButton label={t('shell.switch_lang')} onClick={() => void chooseLang(lang === 'en' ? 'zh-CN' : 'en')}>
          <Languages className="size-4" />
        </IconButton>
        <IconButton label={t('shell.switch_theme')} onClick={() => void chooseTheme(dark ? 'light' : 'dark')}>
          {dark ? <Sun className="size-4" /> : <Moon className="size-4" />}
        </IconButton>
      </div>
    </nav>
  )
}

function NavLink({ item, count, waiting }: { item: NavItem; count?: number; waiting?: number }) {
  const { t } = useT()
  return (
    <Link
      to={item.to}
      className="flex h-7.5 items-center gap-2.5 rounded-md px-2 text-sm text-fg2 hover:bg-hover data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-fg data-[status=active]:[&>svg]:text-accent-ink"
    >
      <item.icon className="size-4" />
      <span className="flex-1">{t(item.label)}</span>
      {waiting ? <WaitingMark n={waiting} /> : null}
      {count ? <span className="tnum text-xs text-fg2">{count}</span> : null}
    </Link>
  )
}

/** How many decisions wait for me. */
function WaitingMark({ n, className }: { n: number; className?: string }) {
  const { t } = useT()
  const text = t('today.waiting_n', { n })
  return (
    <span
      title={text}
      className={cn(
        'tnum grid h-4 min-w-4 place-items-center rounded-full bg-warn-soft px-1 text-2xs leading-none font-medium text-warn',
        className,
      )}
    >
      <span aria-hidden="true">{n > 99 ? '99+' : n}</span>
      <span className="sr-only">{text}</span>
    </span>
  )
}

function TopBar({ creates }: { creates: boolean }) {
  const { t } = useT()
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-bg px-4 max-md:px-3">
      <button
        type="button"
        onClick={() => openDialog({ kind: 'palette' })}
        className="flex h-8 w-110 min-w-0 shrink items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-sm text-fg2 hover:border-line2 max-md:h-9 max-md:flex-1"
      >
        <Search className="size-4 shrink-0" />
        <span className="flex-1 truncate text-left">{t('shell.search')}</span>
        <Kbd>Ctrl</Kbd>
        <Kbd>K</Kbd>
      </button>
      <span className="flex-1 max-md:hidden" />
      <NoticeBell />
      {creates && (
        <Button tone="primary" className="max-md:hidden" onClick={() => pressKey('c')}>
          <Plus className="size-4" />
          {t('action.new')}
          <kbd className="rounded border border-on-accent/40 px-1 font-sans text-2xs leading-4">C</kbd>
        </Button>
      )}
    </header>
  )
}

const TABS = [
  { to: '/today', label: 'nav.today', icon: TODAY.icon },
  { to: '/opportunities', label: 'nav.opportunities', icon: Table2 },
  null,
  { to: '/board', label: 'nav.board_short', icon: SquareKanban },
  { to: '/settings', label: 'nav.me', icon: CircleUserRound },
] as const

/** The phone's navigation. */
function TabBar() {
  const { t } = useT()
  const objects = useObjects()
  const logs = useCanLog()
  const creates = logs || objects.some(object => object.rights.create && NEW.some(item => item.object === object.key))
  const waiting = useQuery(todayQuery).data?.waiting.length ?? 0
  return (
    <nav
      aria-label={t('shell.nav')}
      className="grid h-15 shrink-0 grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {TABS.map(tab =>
        tab ? (
          <Link
            key={tab.to}
            to={tab.to}
            className="relative flex flex-col items-center justify-center gap-0.5 text-2xs text-fg2 data-[status=active]:text-accent-ink"
          >
            <tab.icon className="size-5" />
            {tab.to === TODAY.to && waiting > 0 && (
              <WaitingMark n={waiting} className="absolute top-1.5 left-1/2 ml-1.5" />
            )}
            {t(tab.label)}
          </Link>
        ) : (
          <span key="new" className="grid place-items-center">
            <button
              type="button"
              disabled={!creates}
              aria-label={t('action.new')}
              aria-haspopup="dialog"
              onClick={() => openDialog({ kind: 'new' })}
              className={cn(
                'grid size-10 place-items-center rounded-full bg-accent text-on-accent shadow-e2 disabled:invisible',
              )}
            >
              <Plus className="size-5" />
            </button>
          </span>
        ),
      )}
    </nav>
  )
}
