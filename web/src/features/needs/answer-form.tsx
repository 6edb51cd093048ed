import type { Ref } from '@/api/types'
import { cn } from '@/lib/cn'
import { addDays, today } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { ReferencePicker } from '@/records/reference-picker'
import { FieldRow, Input, TextArea } from '@/ui/field'
import type { Draft } from './answers'
import type { Asked, Given } from './data'

const BIG = 'min-h-12 md:min-h-10'

export const emptyDraft = (given: Given | null): Draft => ({
  value: given?.choice ?? given?.amount ?? given?.day ?? (given?.number != null ? String(given.number) : ''),
  person: given?.person ?? null,
  text: given?.text ?? '',
  unknown: Boolean(given?.unknown_because),
  because: given?.unknown_because ?? '',
  by: given?.will_know_by && given.will_know_by >= today() ? given.will_know_by : addDays(today(), 7),
})

/** What was said without a network, as it waits. */
export const keptDraft = (body: Record<string, unknown>, person: Draft['person']): Draft => ({
  value: body.value == null ? '' : String(body.value),
  person,
  text: String(body.text ?? ''),
  unknown: body.unknown_because != null,
  because: String(body.unknown_because ?? ''),
  by: String(body.will_know_by ?? addDays(today(), 7)),
})

interface Props {
  question: Asked
  draft: Draft
  account: Ref | null
  fault: string
  onChange: (part: Partial<Draft>) => void
  /** A choice is an answer by itself: it goes on at once. */
  onChoose: (value: string) => void
}

/** The control for the answer that a question asks for: large enough for a thumb. */
export function AnswerForm({ question, draft, account, fault, onChange, onChoose }: Props) {
  const { t } = useT()
  const { answer: kind } = question
  const error = fault || undefined
  if (draft.unknown)
    return (
      <div className="grid gap-3 md:grid-cols-[1fr_180px]">
        <FieldRow label={t('questions.because')} required error={error}>
          {aria => (
            <Input
              {...aria}
              className={BIG}
              value={draft.because}
              maxLength={500}
              onChange={event => onChange({ because: event.target.value })}
            />
          )}
        </FieldRow>
        <FieldRow label={t('questions.by')} required>
          {aria => (
            <Input
              {...aria}
              className={BIG}
              type="date"
              min={today()}
              value={draft.by}
              onChange={event => onChange({ by: event.target.value })}
            />
          )}
        </FieldRow>
      </div>
    )
  return (
    <div className="flex flex-col gap-3">
      {kind === 'choice' && (
        <fieldset className="flex flex-col gap-2">
          <legend className="sr-only">{question.text}</legend>
          {question.choices.map(choice => (
            <button
              key={choice.key}
              type="button"
              aria-pressed={draft.value === choice.key}
              onClick={() => onChoose(choice.key)}
              className={cn(
                'min-h-12 rounded-lg border px-4 text-left text-base md:min-h-10 md:text-sm',
                draft.value === choice.key
                  ? 'border-accent bg-accent-soft text-accent-ink'
                  : 'border-line bg-surface hover:bg-hover',
              )}
            >
              {choice.label}
            </button>
          ))}
          {error && (
            <p role="alert" className="text-xs text-bad">
              {error}
            </p>
          )}
        </fieldset>
      )}
      {(kind === 'number' || kind === 'money' || kind === 'day') && (
        <FieldRow label={t(`talk.kind_${kind}`)} error={error}>
          {aria => (
            <Input
              {...aria}
              className={cn(BIG, 'tnum')}
              type={kind === 'day' ? 'date' : 'text'}
              inputMode={kind === 'day' ? undefined : 'decimal'}
              value={draft.value}
              onChange={event => onChange({ value: event.target.value.replace(/[,，\s]/g, '') })}
            />
          )}
        </FieldRow>
      )}
      {kind === 'person' && (
        <FieldRow label={t('talk.kind_person')} error={error}>
          {aria => (
            <ReferencePicker
              {...aria}
              target="contacts"
              account={account}
              value={draft.person}
              onChange={person => onChange({ person })}
            />
          )}
        </FieldRow>
      )}
      <FieldRow
        label={t(kind === 'text' ? 'questions.answer' : 'talk.words')}
        error={kind === 'text' ? error : undefined}
      >
        {aria => (
          <TextArea
            {...aria}
            rows={kind === 'text' ? 5 : 2}
            value={draft.text}
            maxLength={20_000}
            onChange={event => onChange({ text: event.target.value })}
          />
        )}
      </FieldRow>
    </div>
  )
}
