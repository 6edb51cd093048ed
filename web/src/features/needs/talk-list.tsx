import { Check, CircleDashed, Clock, TriangleAlert } from 'lucide-react'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import type { Asked, AskList } from './data'

interface Props {
  lists: AskList[]
  at: string | null
  kept: Map<string, unknown>
  onOpen: (key: string) => void
}

/** Every question that is asked, by list; a tap goes there. */
export function TalkList({ lists, at, kept, onOpen }: Props) {
  const { t } = useT()
  return (
    <div className="flex flex-col gap-4 p-3">
      {lists.map(list => (
        <section key={list.key} aria-label={list.name}>
          <h2 className="px-2 pb-1 text-xs text-fg2">
            {list.name}
            {!list.now && <span className="text-fg3"> · {t('talk.earlier')}</span>}
          </h2>
          {list.purpose && <p className="px-2 pb-1 text-xs text-fg3">{list.purpose}</p>}
          <ul>
            {list.questions
              .filter(q => q.asked)
              .map(question => (
                <li key={question.key}>
                  <button
                    type="button"
                    aria-current={question.key === at || undefined}
                    onClick={() => onOpen(question.key)}
                    className={cn(
                      'flex min-h-10 w-full items-start gap-2 rounded-md px-2 py-2 text-left text-sm hover:bg-hover md:min-h-8 md:py-1.5',
                      question.key === at && 'bg-sel',
                    )}
                  >
                    <Mark question={question} kept={kept.has(question.key)} />
                    <span className={cn('min-w-0 flex-1', question.important && 'font-medium')}>{question.text}</span>
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Mark({ question, kept }: { question: Asked; kept: boolean }) {
  const { t } = useT()
  const { standing } = question
  const look = 'mt-0.5 size-4 shrink-0'
  if (kept) return <Clock aria-label={t('talk.waits')} className={cn(look, 'text-warn')} />
  if (standing === 'answered') return <Check aria-label={t('talk.answered')} className={cn(look, 'text-ok')} />
  if (standing === 'waiting') return <Clock aria-label={t('questions.unknown')} className={cn(look, 'text-fg3')} />
  if (standing === 'thin' || standing === 'late')
    return <TriangleAlert aria-label={t('step.thin')} className={cn(look, 'text-warn')} />
  return <CircleDashed aria-label={t('talk.open')} className={cn(look, 'text-fg3')} />
}
