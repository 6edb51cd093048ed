import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Condition } from '@/api/condition'
import { attempt, patchRecord } from '@/api/mutations'
import { aggregateQuery, recordQuery } from '@/api/queries'
import { useObject } from '@/app/hooks'
import { listPath } from '@/app/nav'
import { number } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { FilterPopover } from '@/records/filter/filter-popover'
import { viewState } from '@/records/views'

/** How many there are in a segment now; the figure opens them, and the condition is changed here. */
export function SegmentTop({ id }: { id: string }) {
  const { t } = useT()
  const segment = useQuery(recordQuery('segments', id)).data
  const segments = useObject('segments')
  const key = String(segment?.object ?? '')
  const object = useObject(key)
  const filter = segment && viewState(segment).filter
  const count = useQuery({
    ...aggregateQuery(key, { filter, measures: ['count'] }),
    enabled: object !== undefined,
  }).data?.[0]?.count
  if (!segment || !object) return null
  const change = (next: Condition | undefined) =>
    void attempt(() => patchRecord('segments', segment, { filter: next ?? null }))
  return (
    <section aria-label={t('segment.now')} className="flex flex-col gap-2 rounded-xl border border-line bg-surface p-3">
      <h2 className="text-xs text-fg3">{t('segment.now')}</h2>
      <div className="flex items-center gap-3">
        <Link
          to={listPath(key)}
          search={filter ? { filter } : {}}
          className="tnum min-w-0 flex-1 text-xl font-semibold hover:underline max-md:leading-10"
        >
          {typeof count === 'number' ? number(count) : '—'}{' '}
          <span className="text-sm font-normal text-fg2">{object.label}</span>
        </Link>
        {segments?.rights.update && <FilterPopover tone="plain" object={object} value={filter} onChange={change} />}
      </div>
      {!filter && <p className="text-xs text-fg2">{t('segment.everyone', { what: object.label })}</p>}
    </section>
  )
}
