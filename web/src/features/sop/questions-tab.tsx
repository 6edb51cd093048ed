import { Link } from '@tanstack/react-router'
import { MessagesSquare, TriangleAlert } from 'lucide-react'
import type { Question, QuestionList } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { dayText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Badge } from '@/ui/bits'
import { buttonClass } from '@/ui/button'

/** Questions to ask, in their groups, with what was answered. */
export function QuestionsTab({ lists, id, live }: { lists: QuestionList[]; id: string; live: boolean }) {
  const { t } = useT()
  const all = lists.flatMap(list => list.groups.flatMap(group => group.questions))
  const answered = all.filter(q => q.answer).length
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-2">
        <p className="flex-1 text-xs text-fg2">{t('questions.covered', { n: answered, of: all.length })}</p>
        <Link to="/opportunities/$id/talk" params={{ id }} className={buttonClass({ size: 'sm' })}>
          <MessagesSquare className="size-3.5" />
          {t('talk.title')}
        </Link>
      </div>
      {lists.map(list => (
        <section key={list.key} aria-label={list.name} className="flex flex-col gap-3">
          {lists.length > 1 && <h3 className="text-sm font-medium">{list.name}</h3>}
          {list.groups.map(group => (
            <div key={group.key} className="flex flex-col gap-1">
              <h4 className="flex items-center gap-2 text-xs text-fg2">
                {group.key.length === 1 && (
                  <span className="grid size-5 place-items-center rounded bg-accent-soft text-2xs font-semibold text-accent-ink">
                    {group.key}
                  </span>
                )}
                {group.name}
              </h4>
              <ul className="overflow-hidden rounded-xl border border-line bg-surface">
                {group.questions.map(question => (
                  <QuestionRow
                    key={question.key}
                    question={question}
                    live={live}
                    open={() => openDialog({ kind: 'answer', opportunity: id, list: list.key, question: question.key })}
                  />
                ))}
              </ul>
            </div>
          ))}
        </section>
      ))}
    </div>
  )
}

function QuestionRow({ question, live, open }: { question: Question; live: boolean; open: () => void }) {
  const { t } = useT()
  const { answer } = question
  return (
    <li className="flex items-start gap-3 border-b border-line px-3 py-2 last:border-b-0">
      <div className="min-w-0 flex-1 text-sm">
        <p>
          {question.text}
          {question.important && !answer && (
            <Badge tone="accent" className="ml-1.5">
              {t('questions.important')}
            </Badge>
          )}
        </p>
        {answer?.text && <p className="text-xs break-words whitespace-pre-wrap text-fg2">{answer.text}</p>}
        {answer?.unknown_because && (
          <p className="text-xs text-fg2">
            {t('questions.unknown_line', {
              why: answer.unknown_because,
              day: answer.will_know_by ? dayText(answer.will_know_by) : '—',
            })}
          </p>
        )}
        {answer?.thin && (
          <p className="flex items-center gap-1 text-xs text-warn">
            <TriangleAlert className="size-3.5" />
            {t('step.thin')}
          </p>
        )}
      </div>
      {live && (
        <button
          type="button"
          aria-label={t(answer ? 'questions.change_of' : 'questions.record_of', { question: question.text })}
          onClick={open}
          className="shrink-0 text-xs leading-5 text-accent-ink hover:underline max-md:min-h-10"
        >
          {answer ? t('questions.change') : t('fix.question')}
        </button>
      )}
    </li>
  )
}
