import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lostBy } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { useT } from '@/lib/i18n'
import { percent } from '@/lib/share'
import { useTitle } from '@/lib/title'
import { isRef } from '@/records/value'
import { Empty, SkeletonRows } from '@/ui/bits'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { figuresQuery, type Line } from './data'

/** How well standards are kept in reviewed talks: by person and by standard, each with its interval and sample. */
export function StandardsPage() {
  const { t } = useT()
  useTitle(t('standard.title'))
  const query = useQuery(figuresQuery)
  const figures = query.data
  return (
    <>
      <PageHead title={t('standard.title')} />
      <Scroll label={t('standard.title')} className="flex-1">
        {query.isPending ? (
          <SkeletonRows />
        ) : !figures ? (
          <LoadError error={lostBy(query)} retry={() => void query.refetch()} />
        ) : figures.people.length === 0 ? (
          <Empty text={t('standard.none')} />
        ) : (
          <div className="mx-auto flex max-w-4xl flex-col gap-6 px-5 py-5 max-md:px-4">
            <p className="text-sm text-fg2">{t('standard.lead')}</p>
            <Table title={t('standard.by_person')} lines={figures.people} note={figures.text} />
            <Table title={t('standard.by_standard')} lines={figures.standards} />
          </div>
        )}
      </Scroll>
    </>
  )
}

function Table({ title, lines, note }: { title: string; lines: Line[]; note?: string }) {
  const { t } = useT()
  const name = (line: Line) =>
    isRef(line.of) ? line.of.name : typeof line.of === 'string' ? line.of : t('standard.nobody')
  return (
    <section aria-label={title} className="flex flex-col gap-1.5 rounded-xl border border-line bg-raised p-4">
      <h2 className="font-semibold">{title}</h2>
      {note && <p className="text-sm text-fg2">{note}</p>}
      <table className="w-full text-sm">
        <thead className="text-left text-xs text-fg2">
          <tr>
            <th className="py-1 font-normal">
              <span className="sr-only">{title}</span>
            </th>
            <th className="w-20 py-1 text-right font-normal">{t('standard.share')}</th>
            <th className="w-32 py-1 text-right font-normal max-md:hidden">{t('standard.interval')}</th>
            <th className="w-14 py-1 text-right font-normal">n</th>
          </tr>
        </thead>
        <tbody className="tnum">
          {lines.map(line => (
            <tr key={name(line)} className="border-t border-line">
              <td className="py-1.5 pr-3">{name(line)}</td>
              <td className="py-1.5 text-right">{percent(line.rate)}</td>
              <td className="py-1.5 text-right whitespace-nowrap text-fg2 max-md:hidden">
                {percent(line.low)}–{percent(line.high)}
              </td>
              <td className="py-1.5 text-right">
                <Link
                  to="/settings/$object"
                  params={{ object: 'standard_marks' }}
                  search={{ filter: line.filter }}
                  aria-label={t('standard.open', { who: name(line), n: line.n })}
                  className="text-accent-ink hover:underline"
                >
                  {line.n}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
