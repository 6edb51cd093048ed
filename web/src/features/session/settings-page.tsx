import { Link, Outlet } from '@tanstack/react-router'
import { useObjects } from '@/app/hooks'
import { ADMIN } from '@/app/nav'
import { useT } from '@/lib/i18n'

const TAB =
  'flex h-7.5 shrink-0 items-center rounded-md px-2.5 text-sm whitespace-nowrap text-fg2 hover:bg-hover data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-fg max-md:h-10'

/** The profile, and for those who may see them the lists an administrator keeps. */
export function SettingsPage() {
  const { t } = useT()
  const objects = useObjects()
  const shown = ADMIN.filter(place => objects.some(object => object.key === place.object))
  return (
    <>
      <nav
        aria-label={t('nav.settings')}
        className="no-bar flex min-h-11 shrink-0 items-center gap-0.5 overflow-x-auto border-b border-line px-4 max-md:px-3"
      >
        <Link to="/settings" activeOptions={{ exact: true }} className={TAB}>
          {t('settings.profile')}
        </Link>
        <Link to="/settings/company" className={TAB}>
          {t('company.title')}
        </Link>
        <Link to="/settings/contact" className={TAB}>
          {t('reach.rules')}
        </Link>
        <Link to="/settings/tiers" className={TAB}>
          {t('tier.rule')}
        </Link>
        {shown.map(place => (
          <Link key={place.to} to={place.to} className={TAB}>
            {t(place.label)}
          </Link>
        ))}
        {objects.some(object => object.rights.delete) && (
          <Link to="/settings/bin" className={TAB}>
            {t('bin.title')}
          </Link>
        )}
      </nav>
      <Outlet />
    </>
  )
}
