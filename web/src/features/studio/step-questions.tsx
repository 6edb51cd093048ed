import { useT } from '@/lib/i18n'
import { say } from '../sop/document'
import type { Doc, Step } from './doc'
import { FaultText, Part } from './fields'
import { useStudio } from './studio-context'

/** The lists of questions that a step asks. */
export function StepQuestions({
  doc,
  step,
  at,
  onChange,
}: {
  doc: Doc
  step: Step
  at: string
  onChange: (questions: string[] | undefined) => void
}) {
  const { t, lang } = useT()
  const { edits } = useStudio()
  const chosen = step.questions ?? []
  return (
    <Part title={t('sop.questions')}>
      {(doc.questions ?? []).map(list => (
        <label key={list.key} className="flex items-center gap-2 text-sm max-md:min-h-10">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            disabled={!edits}
            checked={chosen.includes(list.key)}
            onChange={e => {
              const next = e.target.checked ? [...chosen, list.key] : chosen.filter(key => key !== list.key)
              onChange(next.length > 0 ? next : undefined)
            }}
          />
          {say(list.name, lang) || list.key}
          <span className="tnum text-xs text-fg2">
            {list.groups.reduce((n, group) => n + group.questions.length, 0)}
          </span>
        </label>
      ))}
      {(doc.questions ?? []).length === 0 && <p className="text-sm text-fg2">{t('studio.no_lists')}</p>}
      {chosen.map((key, i) => (
        <FaultText key={key} pointer={`${at}/questions/${i}`} />
      ))}
    </Part>
  )
}
