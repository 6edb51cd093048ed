import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Condition } from '@/api/condition'
import { useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { ConditionEditor } from '@/records/filter/condition-editor'
import { tidy } from '@/records/filter/tidy'
import { Button } from '@/ui/button'
import { FaultText } from './fields'
import { usePart, useStudio } from './studio-context'

/** A condition of the document, and what it says in words once it is saved. */
export function ConditionField({
  pointer,
  value,
  onChange,
  none,
}: {
  pointer: string
  value: Condition | undefined
  onChange: (value: Condition | undefined) => void
  /** What it means that there is none; without it there must be one. */
  none?: string
}) {
  const { t } = useT()
  const { report, edits } = useStudio()
  const object = useObject(usePart(doc => doc.sop.object))
  const words = report.words[pointer]
  // One that says nothing yet is open from the start.
  const [opened, setOpened] = useState<boolean>()
  const open = opened ?? (value !== undefined && !tidy(value))
  if (!object) return null
  if (!value)
    return (
      <div className="flex items-center gap-2 text-sm text-fg2">
        <span className="flex-1">{none}</span>
        {edits && (
          <Button size="sm" onClick={() => onChange({ all: [] })}>
            {t('studio.add_condition')}
          </Button>
        )}
      </div>
    )
  return (
    <div data-pointer={pointer} tabIndex={-1} className="flex flex-col gap-1.5 outline-none">
      {words && <p className="rounded-md bg-sunken px-2.5 py-1.5 text-sm">{words}</p>}
      {edits && (
        <>
          <button
            type="button"
            aria-expanded={open}
            className="flex items-center gap-1 self-start text-xs text-accent-ink hover:underline max-md:min-h-10"
            onClick={() => setOpened(!open)}
          >
            {open ? <ChevronDown className="size-3.5" /> : <ChevronRight className="size-3.5" />}
            {t('studio.change_condition')}
          </button>
          {open && (
            <div>
              <ConditionEditor object={object} value={value} onChange={onChange} />
              {none && (
                <Button size="sm" tone="ghost" onClick={() => onChange(undefined)}>
                  {t('studio.without_condition')}
                </Button>
              )}
            </div>
          )}
        </>
      )}
      <ConditionFaults pointer={pointer} />
    </div>
  )
}

/** Faults anywhere within a condition. */
function ConditionFaults({ pointer }: { pointer: string }) {
  const { report } = useStudio()
  const inside = report.faults.filter(f => f.pointer === pointer || f.pointer.startsWith(`${pointer}/`))
  return inside.map(fault => <FaultText key={fault.pointer} pointer={fault.pointer} />)
}
