import { Plus } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import type { Doc } from './doc'
import { addStage, addStep, nearest } from './edits'
import { SopForm } from './sop-form'
import { StageForm } from './stage-form'
import { StepForm } from './step-form'
import { usePart, useStudio } from './studio-context'

const whole = (doc: Doc) => doc

/** The form of whatever is chosen. */
export function PlaceForm({ phone }: { phone: boolean }) {
  const { t } = useT()
  const { store, edits, place: wanted, choose } = useStudio()
  const doc = usePart(whole)
  const place = nearest(doc, wanted)
  if (place.kind === 'sop') return <SopForm doc={doc} />
  const index = doc.stages.findIndex(stage => stage.key === place.stage)
  const stage = doc.stages[index]
  if (!stage) return null
  const n = place.kind === 'step' ? (stage.steps ?? []).findIndex(step => step.key === place.step) : -1
  const step = stage.steps?.[n]
  return (
    <>
      {step ? (
        <StepForm key={step.key} doc={doc} stage={stage} step={step} index={index} n={n} />
      ) : (
        <StageForm key={stage.key} doc={doc} stage={stage} index={index} />
      )}
      {phone && edits && (
        <div className="flex flex-wrap gap-2 border-t border-line p-4">
          <Button
            onClick={() => {
              const { doc: next, key } = addStep(store.doc, stage.key, step?.key)
              store.apply(() => next)
              choose({ kind: 'step', stage: stage.key, step: key })
            }}
          >
            <Plus className="size-4" />
            {t('studio.add_step')}
          </Button>
          <Button
            onClick={() => {
              const { doc: next, key } = addStage(store.doc, stage.key)
              store.apply(() => next)
              choose({ kind: 'stage', stage: key })
            }}
          >
            <Plus className="size-4" />
            {t('studio.add_stage')}
          </Button>
        </div>
      )}
    </>
  )
}
