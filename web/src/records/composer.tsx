import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { post } from '@/api/client'
import { errorText, refresh } from '@/api/mutations'
import type { Ref } from '@/api/types'
import { fieldOf, useCanCreate, useObject } from '@/app/hooks'
import { addDays, nextMonday, now, today } from '@/lib/dates'
import { useDraft } from '@/lib/drafts'
import { useT } from '@/lib/i18n'
import { withMentions } from '@/lib/mentions'
import { sendOrKeep } from '@/lib/queue'
import { Kbd } from '@/ui/bits'
import { Button } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { Input } from '@/ui/field'
import { Tabs } from '@/ui/tabs'
import { notify } from '@/ui/toast'
import { MentionBox } from './mention-box'

type Mode = 'call' | 'other' | 'note' | 'task'
type Preset = 'tomorrow' | 'three' | 'monday' | 'own'

/** What was typed and chosen. */
interface Draft {
  mode: Mode
  kind: string
  body: string
  reached: string | null
  /** Nobody if null; not chosen yet if undefined. */
  contact: string | null | undefined
  outcome: string | null
  preset: Preset | null
  title: string
  dueOn: string
  /** Whom the note names, by how they are called. */
  mentions: Map<string, string>
}

interface Props {
  object: 'opportunities' | 'leads' | 'accounts' | 'contacts'
  id: string
  /** What the record is called, for the queue's banner. */
  name: string
  activity?: string
  /** Whom one may have talked to. */
  people?: Ref[]
  /** The SOP step that this contact is for. */
  step?: string
  autoFocus?: boolean
  /** Without a frame of its own, inside a dialog. */
  bare?: boolean
  onDone?: () => void
}

/** What each tab makes. */
const MODES = [
  { key: 'call', object: 'activities' },
  { key: 'other', object: 'activities' },
  { key: 'note', object: 'notes' },
  { key: 'task', object: 'tasks' },
] as const

/** The field of an activity, a task or a note that points back here. */
const BACK = { opportunities: 'opportunity', leads: 'lead', accounts: 'account', contacts: 'contact' } as const

