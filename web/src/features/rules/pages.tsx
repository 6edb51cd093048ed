import { getRouteApi } from '@tanstack/react-router'
import { useT } from '@/lib/i18n'
import { PoolPreview } from './pool-preview'
import { RulePage } from './rule-page'
import { ScorePreview } from './score-preview'

const pool = getRouteApi('/shell/settings/pools/$id')
const score = getRouteApi('/shell/settings/score_rules/$id')
const assignment = getRouteApi('/shell/settings/assignment_rules/$id')

export function PoolRulePage() {
  const { t } = useT()
  const { id } = pool.useParams()
  return (
    <RulePage
      object="pools"
      id={id}
      bare
      lead={t('pool.condition_lead')}
      preview={(record, condition) => <PoolPreview record={record} condition={condition} />}
    />
  )
}

export function ScoreRulePage() {
  const { t } = useT()
  const { id } = score.useParams()
  return (
    <RulePage
      object="score_rules"
      id={id}
      lead={t('score.condition_lead')}
      preview={(record, condition) => <ScorePreview record={record} condition={condition} />}
    />
  )
}

export function AssignmentRulePage() {
  const { t } = useT()
  const { id } = assignment.useParams()
  return <RulePage object="assignment_rules" id={id} bare lead={t('assign.condition_lead')} />
}
