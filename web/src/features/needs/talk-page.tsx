import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft, ChevronLeft, ChevronRight, CircleHelp, ListChecks } from 'lucide-react'
import { useState } from 'react'
import { errorText } from '@/api/mutations'
import { lostBy, recordQuery } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { cn } from '@/lib/cn'
import { useDraft } from '@/lib/drafts'
import { useT } from '@/lib/i18n'
import { useKeys } from '@/lib/keys'
import { usePhone } from '@/lib/media'
import { mine, queue, sender } from '@/lib/queue'
import { useStore } from '@/lib/store'
import { useTitle } from '@/lib/title'
import { isRef } from '@/records/value'
import { Badge, Empty, Kbd, SkeletonRows } from '@/ui/bits'
import { Button, buttonClass } from '@/ui/button'
import { Scroll } from '@/ui/scroll'
import { notify } from '@/ui/toast'
import { dealName } from '../opportunities/cells'
import { AnswerForm, emptyDraft, keptDraft } from './answer-form'
import { askedOf, type Draft, giveAnswer, isFilled, isOpen, keptAnswers } from './answers'
import { Before } from './before'
import { Coverage } from './coverage'
import { type Asked, type AskList, type Talk, talkQuery } from './data'
import { TalkEnd } from './talk-end'
import { TalkList } from './talk-list'

const route = getRouteApi('/shell/opportunities/$id/talk')

/** A talk on one deal: one question at a time, by thumb or by keyboard; what is said without a network is sent later. */
export function TalkPage() {
  const { t } = useT()
  const { id } = route.useParams()
  const query = useQuery(talkQuery(id))
  useTitle(t('talk.title'))
  if (query.isPending) return <SkeletonRows rows={6} />
  const lost = lostBy(query)
  if (lost || !query.data) return <LoadError error={lost} retry={() => void query.refetch()} />
  return <Page key={id} id={id} talk={query.data} />
}

/** Where a talk begins: at the first important question that is open, else at the first open one. */
function begin(all: { question: Asked }[]): number {
  const first = all.findIndex(({ question }) => question.important && isOpen(question))
  return Math.max(0, first >= 0 ? first : all.findIndex(({ question }) => isOpen(question)))
}

function Page({ id, talk }: { id: string; talk: Talk }) {
  const { t } = useT()
  const phone = usePhone()
  const deal = useQuery(recordQuery('opportunities', id)).data
  const kept = keptAnswers(id, mine(useStore(queue), useStore(sender)))
  const all = askedOf(talk.lists)
  const [at, setAt] = useState<string | null>(() => all[begin(all)]?.question.key ?? null)
  const [listed, setListed] = useState(false)
  const [ended, setEnded] = useState(false)
  const place = Math.max(
    0,
    all.findIndex(({ question }) => question.key === at),
  )
  const here = all[place]
  const name = deal ? dealName(deal) : ''

  function go(step: number) {
    const next = all[place + step]
    if (next) setAt(next.question.key)
    else if (step > 0) setEnded(true)
  }
  function open(key: string) {
    setAt(key)
    setEnded(false)
    setListed(false)
  }

  const list = (
    <TalkList lists={talk.lists} at={ended ? null : (here?.question.key ?? null)} kept={kept} onOpen={open} />
  )

  return (
    <>
      <header className="flex min-h-12 shrink-0 items-center gap-2 border-b border-line px-3 md:px-5">
        <Link
          to="/opportunities/$id"
          params={{ id }}
          aria-label={t('talk.back')}
          className="grid size-10 shrink-0 place-items-center rounded-md text-fg2 hover:bg-hover md:size-8"
        >
          <ArrowLeft className="size-4" />
        </Link>
        <h1 className="min-w-0 flex-1 truncate text-base font-semibold">
          {t('talk.title')} <span className="font-normal text-fg2">{name}</span>
        </h1>
        {phone && (
          <Button aria-expanded={listed} onClick={() => setListed(!listed)}>
            <ListChecks className="size-4" />
            {place + 1}/{all.length}
          </Button>
        )}
        <Button tone="soft" onClick={() => setEnded(true)}>
          {t('talk.end')}
        </Button>
      </header>
      {all.length === 0 ? (
        <Empty text={t('talk.none')} />
      ) : (
        <div className="flex min-h-0 flex-1">
          {!phone && (
            <Scroll label={t('talk.list')} className="w-[300px] shrink-0 border-r border-line">
              {list}
            </Scroll>
          )}
          {phone && listed ? (
            <Scroll label={t('talk.list')} className="flex-1">
              {list}
            </Scroll>
          ) : ended || !here ? (
            <Scroll label={t('talk.end')} className="flex-1 bg-bg">
              <TalkEnd id={id} talk={talk} account={isRef(deal?.account) ? deal.account : null} onOpen={open} />
            </Scroll>
          ) : (
            <One
              key={here.question.key}
              id={id}
              name={name}
              account={isRef(deal?.account) ? deal.account : null}
              talk={talk}
              list={here.list}
              question={here.question}
              kept={kept.get(here.question.key)}
              first={place === 0}
              go={go}
            />
          )}
        </div>
      )}
    </>
  )
}

