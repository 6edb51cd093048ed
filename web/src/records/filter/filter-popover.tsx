import { ListFilter } from 'lucide-react'
import { useState } from 'react'
import type { Condition } from '@/api/condition'
import type { ObjectDef } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Popover } from '@/ui/popover'
import { ConditionEditor } from './condition-editor'
import { leaves, tidy } from './tidy'

interface Props {
  object: ObjectDef
  value: Condition | undefined
  onChange: (value: Condition | undefined) => void
  tone?: 'ghost' | 'plain'
}

/** The button that opens the filter; it counts the comparisons in force. */
export function FilterPopover({ object, value, onChange, tone = 'ghost' }: Props) {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  const [draft, setDraft] = useState<Condition>({ all: [] })
  const count = leaves(value)

  function toggle(next: boolean) {
    if (next) setDraft(value ?? { all: [] })
    setOpen(next)
  }

  function apply(next: Condition | undefined) {
    onChange(tidy(next))
    setOpen(false)
  }

  return (
    <Popover
      open={open}
      onOpenChange={toggle}
      title={t('filter.title')}
      width={600}
      trigger={
        <Button tone={tone} size={tone === 'plain' ? 'md' : 'sm'}>
          <ListFilter className="size-4" />
          <span className="max-md:sr-only">{t('filter.title')}</span>
          {count > 0 && <span className="tnum rounded bg-accent-soft px-1 text-2xs text-accent-ink">{count}</span>}
        </Button>
      }
    >
      <form
        className="flex flex-col gap-3 p-3"
        onSubmit={event => {
          event.preventDefault()
          apply(draft)
        }}
      >
        <ConditionEditor object={object} value={draft} onChange={setDraft} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => apply(undefined)}>{t('filter.clear')}</Button>
          <Button tone="primary" type="submit">
            {t('filter.apply')}
          </Button>
        </div>
      </form>
    </Popover>
  )
}
