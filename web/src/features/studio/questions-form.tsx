import { Trash2 } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/bits'
import { IconButton } from '@/ui/button'
import { NativeSelect } from '@/ui/field'
import type { Doc, QuestionList } from './doc'
import { addList, changeList, moved, newKey, removeList, set } from './edits'
import { AddButton, FaultText, RowTools, WordsField } from './fields'
import { usePart, useStudio } from './studio-context'

const whole = (doc: Doc) => doc

/** The lists of questions, edited in place. */
export function QuestionsForm() {
  const { t } = useT()
  const { store, edits } = useStudio()
  const doc = usePart(whole)
  const lists = doc.questions ?? []
  return (
    <div className="flex flex-col gap-4 p-4">
      {lists.length === 0 && <Empty text={t('studio.no_lists')} />}
      {lists.map((list, i) => (
        <ListForm key={list.key} doc={doc} list={list} at={`/questions/${i}`} />
      ))}
      {edits && <AddButton label={t('studio.add_list')} onAdd={() => store.apply(() => addList(store.doc).doc)} />}
    </div>
  )
}

type Group = QuestionList['groups'][number]

function ListForm({ doc, list, at }: { doc: Doc; list: QuestionList; at: string }) {
  const { t } = useT()
  const { store, edits } = useStudio()
  const put = (change: (list: QuestionList) => QuestionList, mark = '') =>
    store.apply(changeList(list.key, change), mark && `${list.key}:${mark}`)
  const group = (g: number, change: (group: Group) => Group, mark = '') =>
    put(l => ({ ...l, groups: l.groups.map((old, i) => (i === g ? change(old) : old)) }), mark)
  return (
    <section className="flex flex-col gap-3 rounded-xl border border-line p-3">
      <div className="flex items-start gap-1.5">
        <WordsField
          label={t('studio.list_name')}
          pointer={`${at}/name`}
          value={list.name}
          onChange={name => put(l => ({ ...l, name }), 'name')}
        />
        {edits && (
          <IconButton label={t('action.delete')} onClick={() => store.apply(removeList(list.key))}>
            <Trash2 className="size-4" />
          </IconButton>
        )}
      </div>
      <FaultText pointer={at} />
      {list.groups.map((part, g) => (
        <div key={part.key} className="flex flex-col gap-2 studio-group">
          <WordsField
            label={t('studio.group_name', { key: part.key })}
            pointer={`${at}/groups/${g}/name`}
            value={part.name}
            onChange={name => group(g, old => ({ ...old, name }), `${g}:name`)}
          />
          {part.questions.map((question, q) => {
            const change = (values: Partial<typeof question>, mark: string) =>
              group(
                g,
                old => ({ ...old, questions: old.questions.with(q, set(question, values)) }),
                `${question.key}:${mark}`,
              )
            return (
              <div key={question.key} className="flex items-start gap-1.5">
                <div className="flex min-w-0 flex-1 flex-col gap-1">
                  <WordsField
                    label={t('studio.question', { n: q + 1 })}
                    hideLabel
                    pointer={`${at}/groups/${g}/questions/${q}/text`}
                    value={question.text}
                    onChange={text => change({ text }, 'text')}
                  />
                  <div className="flex items-center gap-3">
                    <label className="flex items-center gap-1.5 text-xs text-fg2 max-md:min-h-10">
                      <input
                        type="checkbox"
                        className="size-3.5 accent-(--accent)"
                        disabled={!edits}
                        checked={question.important === true}
                        onChange={e => change({ important: e.target.checked || undefined }, 'important')}
                      />
                      {t('studio.important')}
                    </label>
                    <NativeSelect
                      aria-label={t('studio.question_kind')}
                      disabled={!edits}
                      className="w-auto"
                      value={question.kind}
                      onChange={e => change({ kind: e.target.value as 'open' | 'closed' }, 'kind')}
                    >
                      <option value="open">{t('studio.open_question')}</option>
                      <option value="closed">{t('studio.closed_question')}</option>
                    </NativeSelect>
                  </div>
                </div>
                {edits && (
                  <RowTools
                    at={q}
                    of={part.questions.length}
                    onMove={to => group(g, old => ({ ...old, questions: moved(old.questions, q, to) }))}
                    onRemove={() => group(g, old => ({ ...old, questions: old.questions.toSpliced(q, 1) }))}
                  />
                )}
              </div>
            )
          })}
          <AddButton
            label={t('studio.add_question')}
            onAdd={() =>
              group(g, old => ({
                ...old,
                questions: [...old.questions, { key: newKey(doc, 'question'), text: { zh: '', en: '' }, kind: 'open' }],
              }))
            }
          />
        </div>
      ))}
      <AddButton
        label={t('studio.add_group')}
        onAdd={() =>
          put(l => ({
            ...l,
            groups: [...l.groups, { key: nextGroup(l), name: { zh: '', en: '' }, questions: [] }],
          }))
        }
      />
    </section>
  )
}

/** The letters of SPIN first, then numbers. */
const nextGroup = (list: QuestionList): string =>
  ['S', 'P', 'I', 'N'].find(key => !list.groups.some(group => group.key === key)) ?? `G${list.groups.length + 1}`
