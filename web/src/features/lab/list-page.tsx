import { getRouteApi, Link } from '@tanstack/react-router'
import { useT } from '@/lib/i18n'
import { ListPage } from '@/records/list-page'
import { RecordPage } from '@/records/record-page'
import { QuestionListPage, QuestionPage } from '../needs/question-pages'
import { ProcessTabs } from './process-tabs'

const list = getRouteApi('/shell/sops/$object')
const one = getRouteApi('/shell/sops/$object/$id')

/** A list of the process: deviations, what was checked. */
export function ProcessList() {
  const { t } = useT()
  const { object } = list.useParams()
  const search = list.useSearch()
  const navigate = list.useNavigate()
  return (
    <>
      <ProcessTabs />
      <ListPage
        key={object}
        object={object}
        views={[{ key: 'all', label: 'view.all' }]}
        search={search}
        onSearch={next => void navigate({ search: next, replace: true })}
        top={
          object === 'question_lists' ? (
            <Link to="/sops/answers" className="px-5 py-2 text-sm text-accent-ink hover:underline">
              {t('compare.title')}
            </Link>
          ) : undefined
        }
      />
    </>
  )
}

export function ProcessRecord() {
  const { object, id } = one.useParams()
  if (object === 'question_lists') return <QuestionListPage key={id} id={id} />
  if (object === 'questions') return <QuestionPage key={id} id={id} />
  return <RecordPage key={id} object={object} id={id} />
}
