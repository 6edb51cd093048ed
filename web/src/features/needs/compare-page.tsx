import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lostBy } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { Badge, Empty, SkeletonRows } from '@/ui/bits'
import { NativeSelect } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { ProcessTabs } from '../lab/process-tabs'
import { compareQuery, type Row, type Side } from './data'

const route = getRouteApi('/shell/sops/answers')
const percent = (share: number | null) => (share === null ? '–' : `${Math.round(share * 100)}%`)

/** Answers beside outcomes: which questions were answered in won and in lost deals, and what was chosen. */
export function ComparePage() {
  const { t } = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(compareQuery(search.sop))
  const found = query.data
  const lists = [...new Set(found?.rows.map(row => row.list))]
  return (
    <>
      <ProcessTabs />
      <PageHead title={t('compare.title')} note={found && t('compare.cohort', { won: found.won, lost: found.lost })}>
        {found && found.sops.length > 1 && (
          <NativeSelect
            aria-label={t('compare.sop')}
            className="w-auto max-w-60"
            value={found.sop?.id ?? ''}
            onChange={event => void navigate({ search: { sop: event.target.value }, replace: true })}
          >
            {found.sops.map(sop => (
              <option key={sop.id} value={sop.id}>
                {sop.name}
              </option>
            ))}
          </NativeSelect>
        )}
      </PageHead>
      <Scroll label={t('compare.title')} className="flex-1 bg-bg">
        {query.isPending ? (
          <SkeletonRows />
        ) : !found ? (
          <LoadError error={lostBy(query)} retry={() => void query.refetch()} />
        ) : found.won + found.lost === 0 ? (
          <Empty text={t('compare.none')} />
        ) : (
          <div className="mx-auto flex max-w-5xl flex-col gap-5 px-5 py-5 max-md:px-3">
            <p className="text-sm text-fg2">{t('compare.lead')}</p>
            {lists.map(list => (
              <Table key={list} list={list} rows={found.rows.filter(row => row.list === list)} />
            ))}
          </div>
        )}
      </Scroll>
    </>
  )
}

function Table({ list, rows }: { list: string; rows: Row[] }) {
  const { t } = useT()
  return (
    <section aria-label={list} className="rounded-xl border border-line bg-surface p-4 max-md:p-3">
      <h2 className="pb-1 font-semibold">{list}</h2>
      <table className="w-full text-sm">
        <thead className="text-left text-xs text-fg2 max-md:sr-only">
          <tr>
            <th className="py-1 font-normal">{t('compare.question')}</th>
            <th className="w-40 py-1 text-right font-normal">{t('status.won')}</th>
            <th className="w-40 py-1 text-right font-normal">{t('status.lost')}</th>
            <th className="w-32 py-1 text-right font-normal">{t('compare.says')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr
              key={`${row.question} ${row.choice ?? ''}`}
              className="border-t border-line max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-4 max-md:py-1"
            >
              <th
                scope="row"
                className={cn('py-1.5 pr-3 text-left font-normal max-md:w-full', row.choice && 'pl-4 text-fg2')}
              >
                {row.choice ?? row.text}
              </th>
              <Cell side={row.won} name={t('status.won')} of={row.choice ?? row.text} />
              <Cell side={row.lost} name={t('status.lost')} of={row.choice ?? row.text} />
              <td className="py-1.5 text-right">
                <Badge tone={row.verdict === 'differ' ? 'accent' : 'plain'}>{t(`compare.${row.verdict}`)}</Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** A share with its interval; how many opens them. */
function Cell({ side, name, of }: { side: Side; name: string; of: string }) {
  const { t } = useT()
  return (
    <td className="tnum py-1.5 text-right whitespace-nowrap">
      <span className="text-xs text-fg2 md:hidden">{name} </span>
      {percent(side.share)}{' '}
      {side.n > 0 && (
        <>
          <span className="text-xs text-fg2">
            {percent(side.low)}–{percent(side.high)}
          </span>{' '}
          <Link
            to="/opportunities"
            search={{ filter: side.filter }}
            aria-label={t('compare.open', { what: of, outcome: name, k: side.k, of: side.n })}
            className="text-xs text-accent-ink hover:underline"
          >
            {side.k}/{side.n}
          </Link>
        </>
      )}
    </td>
  )
}
