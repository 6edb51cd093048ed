import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, ListTodo, Target } from 'lucide-react'
import { pageQuery } from '@/api/queries'
import type { Ref } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { useCanCreate } from '@/app/hooks'
import { addDays, today } from '@/lib/dates'
import { listText } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { Button, buttonClass } from '@/ui/button'
import { askedOf, givenText } from './answers'
import { Coverage } from './coverage'
import type { Talk } from './data'
import { needFrom } from './need-from'

interface Props {
  id: string
  talk: Talk
  account: Ref | null
  onOpen: (question: string) => void
}

/** What a talk brought: coverage, what is still worth asking with its reason, and answers that may be needs. */
export function TalkEnd({ id, talk, account, onOpen }: Props) {
  const { t } = useT()
  const makesNeeds = useCanCreate('needs')
  const makesTasks = useCanCreate('tasks')
  const needs = useQuery({
    ...pageQuery('needs', { filter: { field: 'opportunity', op: 'eq', value: id }, limit: 200 }),
    enabled: makesNeeds,
  }).data?.data
  const born = new Set(needs?.flatMap(need => (isRef(need.answer) ? [need.answer.id] : [])) ?? [])
  const said = askedOf(talk.lists).filter(({ question }) => question.given && question.standing === 'answered')

  function toTask() {
    openDialog({
      kind: 'create',
      object: 'tasks',
      values: {
        opportunity: id,
        title: t('talk.task', { what: listText(talk.next.slice(0, 3).map(n => n.text)) }).slice(0, 200),
        description: talk.next.map(n => `• ${n.text}\n  ${n.reason}`).join('\n'),
        due_on: addDays(today(), 3),
      },
    })
  }

  return (
    <div className="mx-auto flex max-w-2xl flex-col gap-5 px-4 py-5">
      <section aria-label={t('talk.coverage')} className="flex flex-col gap-2">
        <h2 className="text-lg font-semibold">{t('talk.brought')}</h2>
        <Coverage coverage={talk.coverage} />
      </section>
      {talk.next.length > 0 && (
        <section aria-label={t('talk.next_title')} className="rounded-xl border border-line bg-surface">
          <div className="flex flex-wrap items-center gap-2 px-4 py-3">
            <h2 className="flex-1 font-semibold">{t('talk.next_title')}</h2>
            {makesTasks && (
              <Button tone="primary" onClick={toTask}>
                <ListTodo className="size-4" />
                {t('talk.to_task')}
              </Button>
            )}
          </div>
          <ul>
            {talk.next.map(next => (
              <li key={next.question} className="border-t border-line">
                <button
                  type="button"
                  onClick={() => onOpen(next.question)}
                  className="w-full px-4 py-2.5 text-left hover:bg-hover"
                >
                  <span className="block text-sm font-medium">{next.text}</span>
                  <span className="block text-xs text-fg2">{next.reason}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {said.length > 0 && (
        <section aria-label={t('talk.said')} className="rounded-xl border border-line bg-surface">
          <h2 className="px-4 py-3 font-semibold">{t('talk.said')}</h2>
          <ul>
            {said.map(({ question }) => (
              <li key={question.key} className="flex items-start gap-3 border-t border-line px-4 py-2.5">
                <div className="min-w-0 flex-1">
                  <p className="text-xs text-fg2">{question.text}</p>
                  <p className="text-sm break-words">{question.given && givenText(question, question.given)}</p>
                </div>
                {question.given && born.has(question.given.id) ? (
                  <span className="flex items-center gap-1 text-xs leading-6 text-ok">
                    <Check className="size-3.5" />
                    {t('need.born')}
                  </span>
                ) : (
                  makesNeeds &&
                  talk.may_answer && (
                    <Button
                      size="sm"
                      aria-label={t('need.from_answer_of', { question: question.text })}
                      onClick={() => needFrom(id, question, account)}
                    >
                      <Target className="size-3.5" />
                      {t('need.from_answer')}
                    </Button>
                  )
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Link to="/opportunities/$id" params={{ id }} className={buttonClass({}, 'self-start')}>
        {t('talk.back')}
      </Link>
    </div>
  )
}
