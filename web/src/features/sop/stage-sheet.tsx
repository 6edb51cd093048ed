import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/bits'
import { type DocumentStage, type DocumentStep, type SopDocument, say, span, type Words } from './document'

/** One stage of an SOP in full. */
export function StageSheet({ document, stage }: { document: SopDocument; stage: DocumentStage }) {
  const { t, lang } = useT()
  const role = (key: string) => {
    const found = document.roles.find(r => r.key === key)
    return found ? say(found.name, lang) : key
  }
  const lists = document.questions?.filter(list => stage.steps?.some(step => step.questions?.includes(list.key))) ?? []
  return (
    <article className="mx-auto flex max-w-3xl flex-col gap-6 px-5 py-6">
      <header>
        <h2 className="text-xl font-semibold">{say(stage.name, lang)}</h2>
        <p className="mt-1">{say(stage.goal, lang)}</p>
        <p className="mt-2 flex flex-wrap gap-1.5">
          <Badge>{role(stage.role)}</Badge>
          <Badge>{t('doc.target', { span: span(stage.target, t) })}</Badge>
          {stage.signing && <Badge tone="ok">{t('doc.signing')}</Badge>}
        </p>
      </header>
      <Part title={t('sop.steps')}>
        <ol className="overflow-hidden rounded-xl border border-line">
          {stage.steps?.map(step => (
            <Step key={step.key} step={step} role={step.role && step.role !== stage.role ? role(step.role) : ''} />
          ))}
        </ol>
      </Part>
      {stage.exit && stage.exit.length > 0 && (
        <Part title={t('doc.gate')}>
          <Points points={stage.exit.map(exit => exit.text)} />
        </Part>
      )}
      <div className="grid gap-6 md:grid-cols-2">
        {stage.standards && (
          <Part title={t('guide.standards')}>
            <Points points={stage.standards} />
          </Part>
        )}
        {stage.cautions && (
          <Part title={t('guide.cautions')}>
            <Points points={stage.cautions} />
          </Part>
        )}
      </div>
      {stage.appraisal && (
        <Part title={t('guide.appraisal')}>
          <p className="text-sm">{say(stage.appraisal, lang)}</p>
        </Part>
      )}
      {lists.map(list => (
        <Part key={list.key} title={say(list.name, lang)}>
          <div className="flex flex-col gap-3 text-sm">
            {list.groups.map(group => (
              <div key={group.key}>
                <h4 className="text-fg2">{say(group.name, lang)}</h4>
                <Points points={group.questions.map(question => question.text)} />
              </div>
            ))}
          </div>
        </Part>
      ))}
    </article>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-xs text-fg2">{title}</h3>
      {children}
    </section>
  )
}

function Points({ points }: { points: Words[] }) {
  const { lang } = useT()
  return (
    <ul className="list-disc pl-4 text-sm marker:text-fg3">
      {points.map(point => (
        <li key={point.en}>{say(point, lang)}</li>
      ))}
    </ul>
  )
}

function Step({ step, role }: { step: DocumentStep; role: string }) {
  const { t, lang } = useT()
  return (
    <li className="border-b border-line px-3.5 py-2.5 last:border-b-0">
      <p className="flex flex-wrap items-center gap-1.5 text-sm">
        <span className="font-medium">{say(step.title, lang)}</span>
        {step.required && <Badge tone="accent">{t('step.required')}</Badge>}
        {role && <Badge>{role}</Badge>}
        {step.skip === 'consent' && <Badge tone="warn">{t('doc.consent')}</Badge>}
        {step.due && <span className="text-xs text-fg2">{t('doc.due', { span: span(step.due, t) })}</span>}
      </p>
      {step.guidance && <p className="text-sm text-fg2">{say(step.guidance, lang)}</p>}
      {step.why && <p className="text-xs text-fg2">{say(step.why, lang)}</p>}
      {step.items && <Points points={step.items} />}
    </li>
  )
}
