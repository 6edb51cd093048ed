import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Runs, Sop } from '@/api/types'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Tabs } from '@/ui/tabs'
import type { Callee } from '../contact/call-link'
import { NowCard } from './now-card'
import { QuestionsTab } from './questions-tab'
import { isLive, StepsTab } from './steps-tab'

interface Props {
  sop: Sop
  id: string
  on?: Runs
  call?: Callee | null
  onAdvance: () => void
}

/** The SOP beside a deal: what to do now, the steps of the stage, the questions to ask, the standards to keep. */
export function SopPanel({ sop, id, on, call, onAdvance }: Props) {
  const { t } = useT()
  const [tab, setTab] = useState('steps')
  const questions = sop.questions.length > 0
  return (
    <div className="flex flex-col gap-3 p-4">
      <NowCard sop={sop} id={id} on={on} call={call} onAdvance={onAdvance} />
      <Tabs
        look="segment"
        label="SOP"
        value={!questions && tab === 'questions' ? 'steps' : tab}
        onChange={setTab}
        tabs={[
          { key: 'steps', label: t('sop.steps'), panel: <StepsTab sop={sop} id={id} on={on} /> },
          ...(questions
            ? [
                {
                  key: 'questions',
                  label:
                    sop.questions.length === 1 ? (sop.questions[0]?.name ?? t('sop.questions')) : t('sop.questions'),
                  panel: <QuestionsTab lists={sop.questions} id={id} live={isLive(sop)} />,
                },
              ]
            : []),
          { key: 'guide', label: t('sop.guide'), panel: <Guide sop={sop} /> },
        ]}
      />
    </div>
  )
}

/** The stage's goal, standards and cautions. */
function Guide({ sop }: { sop: Sop }) {
  const { t } = useT()
  const { goal, role, standards, cautions, appraisal } = sop.stage
  const reviewed = useObject('standard_marks') !== undefined
  return (
    <div className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-3 text-sm">
      {goal && (
        <section>
          <h3 className="text-xs text-fg2">{t('guide.goal')}</h3>
          <p>{goal}</p>
        </section>
      )}
      {role && (
        <section>
          <h3 className="text-xs text-fg2">{t('guide.role')}</h3>
          <p>{role}</p>
        </section>
      )}
      <Points title={t('guide.standards')} points={standards} />
      {standards.length > 0 && reviewed && (
        <Link to="/standards" className="text-xs text-accent-ink hover:underline">
          {t('standard.results')}
        </Link>
      )}
      <Points title={t('guide.cautions')} points={cautions} />
      {appraisal && (
        <section>
          <h3 className="text-xs text-fg2">{t('guide.appraisal')}</h3>
          <p>{appraisal}</p>
        </section>
      )}
    </div>
  )
}

function Points({ title, points }: { title: string; points: string[] }) {
  if (points.length === 0) return null
  return (
    <section>
      <h3 className="text-xs text-fg2">{title}</h3>
      <ul className="list-disc pl-4 marker:text-fg3">
        {points.map(point => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  )
}