interface OneProps {
  id: string
  name: string
  account: { id: string; name: string } | null
  talk: Talk
  list: AskList
  question: Asked
  /** An answer to it that waits for the network. */
  kept: Record<string, unknown> | undefined
  first: boolean
  go: (step: number) => void
}

/** One question, its answer, and the bar under the thumb. */
function One({ id, name, account, talk, list, question, kept, first, go }: OneProps) {
  const { t } = useT()
  const { draft, change, drop } = useDraft<Draft>(
    `talk ${id} ${question.key}`,
    kept ? keptDraft(kept, question.given?.person ?? null) : emptyDraft(question.given),
  )
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const ready = talk.may_answer && isFilled(question.answer, draft)

  async function save(now: Draft) {
    if (!talk.may_answer || !isFilled(question.answer, now) || busy) return
    setBusy(true)
    setFault('')
    try {
      const sent = await giveAnswer(id, question, now, t('talk.about', { name, question: question.text }))
      drop()
      if (!sent) notify({ text: t('talk.kept') })
      go(1)
    } catch (error) {
      setFault(errorText(error))
      setBusy(false)
    }
  }

  useKeys([
    { keys: 'j', label: 'key.next_question', run: () => go(1) },
    { keys: 'k', label: 'key.previous_question', run: () => go(-1) },
    { keys: 'u', label: 'key.unknown', run: () => change({ unknown: !draft.unknown }) },
  ])

  return (
    <form
      className="flex min-w-0 flex-1 flex-col"
      onSubmit={event => {
        event.preventDefault()
        void save(draft)
      }}
      onKeyDown={event => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        void save(draft)
      }}
    >
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-2xl flex-col gap-4 px-4 py-5 md:py-8">
          <Coverage coverage={talk.coverage} />
          <div>
            <p className="flex flex-wrap items-center gap-1.5 text-xs text-fg2">
              {list.name} · {question.group}
              {question.important && <Badge tone="accent">{t('questions.important')}</Badge>}
              {kept && <Badge tone="warn">{t('talk.waits')}</Badge>}
            </p>
            <h2 className="mt-1.5 text-xl leading-7 font-semibold">{question.text}</h2>
          </div>
          {question.given && <Before deal={id} question={question} given={question.given} />}
          {talk.may_answer && (
            <AnswerForm
              question={question}
              draft={draft}
              account={account}
              fault={fault}
              onChange={change}
              onChoose={value => {
                change({ value })
                void save({ ...draft, value })
              }}
            />
          )}
        </div>
      </div>
      <div className="flex shrink-0 items-center gap-2 border-t border-line bg-surface px-3 py-2 pb-[max(8px,env(safe-area-inset-bottom))] md:px-5">
        <Button
          aria-label={t('talk.previous')}
          disabled={first}
          className="min-h-12 min-w-12 md:min-h-8"
          onClick={() => go(-1)}
        >
          <ChevronLeft className="size-5" />
          <Kbd>K</Kbd>
        </Button>
        {talk.may_answer && (
          <Button
            aria-pressed={draft.unknown}
            tone={draft.unknown ? 'soft' : 'plain'}
            className="min-h-12 md:min-h-8"
            onClick={() => change({ unknown: !draft.unknown })}
          >
            <CircleHelp className="size-4" />
            {t('talk.unknown')} <Kbd>U</Kbd>
          </Button>
        )}
        <span className="flex-1" />
        <Button className="min-h-12 md:min-h-8" onClick={() => go(1)}>
          {t('talk.skip')} <Kbd>J</Kbd>
        </Button>
        {talk.may_answer && (
          <button
            type="submit"
            disabled={!ready || busy}
            className={cn(buttonClass({ tone: 'primary' }), 'min-h-12 min-w-24 md:min-h-8')}
          >
            {t('talk.next')}
            <ChevronRight className="size-4" />
          </button>
        )}
      </div>
    </form>
  )
}
