import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { UserCheck } from 'lucide-react'
import { lostBy } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { recordPath } from '@/app/nav'
import { cn } from '@/lib/cn'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { ListPage } from '@/records/list-page'
import type { BuiltInView } from '@/records/views'
import { Badge, SkeletonRows } from '@/ui/bits'
import { buttonClass } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { courseQuery, TONE } from './data'
import { Decide } from './decide'
import { Trail } from './trail'

const list = getRouteApi('/shell/approvals')
const one = getRouteApi('/shell/approvals/$id')

const MINE = { field: 'person', op: 'eq', value: { me: true } } as const

const seat = (states: string[]): BuiltInView['filter'] => ({
  exists: { path: 'seats', where: { all: [MINE, { field: 'state', op: 'in', value: states }] } },
})

const VIEWS: BuiltInView[] = [
  { key: 'waiting', label: 'view.approval_waiting', filter: seat(['waiting']), sort: 'created_at' },
  { key: 'asked', label: 'view.approval_asked', filter: { field: 'created_by', op: 'eq', value: { me: true } } },
  { key: 'done', label: 'view.approval_done', filter: seat(['approved', 'rejected', 'returned', 'handed_over']) },
  { key: 'all', label: 'view.all' },
]

/** What waits for me, what I asked for, what I decided. */
export function ApprovalsPage() {
  const { t } = useT()
  const search = list.useSearch()
  const navigate = list.useNavigate()
  return (
    <ListPage
      object="approvals"
      views={VIEWS}
      search={search}
      onSearch={next => void navigate({ search: next, replace: true })}
      tools={
        <Link
          to="/settings/$object"
          params={{ object: 'approval_delegations' }}
          className={buttonClass({ tone: 'ghost' })}
          aria-label={t('approve.away')}
        >
          <UserCheck className="size-4" />
          <span className="max-md:sr-only">{t('approve.away')}</span>
        </Link>
      }
    />
  )
}

/** One request: what is asked for and why, who decided what, and the decision. */
export function ApprovalPage() {
  const { t } = useT()
  const { id } = one.useParams()
  const query = useQuery(courseQuery(id))
  const course = query.data
  if (query.isPending) return <SkeletonRows />
  if (!course) return <LoadError error={lostBy(query)} retry={() => void query.refetch()} />
  const title = course.title ?? '—'
  return (
    <>
      <PageHead
        title={t('nav.approvals')}
        note={<Badge tone={TONE[course.status]}>{t(`approve.is_${course.status}`)}</Badge>}
      />
      <Scroll label={t('nav.approvals')} className="flex-1 bg-bg">
        <div className="mx-auto flex max-w-3xl flex-col gap-4 p-5 max-md:p-3">
          <section aria-label={title} className="flex flex-col gap-2 rounded-xl border border-line bg-surface p-4">
            <h2 className="text-lg font-semibold">{title}</h2>
            <p className="text-xs text-fg2">
              {[course.asker?.name, t('approve.asked_at', { at: instantText(course.asked_at) })]
                .filter(Boolean)
                .join(' · ')}
            </p>
            {course.about && (
              <Link
                to={recordPath(course.about.object, course.about.id)}
                className="flex min-h-8 items-center self-start text-sm text-accent-ink hover:underline max-md:min-h-10"
              >
                {course.about.name}
              </Link>
            )}
            {course.reason && <p className="text-sm whitespace-pre-wrap">{course.reason}</p>}
            {course.alone && (
              <p className={cn('rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn')}>{t('approve.alone')}</p>
            )}
          </section>
          <Decide key={course.version} course={course} />
          <Trail course={course} />
        </div>
      </Scroll>
    </>
  )
}
