import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import type { Talk } from './data'

/** How far situation, problem, implication and need-payoff are covered. */
export function Coverage({ coverage }: { coverage: Talk['coverage'] }) {
  const { t } = useT()
  if (coverage.length === 0) return null
  return (
    <ul aria-label={t('talk.coverage')} className="flex flex-wrap gap-1.5">
      {coverage.map(part => (
        <li
          key={part.part}
          className={cn(
            'tnum rounded-full px-2.5 text-xs leading-6',
            part.answered === part.of ? 'bg-ok-soft text-ok' : 'bg-sunken text-fg2',
          )}
        >
          {part.name} {part.answered}/{part.of}
        </li>
      ))}
    </ul>
  )
}
