import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Network, TriangleAlert } from 'lucide-react'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { unitQuery } from './data'

/** What the decision unit of a deal lacks, in words. */
export function Gaps({ id, link }: { id: string; link?: boolean }) {
  const { t } = useT()
  const known = useObject('stakeholders') !== undefined
  const gaps = useQuery({ ...unitQuery(id), enabled: known }).data?.gaps
  if (!known) return null
  return (
    <>
      {gaps && gaps.length > 0 && (
        <ul aria-label={t('map.gaps')} className="flex flex-col gap-1 py-1 text-xs text-warn">
          {gaps.map(gap => (
            <li key={gap.key} title={gap.why} className="flex gap-1">
              <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
              <span className="min-w-0">{gap.text}</span>
            </li>
          ))}
        </ul>
      )}
      {link && (
        <Link
          to="/opportunities/$id/map"
          params={{ id }}
          className="flex items-center gap-1 self-start text-xs leading-6 text-accent-ink hover:underline max-md:min-h-10"
        >
          <Network className="size-3.5" />
          {t('map.title')}
        </Link>
      )}
    </>
  )
}
