import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, GitBranch, Plus } from 'lucide-react'
import { useState } from 'react'
import type { Condition } from '@/api/condition'
import { lostBy, pageQuery, recordQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { LoadError } from '@/app/fallback'
import { fieldOf, useObject } from '@/app/hooks'
import { type Lang, useT } from '@/lib/i18n'
import { Facts } from '@/records/facts'
import { RecordPage } from '@/records/record-page'
import { isRef, valueText } from '@/records/value'
import { Badge, Empty, SkeletonRows } from '@/ui/bits'
import { Button, buttonClass } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { Scroll } from '@/ui/scroll'
import { ConditionCard } from '../rules/condition-card'

/** A question list: where it is used, and its questions in order. */
export function QuestionListPage({ id }: { id: string }) {
  return <RecordPage key={id} object="question_lists" id={id} side={record => <Questions list={record} />} />
}

/** A question in the reader's language, if it is written in it. */
const said = (question: Rec, lang: Lang): string => String((lang === 'en' && question.text_en) || question.text)

function Questions({ list: record }: { list: Rec }) {
  const { t, lang } = useT()
  const object = useObject('questions')
  const found = useQuery({
    ...pageQuery('questions', { filter: { field: 'list', op: 'eq', value: record.id }, sort: 'position', limit: 200 }),
    enabled: object !== undefined,
  }).data?.data
  if (!object) return null
  const part = fieldOf(object, 'part')
  const answer = fieldOf(object, 'answer')
  const last = Number(found?.at(-1)?.position ?? 0)
  return (
    <section aria-label={object.label} className="flex flex-col">
      <div className="flex min-h-8 items-center gap-2">
        <h2 className="flex-1 text-xs text-fg2">{object.label}</h2>
        {object.rights.create && (
          <Button
            size="sm"
            onClick={() =>
              openDialog({
                kind: 'create',
                object: 'questions',
                values: { list: record.id, part: 's', answer: 'text', position: last + 1 },
              })
            }
          >
            <Plus className="size-3.5" />
            {t('ask.add')}
          </Button>
        )}
      </div>
      <ul>
        {found?.map(question => (
          <li key={question.id} className="border-t border-line">
            <Link
              to="/sops/$object/$id"
              params={{ object: 'questions', id: question.id }}
              className="flex flex-col gap-0.5 py-2 text-sm hover:bg-hover max-md:min-h-11"
            >
              {said(question, lang)}
              <span className="flex flex-wrap items-center gap-1.5 text-xs text-fg2">
                {part && valueText(part, question.part)}
                {answer && <Badge>{valueText(answer, question.answer)}</Badge>}
                {question.important === true && <Badge tone="accent">{t('questions.important')}</Badge>}
                {question.condition != null && (
                  <span className="flex items-center gap-0.5">
                    <GitBranch className="size-3" />
                    {t('ask.follow_up')}
                  </span>
                )}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A question: what it asks for, and when it is asked as a follow-up. */
export function QuestionPage({ id }: { id: string }) {
  const { t } = useT()
  const query = useQuery(recordQuery('questions', id))
  if (query.isPending) return <SkeletonRows />
  const lost = lostBy(query)
  if (lost || !query.data) return <LoadError error={lost} retry={() => void query.refetch()} />
  return <QuestionRecord key={id} record={query.data} title={t('ask.title')} />
}

function QuestionRecord({ record, title }: { record: Rec; title: string }) {
  const { t } = useT()
  const object = useObject('questions')
  const kept = (record.condition as Condition | null) ?? null
  const [draft, setDraft] = useState<{ value: Condition | null; of: string } | null>(null)
  const mark = JSON.stringify(kept)
  const condition = draft && draft.of === mark ? draft.value : kept
  if (!object) return <Empty text={t('error.not_found')} />
  return (
    <>
      <PageHead title={title}>
        {isRef(record.list) && (
          <Link
            to="/sops/$object/$id"
            params={{ object: 'question_lists', id: record.list.id }}
            className={buttonClass()}
          >
            <ArrowLeft className="size-4" />
            {record.list.name}
          </Link>
        )}
        {object.rights.update && (
          <Button onClick={() => openDialog({ kind: 'edit', object: 'questions', id: record.id })}>
            {t('questions.change')}
          </Button>
        )}
      </PageHead>
      <Scroll label={title} className="flex-1 bg-bg">
        <div className="mx-auto grid max-w-[1240px] gap-4 p-5 max-md:p-3 lg:grid-cols-[320px_minmax(0,1fr)]">
          <section className="self-start rounded-xl border border-line bg-surface p-4" aria-label={t('record.facts')}>
            <Facts object={object} record={record} keys={['text', ...object.facts.filter(key => key !== 'list')]} />
          </section>
          <ConditionCard
            object="questions"
            subject="opportunities"
            record={record}
            lead={t('ask.lead')}
            editable={object.rights.update}
            value={condition}
            onChange={value => setDraft({ value, of: mark })}
          />
        </div>
      </Scroll>
    </>
  )
}
