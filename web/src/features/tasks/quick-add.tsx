import { Plus } from 'lucide-react'
import { useState } from 'react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { controlClass } from '@/ui/field'
import { addTask } from './task-data'

/** A line to write a task into: Enter makes it, and the next can be written. */
export function QuickAdd({
  values,
  label,
  className,
}: {
  values: Record<string, unknown>
  label: string
  className?: string
}) {
  const { t } = useT()
  const [title, setTitle] = useState('')
  const [busy, setBusy] = useState(false)

  async function add() {
    const text = title.trim()
    if (text === '' || busy) return
    setBusy(true)
    if (await addTask({ ...values, title: text })) setTitle('')
    setBusy(false)
  }

  return (
    <div className={cn('relative', className)}>
      <Plus
        className="pointer-events-none absolute top-1/2 left-2 size-3.5 -translate-y-1/2 text-fg3"
        aria-hidden="true"
      />
      <input
        aria-label={label}
        placeholder={t('tasks.add')}
        value={title}
        maxLength={200}
        autoComplete="off"
        enterKeyHint="done"
        onChange={event => setTitle(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.preventDefault()
            void add()
          } else if (event.key === 'Escape') {
            setTitle('')
            event.currentTarget.blur()
          }
        }}
        className={cn(controlClass, 'h-8 w-full border-transparent bg-transparent pl-7 max-md:h-10')}
      />
    </div>
  )
}
