import { memo } from 'react'
import { useT } from '@/lib/i18n'
import { ConditionField } from './condition-field'
import type { Exit, Stage } from './doc'
import { moved } from './edits'
import { AddButton, Part, RowTools, WordsField } from './fields'
import { useStudio } from './studio-context'

/** What must hold to leave a stage forwards, in words and as conditions. */
export const GateForm = memo(function GateForm({
  exits = [],
  at,
  put,
}: {
  exits: Exit[] | undefined
  at: string
  put: (values: Partial<Stage>, mark?: string) => void
}) {
  const { t } = useT()
  const { edits } = useStudio()
  const set = (next: Exit[]) => put({ exit: next.length > 0 ? next : undefined })
  if (!edits && exits.length === 0) return null
  return (
    <Part title={t('doc.gate')} note={t('studio.gate_note')}>
      {exits.map((exit, i) => (
        <div key={i} className="flex items-start gap-1.5 rounded-lg border border-line bg-bg p-2.5">
          <div className="flex min-w-0 flex-1 flex-col gap-2">
            <WordsField
              label={t('studio.requirement', { n: i + 1 })}
              pointer={`${at}/exit/${i}/text`}
              value={exit.text}
              onChange={text => set(exits.with(i, { ...exit, text }))}
            />
            <ConditionField
              pointer={`${at}/exit/${i}/when`}
              value={exit.when}
              onChange={when => set(exits.with(i, { ...exit, when: when ?? { all: [] } }))}
            />
          </div>
          {edits && (
            <RowTools
              at={i}
              of={exits.length}
              onMove={to => set(moved(exits, i, to))}
              onRemove={() => set(exits.toSpliced(i, 1))}
            />
          )}
        </div>
      ))}
      <AddButton
        label={t('studio.add_requirement')}
        onAdd={() => set([...exits, { text: { zh: '', en: '' }, when: { all: [] } }])}
      />
    </Part>
  )
})
