import { Link } from '@tanstack/react-router'
import { useObjects } from '@/app/hooks'
import { PROCESS } from '@/app/nav'
import { useT } from '@/lib/i18n'

const TAB =
  'flex h-7.5 shrink-0 items-center rounded-md px-2.5 text-sm whitespace-nowrap text-fg2 hover:bg-hover data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-fg max-md:h-10'

/** The pages of the process, side by side: those whose records one may see. */
export function ProcessTabs() {
  const { t } = useT()
  const objects = useObjects()
  return (
    <nav
      aria-label={t('process.label')}
      className="no-bar flex min-h-11 shrink-0 items-center gap-0.5 overflow-x-auto border-b border-line px-4 max-md:px-3"
    >
      {PROCESS.filter(item => objects.some(o => o.key === item.object)).map(item => (
        <Link key={item.to} to={item.to} activeOptions={{ exact: item.to === '/sops' }} className={TAB}>
          {t(item.label)}
        </Link>
      ))}
    </nav>
  )
}
