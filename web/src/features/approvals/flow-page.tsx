import { getRouteApi } from '@tanstack/react-router'
import { useT } from '@/lib/i18n'
import { RulePage } from '../rules/rule-page'
import { stepsOf } from './steps'
import { StepsCard } from './steps-card'

const route = getRouteApi('/shell/settings/approval_flows/$id')

/** A flow: when it is used, and its steps in turn. */
export function FlowPage() {
  const { t } = useT()
  const { id } = route.useParams()
  return (
    <RulePage
      object="approval_flows"
      subjectOf={record => String(record.object)}
      id={id}
      bare
      ready={record => stepsOf(record).length > 0}
      lead={t('flow.condition_lead')}
      preview={record => <StepsCard key={record.version} record={record} />}
    />
  )
}
