import { Link } from '@tanstack/react-router'
import { Building, Timer, Trash2 } from 'lucide-react'
import { useObjects } from '@/app/hooks'
import { ADMIN, DASHBOARD, type NavItem, SOPS, TASKS, TODAY, WORK } from '@/app/nav'
import { useT } from '@/lib/i18n'

const COMPANY: NavItem = { to: '/settings/company', label: 'company.title', icon: Building }
const RESPONSE: NavItem = { to: '/leads/response', label: 'response.title', icon: Timer, object: 'leads' }
const BIN: NavItem = { to: '/settings/bin', label: 'bin.title', icon: Trash2 }

/** Every page that this person may open: a phone's bar has room for a few only. */
export function AllPages() {
  const { t } = useT()
  const objects = useObjects()
  const places = [
    ...[TODAY, TASKS, ...WORK, RESPONSE, DASHBOARD, SOPS, ...ADMIN].filter(
      place => !place.object || objects.some(object => object.key === place.object),
    ),
    COMPANY,
    ...(objects.some(object => object.rights.delete) ? [BIN] : []),
  ]
  return (
    <nav aria-label={t('nav.all')} className="md:hidden">
      <ul className="grid grid-cols-3 gap-2">
        {places.map(place => (
          <li key={place.to}>
            <Link
              to={place.to}
              className="flex min-h-18 flex-col items-center justify-center gap-1.5 rounded-xl border border-line px-1 py-2 text-center text-xs hover:bg-hover"
            >
              <place.icon className="size-5 text-accent-ink" />
              {t(place.label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
