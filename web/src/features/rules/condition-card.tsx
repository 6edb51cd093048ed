import { useState } from 'react'
import type { Condition } from '@/api/condition'
import { attempt, patchRecord } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { ConditionEditor } from '@/records/filter/condition-editor'
import { Button } from '@/ui/button'
import { notify } from '@/ui/toast'

const ALL: Condition = { all: [] }

interface Props {
  /** The kind of record that keeps the condition. */
  object: string
  /** The kind of record that the condition is on. */
  subject?: string
  record: Rec
  /** What the condition is for, in a sentence. */
  lead: string
  editable: boolean
  /** What is in the editor, saved or not. */
  value: Condition | null
  onChange: (value: Condition | null) => void
}

/** The condition of a rule: edited beside its preview, saved when it is right. */
export function ConditionCard({ object, subject = 'leads', record, lead, editable, value, onChange }: Props) {
  const { t } = useT()
  const on = useObject(subject)
  const [busy, setBusy] = useState(false)
  const changed = JSON.stringify(value) !== JSON.stringify(record.condition ?? null)

  async function save() {
    setBusy(true)
    if (await attempt(() => patchRecord(object, record, { condition: value }))) notify({ text: t('rule.saved') })
    setBusy(false)
  }

  if (!on) return null
  return (
    <section
      className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4"
      aria-label={t('rule.condition')}
    >
      <div>
        <h2 className="font-semibold">{t('rule.condition')}</h2>
        <p className="text-sm text-fg2">{lead}</p>
      </div>
      <fieldset disabled={!editable} className="min-w-0">
        <legend className="sr-only">{t('rule.condition')}</legend>
        <ConditionEditor object={on} value={value ?? ALL} onChange={onChange} />
      </fieldset>
      {editable && changed && (
        <div className="flex justify-end gap-2">
          <Button tone="ghost" onClick={() => onChange((record.condition as Condition | null) ?? null)}>
            {t('action.cancel')}
          </Button>
          <Button tone="primary" disabled={busy} onClick={() => void save()}>
            {t('rule.save')}
          </Button>
        </div>
      )}
    </section>
  )
}
