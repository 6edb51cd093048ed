import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { get } from '@/api/client'
import type { Ref } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/bits'
import { RulePage } from '../rules/rule-page'
import { ProcessTabs } from './process-tabs'

const route = getRouteApi('/shell/sops/sop_rules/$id')

interface Taken {
  rule: Ref | null
  sop: Ref | null
  share: number | null
  n: number
  deals: { id: string; name: string; sop: Ref | null; same: boolean }[]
}

interface Preview {
  open: number
  capped: boolean
  rules: Taken[]
}

/** A rule that chooses the SOP of new deals, and what the rules would choose for those that are open. */
export function ChoicePage() {
  const { t } = useT()
  const { id } = route.useParams()
  return (
    <>
      <ProcessTabs />
      <RulePage
        object="sop_rules"
        subject="opportunities"
        id={id}
        bare
        lead={t('choice.lead')}
        preview={record => <ChoicePreview id={record.id} version={record.version} />}
      />
    </>
  )
}

function ChoicePreview({ id, version }: { id: string; version: number }) {
  const { t } = useT()
  const found = useQuery({
    queryKey: ['list', 'opportunities', 'choice_preview', version],
    queryFn: ({ signal }) => get<Preview>('/sop_rules/preview', { signal }),
  }).data
  return (
    <section
      className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4"
      aria-live="polite"
      aria-label={t('choice.preview')}
    >
      <div>
        <h2 className="font-semibold">{t('choice.preview')}</h2>
        <p className="text-sm text-fg2">{t('choice.preview_note')}</p>
      </div>
      {found?.rules.map(taken => (
        <details key={taken.rule?.id ?? 'rest'} open={taken.rule?.id === id} className="border-t border-line pt-2">
          <summary className="flex min-h-8 cursor-pointer flex-wrap items-center gap-2 text-sm max-md:min-h-10">
            <span className="min-w-0 flex-1 truncate font-medium">{taken.rule?.name ?? t('choice.rest')}</span>
            <span className="text-fg2">{taken.sop?.name ?? t('choice.no_sop')}</span>
            <Badge>{t('choice.deals', { n: taken.n })}</Badge>
          </summary>
          <ul className="flex flex-col text-sm">
            {taken.deals.map(deal => (
              <li key={deal.id} className="flex min-h-8 items-center gap-3 max-md:min-h-10">
                <Link
                  to="/opportunities/$id"
                  params={{ id: deal.id }}
                  className="min-w-0 flex-1 truncate hover:underline"
                >
                  {deal.name}
                </Link>
                <span className={deal.same ? 'text-xs text-fg2' : 'text-xs text-warn'}>
                  {deal.same ? t('choice.same') : t('choice.now', { sop: deal.sop?.name ?? t('choice.no_sop') })}
                </span>
              </li>
            ))}
            {taken.n > taken.deals.length && (
              <li className="text-xs text-fg2">{t('choice.more', { n: taken.n - taken.deals.length })}</li>
            )}
          </ul>
        </details>
      ))}
    </section>
  )
}
