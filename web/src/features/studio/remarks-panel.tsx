import { useQuery } from '@tanstack/react-query'
import { Check, RotateCcw } from 'lucide-react'
import { useRef, useState } from 'react'
import { attempt, createRecord, patchRecord } from '@/api/mutations'
import { client } from '@/api/queries'
import { useCanCreate, useMay, useMe } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { fullInstant, instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { withMentions } from '@/lib/mentions'
import { MentionBox, Mentioned } from '@/records/mention-box'
import { Avatar, Empty } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { say } from '../sop/document'
import { type Remark, remarkOf, remarksQuery, standingQuery } from './data'
import { type Doc, placeKey, readPlace, samePlace } from './doc'
import { usePart, useStudio } from './studio-context'

const whole = (doc: Doc) => doc

/** What colleagues remark, each at its stage or step; the chosen place comes first. */
export function RemarksPanel({ id }: { id: string }) {
  const { t } = useT()
  const { place } = useStudio()
  const creates = useCanCreate('notes')
  const notes = (useQuery(remarksQuery(id)).data?.data ?? []).map(remarkOf)
  const here = (remark: Remark) => samePlace(readPlace(remark.place), place)
  const sorted = [...notes].sort((a, b) => Number(a.resolved) - Number(b.resolved) || Number(here(b)) - Number(here(a)))
  return (
    <div className="flex flex-col gap-3 p-4">
      {creates && <RemarkBox id={id} />}
      {notes.length === 0 && <Empty text={t('studio.no_remarks')} />}
      <ul className="flex flex-col gap-2">
        {sorted.map(remark => (
          <RemarkCard key={remark.id} id={id} remark={remark} here={here(remark)} />
        ))}
      </ul>
    </div>
  )
}

/** The name of a place, as people know it. */
export function usePlaceName(): (place: string | undefined) => string {
  const { t, lang } = useT()
  const doc = usePart(whole)
  return key => {
    const place = readPlace(key)
    if (place.kind === 'sop') return t('studio.whole')
    const stage = doc.stages.find(s => s.key === place.stage)
    const name = (stage && say(stage.name, lang)) || place.stage
    if (place.kind === 'stage') return name
    const step = stage?.steps?.find(s => s.key === place.step)
    return `${name} · ${(step && say(step.title, lang)) || place.step}`
  }
}

const again = (id: string) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ['list', 'notes'] }),
    client.invalidateQueries({ queryKey: standingQuery(id).queryKey }),
  ])

function RemarkBox({ id }: { id: string }) {
  const { t } = useT()
  const { place } = useStudio()
  const name = usePlaceName()
  const chosen = useRef(new Map<string, string>())
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)

  async function send() {
    if (busy || text.trim() === '') return
    setBusy(true)
    const sent = await attempt(async () => {
      await createRecord('notes', {
        sop_version: id,
        place: placeKey(place),
        body: withMentions(text.trim(), chosen.current),
      })
      await again(id)
    })
    if (sent) {
      setText('')
      chosen.current.clear()
    }
    setBusy(false)
  }

  return (
    <div
      className="flex flex-col gap-2 rounded-lg border border-line bg-raised p-2.5 shadow-e1 focus-within:border-line2"
      onKeyDown={event => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault()
          void send()
        }
      }}
    >
      <MentionBox
        value={text}
        onChange={setText}
        chosen={chosen.current}
        label={t('studio.remark')}
        placeholder={t('studio.remark_on', { place: name(placeKey(place)) })}
      />
      <Button
        tone="soft"
        size="sm"
        className="self-end"
        disabled={busy || text.trim() === ''}
        onClick={() => void send()}
      >
        {t('comments.send')}
      </Button>
    </div>
  )
}

function RemarkCard({ id, remark, here }: { id: string; remark: Remark; here: boolean }) {
  const { t, lang } = useT()
  const { choose } = useStudio()
  const me = useMe()
  const edits = useMay('sop.edit')
  const name = usePlaceName()
  const settles = edits || remark.by?.id === me.user.id
  const who = remark.by?.name ?? ''
  return (
    <li
      className={cn('flex gap-2.5 rounded-lg border p-2.5', here && !remark.resolved ? 'border-accent' : 'border-line')}
    >
      <Avatar name={who} size={24} />
      <div className={cn('min-w-0 flex-1', remark.resolved && 'text-fg2')}>
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
          <span className="font-medium">{who}</span>
          <time dateTime={remark.at} title={fullInstant(remark.at, lang)} className="tnum text-xs text-fg2">
            {instantText(remark.at, lang)}
          </time>
          {remark.resolved && <span className="text-xs text-ok">{t('studio.resolved')}</span>}
        </p>
        <button
          type="button"
          className="block max-w-full truncate text-left text-xs text-accent-ink hover:underline max-md:min-h-10"
          onClick={() => choose(readPlace(remark.place))}
        >
          {name(remark.place)}
        </button>
        <p className="text-sm break-words whitespace-pre-wrap">
          <Mentioned text={remark.body} />
        </p>
      </div>
      {settles && (
        <IconButton
          label={t(remark.resolved ? 'studio.reopen' : 'studio.resolve')}
          onClick={() =>
            void attempt(async () => {
              await patchRecord('notes', remark, { resolved: !remark.resolved })
              await again(id)
            })
          }
        >
          {remark.resolved ? <RotateCcw className="size-4" /> : <Check className="size-4" />}
        </IconButton>
      )}
    </li>
  )
}