/** Logs a contact with its outcome and next step, writes a note, makes a task. Everything by keyboard. */
export function Composer(props: Props) {
  const { object, id, name, activity = 'call', people = [], step, autoFocus, bare, onDone } = props
  const { t } = useT()
  const activities = useObject('activities')
  const creates = { activities: useCanCreate('activities'), notes: useCanCreate('notes'), tasks: useCanCreate('tasks') }
  const modes = MODES.filter(({ object: kind }) => creates[kind]).map(({ key }) => key)
  const wanted: Mode = activity === 'call' ? 'call' : 'other'
  const initial: Draft = {
    mode: modes.includes(wanted) ? wanted : (modes[0] ?? wanted),
    kind: activity === 'call' ? 'visit' : activity,
    body: '',
    reached: 'connected',
    contact: undefined,
    outcome: null,
    preset: null,
    title: '',
    dueOn: '',
    mentions: new Map(),
  }
  const { draft, change, drop } = useDraft(`log ${object} ${id} ${activity} ${step ?? ''}`, initial)
  const { mode, kind, body, reached, outcome, preset, title, dueOn } = draft
  // Who is the only one to talk to was talked to, unless told otherwise.
  const contact = draft.contact === undefined && people.length === 1 ? (people[0]?.id ?? null) : (draft.contact ?? null)
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  // Small until it is used.
  const [open, setOpen] = useState(autoFocus === true || body !== '')
  const text = useRef<HTMLTextAreaElement>(null)
  const mentions = useRef(draft.mentions)

  useEffect(() => {
    if (autoFocus) text.current?.focus()
  }, [autoFocus])

  const options = (key: string) => fieldOf(activities, key)?.options ?? []
  const chips = (key: string, from: number) =>
    options(key).map((o, i) => ({ key: o.key, label: o.label, hint: from + i < 9 ? `Alt+${from + i}` : undefined }))
  const reachedChips = chips('reached', 1)
  const outcomeChips = chips('outcome', 5)
  const back = BACK[object]
  const logging = mode === 'call' || mode === 'other'

  function choosePreset(next: Preset | null) {
    if (next === null) {
      change({ preset: null })
      return
    }
    const day = today()
    const days = { tomorrow: addDays(day, 1), three: addDays(day, 3), monday: nextMonday(day), own: addDays(day, 1) }
    change({ preset: next, dueOn: days[next], title: title === '' ? t('log.next_title', { name }) : title })
  }

  /** The next of the people, then nobody. */
  function nextPerson() {
    const at = people.findIndex(person => person.id === contact)
    change({ contact: people[at + 1]?.id ?? null })
  }

  async function send(): Promise<boolean> {
    const next = preset && title.trim() ? { title: title.trim(), due_on: dueOn || undefined } : undefined
    if (mode === 'note') await post('/notes', { body: withMentions(body, mentions.current), [back]: id })
    else if (mode === 'task')
      await post('/tasks', { title: body.trim() || title, due_on: dueOn || today(), [back]: id })
    else {
      const said = {
        kind: mode === 'call' ? 'call' : kind,
        reached: mode === 'call' ? reached : undefined,
        outcome: outcome ?? undefined,
        contact: contact ?? undefined,
        body: body.trim() || undefined,
        at: now().toISOString(),
      }
      if (object === 'opportunities' || object === 'leads')
        return sendOrKeep(`/${object}/${id}/log`, { ...said, next, step }, name)
      const sent = await sendOrKeep('/activities', { ...said, [back]: id }, name)
      if (next) await sendOrKeep('/tasks', { ...next, [back]: id }, name)
      return sent
    }
    return true
  }

  async function save() {
    if (busy) return
    setBusy(true)
    setFailure('')
    try {
      const sent = await send()
      notify({ text: sent ? t('log.saved') : t('log.kept') })
      drop()
      setOpen(false)
      text.current?.blur()
      void refresh('activities')
      void refresh('tasks')
      void refresh(object, id)
      onDone?.()
    } catch (error) {
      setFailure(errorText(error))
    } finally {
      setBusy(false)
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && body === '' && preset === null && document.activeElement instanceof HTMLElement) {
      document.activeElement.blur()
      setOpen(false)
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void save()
    } else if (event.altKey && /^Digit\d$/.test(event.code) && logging) {
      event.preventDefault()
      const n = Number(event.code.slice(5))
      if (n === 0) nextPerson()
      else if (n <= 4 && mode === 'call') change({ reached: reachedChips[n - 1]?.key ?? reached })
      else if (n >= 5 && n <= 8) change({ outcome: outcomeChips[n - 5]?.key ?? outcome })
      else if (n === 9) choosePreset(preset === 'tomorrow' ? 'three' : preset === 'three' ? 'monday' : 'tomorrow')
    }
  }

  const ready = logging ? reached !== null || body.trim() !== '' : body.trim() !== ''
  const reachedRow = (
    <Chips
      visible={open}
      label={t('log.reached')}
      chips={reachedChips}
      value={reached}
      onChange={next => change({ reached: next })}
    />
  )
  const panel = (
    <div className="flex flex-col gap-2 p-2.5">
      {mode === 'note' ? (
        <MentionBox
          box={text}
          value={body}
          onChange={next => change({ body: next, mentions: mentions.current })}
          chosen={mentions.current}
          label={t('log.label_note')}
          placeholder={t('log.placeholder_note')}
        />
      ) : (
        <textarea
          ref={text}
          rows={mode === 'task' ? 1 : 2}
          value={body}
          aria-label={t(`log.label_${mode}`)}
          placeholder={t(`log.placeholder_${mode}`)}
          onChange={event => change({ body: event.target.value })}
          className="w-full resize-none rounded-md bg-transparent px-1 text-sm outline-none placeholder:text-fg3 max-md:text-lg"
        />
      )}
      {mode === 'other' && (
        <Chips
          label={t('log.kind')}
          chips={options('kind')
            .filter(o => o.key !== 'call')
            .map(o => ({ key: o.key, label: o.label }))}
          value={kind}
          onChange={next => change({ kind: next ?? kind })}
          visible={open}
        />
      )}
      {open && logging && people.length > 0 && (
        <Chips
          visible
          label={t('log.with')}
          chips={people.slice(0, 6).map(person => ({ key: person.id, label: person.name, hint: 'Alt+0' }))}
          value={contact}
          onChange={next => change({ contact: next })}
        />
      )}
      {open && mode === 'call' && reachedRow}
      {open && logging && (
        <Chips
          visible
          label={t('log.outcome')}
          chips={outcomeChips}
          value={outcome}
          onChange={next => change({ outcome: next })}
        />
      )}
      {open && logging && (
        <Chips
          visible
          label={t('log.next')}
          value={preset}
          onChange={choosePreset}
          chips={[
            { key: 'tomorrow', label: t('log.tomorrow'), hint: 'Alt+9' },
            { key: 'three', label: t('log.three_days'), hint: 'Alt+9' },
            { key: 'monday', label: t('log.monday'), hint: 'Alt+9' },
            { key: 'own', label: t('log.own') },
          ]}
        />
      )}
      {(preset || mode === 'task') && (
        <div className="flex gap-2 max-md:flex-col">
          {mode !== 'task' && (
            <Input
              aria-label={t('log.next_label')}
              value={title}
              maxLength={200}
              onChange={e => change({ title: e.target.value })}
            />
          )}
          <Input
            aria-label={t('log.due')}
            type="date"
            className="w-40 shrink-0 max-md:w-full"
            value={dueOn || (mode === 'task' ? today() : '')}
            onChange={e => change({ dueOn: e.target.value })}
          />
        </div>
      )}
      {failure && (
        <p role="alert" className="px-1 text-sm text-bad">
          {failure}
        </p>
      )}
      <div className="flex items-center gap-1.5">
        {!open && mode === 'call' && reachedRow}
        {open && logging && <span className="px-1 text-2xs text-fg3 max-md:hidden">{t('log.hint')}</span>}
        <span className="flex-1" />
        <Kbd>Ctrl</Kbd>
        <Kbd>↵</Kbd>
        <Button tone="primary" size="sm" disabled={busy || !ready} onClick={() => void save()}>
          {preset ? t('log.save_next') : t('action.save')}
        </Button>
      </div>
    </div>
  )

  if (modes.length === 0) return null
  return (
    <div
      onKeyDown={onKeyDown}
      onFocus={() => setOpen(true)}
      className={bare ? '-mx-2.5' : 'rounded-lg border border-line bg-raised shadow-e1 focus-within:border-line2'}
    >
      <Tabs
        look="line"
        label={t('log.title')}
        listClass="px-1.5"
        value={mode}
        onChange={next => change({ mode: next as Mode })}
        tabs={modes.map(key => ({
          key,
          label: t(`log.tab_${key}`),
          panel: key === mode ? panel : null,
        }))}
      />
    </div>
  )
}
