import { useCallback } from 'react'
import { useT } from '@/lib/i18n'
import { NativeSelect } from '@/ui/field'
import { ConditionField } from './condition-field'
import type { Doc, Stage, Step } from './doc'
import { changeStep, moveStep, removeStep, set } from './edits'
import { FaultText, Labelled, Part, WordsField, WordsList } from './fields'
import { KeyField } from './key-field'
import { PlaceTools } from './place-tools'
import { RoleField } from './role-field'
import { SpanField } from './span-field'
import { StepQuestions } from './step-questions'
import { useStudio } from './studio-context'

const KINDS = [
  'field',
  'activity',
  'document',
  'questionnaire',
  'approval',
  'customer_confirmation',
  'timer',
  'checklist',
] as const
const SKIPS = ['free', 'reason', 'consent'] as const
const WEIGHTS = ['low', 'normal', 'high'] as const

/** Everything that a step says. */
export function StepForm({
  doc,
  stage,
  step,
  index,
  n,
}: {
  doc: Doc
  stage: Stage
  step: Step
  index: number
  n: number
}) {
  const { t } = useT()
  const { store, edits, choose } = useStudio()
  const at = `/stages/${index}/steps/${n}`
  const put = useCallback(
    (values: Partial<Step>) =>
      store.apply(
        changeStep(stage.key, step.key, s => set(s, values)),
        `${step.key}:${Object.keys(values).join()}`,
      ),
    [store, stage.key, step.key],
  )
  const steps = stage.steps ?? []
  return (
    <div className="flex flex-col">
      <PlaceTools
        title={t('studio.step_n', { n: n + 1, of: steps.length })}
        first={n === 0}
        last={n === steps.length - 1}
        onMove={by => store.apply(moveStep(stage.key, step.key, stage.key, n + by))}
        onRemove={() => {
          store.apply(removeStep(stage.key, step.key))
          const next = steps[n === 0 ? 1 : n - 1]
          choose(next ? { kind: 'step', stage: stage.key, step: next.key } : { kind: 'stage', stage: stage.key })
        }}
      />
      <Part title={t('studio.basics')}>
        <FaultText pointer={at} />
        <WordsField
          label={t('studio.title')}
          pointer={`${at}/title`}
          value={step.title}
          onChange={title => put({ title })}
        />
        <label className="flex items-center gap-2 text-sm max-md:min-h-10">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            disabled={!edits}
            checked={step.required}
            onChange={e => put({ required: e.target.checked })}
          />
          {t('studio.required')}
        </label>
        <div className="grid grid-cols-2 gap-x-3 gap-y-2">
          <Labelled label={t('studio.kind')} pointer={`${at}/kind`}>
            {control => (
              <NativeSelect {...control} value={step.kind} onChange={e => put({ kind: e.target.value })}>
                {KINDS.map(kind => (
                  <option key={kind} value={kind}>
                    {t(`step_kind.${kind}`)}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Labelled>
          <RoleField
            label={t('guide.role')}
            pointer={`${at}/role`}
            value={step.role}
            none={t('studio.stage_role')}
            onChange={role => put({ role })}
          />
          <SpanField label={t('studio.due')} pointer={`${at}/due`} value={step.due} onChange={due => put({ due })} />
          {step.kind === 'timer' && (
            <SpanField
              label={t('studio.wait')}
              pointer={`${at}/wait`}
              value={step.wait}
              onChange={wait => put({ wait })}
            />
          )}
          <Labelled label={t('studio.skip')} pointer={`${at}/skip`}>
            {control => (
              <NativeSelect
                {...control}
                value={step.skip ?? (step.required ? 'consent' : 'free')}
                onChange={e => put({ skip: e.target.value as Step['skip'] })}
              >
                {SKIPS.map(skip => (
                  <option key={skip} value={skip}>
                    {t(`step_skip.${skip}`)}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Labelled>
          <Labelled label={t('studio.severity')} pointer={`${at}/severity`}>
            {control => (
              <NativeSelect
                {...control}
                value={step.severity ?? 'normal'}
                onChange={e => put({ severity: e.target.value as Step['severity'] })}
              >
                {WEIGHTS.map(weight => (
                  <option key={weight} value={weight}>
                    {t(`step_weight.${weight}`)}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Labelled>
        </div>
      </Part>
      <Part title={t('studio.guidance')}>
        <WordsField
          label={t('studio.how')}
          pointer={`${at}/guidance`}
          value={step.guidance}
          rows={2}
          onChange={w => put({ guidance: w.zh || w.en ? w : undefined })}
        />
        <WordsField
          label={t('studio.why')}
          pointer={`${at}/why`}
          value={step.why}
          rows={2}
          onChange={w => put({ why: w.zh || w.en ? w : undefined })}
        />
      </Part>
      {(step.kind === 'checklist' || step.items) && (
        <WordsList
          title={t('studio.items')}
          add={t('studio.add_item')}
          pointer={`${at}/items`}
          value={step.items}
          field="items"
          put={put}
        />
      )}
      {(step.kind === 'questionnaire' || step.questions) && (
        <StepQuestions doc={doc} step={step} at={at} onChange={questions => put({ questions })} />
      )}
      <Part title={t('studio.done_when')}>
        <ConditionField
          pointer={`${at}/done_when`}
          value={step.done_when}
          none={t('studio.by_hand')}
          onChange={done_when => put({ done_when })}
        />
      </Part>
      <KeyField value={step.key} />
    </div>
  )
}
