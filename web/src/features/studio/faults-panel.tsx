import { CircleCheck, TriangleAlert } from 'lucide-react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { type Doc, placeKey } from './doc'
import { placeAt } from './edits'
import { usePlaceName } from './remarks-panel'
import { usePart, useStudio } from './studio-context'

const whole = (doc: Doc) => doc

/** Puts the cursor where a fault is, once its form is drawn. */
export function goTo(pointer: string) {
  setTimeout(() => {
    const fields = [...document.querySelectorAll<HTMLElement>('[data-pointer]')]
    const inside = fields
      .filter(field => pointer.startsWith(field.dataset.pointer ?? '-'))
      .sort((a, b) => (b.dataset.pointer?.length ?? 0) - (a.dataset.pointer?.length ?? 0))
    const target = inside[0] ?? fields.find(field => field.dataset.pointer?.startsWith(pointer))
    target?.focus()
    target?.scrollIntoView({ block: 'center' })
  }, 60)
}

/** What keeps the draft from being published, and what is probably not meant; each leads to its place. */
export function FaultsPanel({ onQuestions, onForm }: { onQuestions: () => void; onForm: () => void }) {
  const { t } = useT()
  const { report, choose } = useStudio()
  const doc = usePart(whole)
  const name = usePlaceName()
  if (report.faults.length === 0)
    return (
      <p className="flex items-center gap-2 p-4 text-sm text-ok">
        <CircleCheck className="size-4" />
        {t('studio.no_faults')}
      </p>
    )
  return (
    <ul className="flex flex-col gap-2 p-4">
      {report.faults.map(fault => {
        const place = placeAt(doc, fault.pointer)
        const asks = fault.pointer.startsWith('/questions')
        return (
          <li key={fault.pointer + fault.text}>
            <button
              type="button"
              className="flex w-full items-start gap-2 rounded-lg border border-line p-2.5 text-left text-sm hover:bg-hover"
              onClick={() => {
                if (asks) onQuestions()
                else {
                  choose(place)
                  onForm()
                }
                goTo(fault.pointer)
              }}
            >
              <TriangleAlert
                className={cn('mt-0.5 size-4 shrink-0', fault.severity === 'error' ? 'text-bad' : 'text-warn')}
                aria-hidden="true"
              />
              <span className="min-w-0 flex-1">
                <span className="block text-xs text-fg2">
                  {asks ? t('sop.questions') : name(placeKey(place))}
                  {fault.line > 0 && ` · ${t('studio.at_line', { line: fault.line, column: fault.column })}`}
                </span>
                {fault.text}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
