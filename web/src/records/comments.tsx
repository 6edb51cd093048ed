import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { createRecord, errorText } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import { useCanCreate } from '@/app/hooks'
import { fullInstant, instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { withMentions } from '@/lib/mentions'
import { Avatar, Kbd } from '@/ui/bits'
import { Button } from '@/ui/button'
import { MentionBox, Mentioned } from './mention-box'
import { isRef } from './value'

/** What people say about a record, the oldest first, and a box to join in. */
export function Comments({ field, id }: { field: string; id: string }) {
  const { t, lang } = useT()
  const creates = useCanCreate('notes')
  const list = useQuery(pageQuery('notes', { filter: { field, op: 'eq', value: id }, sort: '-created_at', limit: 100 }))
  const notes = [...(list.data?.data ?? [])].reverse()
  const chosen = useRef(new Map<string, string>())
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')

  async function send() {
    if (busy || text.trim() === '') return
    setBusy(true)
    setFailure('')
    try {
      await createRecord('notes', { [field]: id, body: withMentions(text.trim(), chosen.current) })
      setText('')
      chosen.current.clear()
    } catch (error) {
      setFailure(errorText(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="flex flex-col gap-4">
      <h2 className="text-xs text-fg3">
        {t('comments.title')} {notes.length > 0 && <span className="tnum">{notes.length}</span>}
      </h2>
      <ul className="flex flex-col gap-4">
        {notes.map(note => {
          const who = isRef(note.created_by) ? note.created_by.name : ''
          const at = String(note.created_at ?? '')
          return (
            <li key={note.id} className="flex gap-2.5">
              <Avatar name={who} size={26} />
              <div className="min-w-0 flex-1">
                <p className="flex items-baseline gap-2 text-sm font-medium">
                  {who}
                  <time dateTime={at} title={fullInstant(at, lang)} className="tnum text-xs font-normal text-fg2">
                    {instantText(at, lang)}
                  </time>
                </p>
                <p className="text-sm break-words whitespace-pre-wrap">
                  <Mentioned text={String(note.body ?? '')} />
                </p>
              </div>
            </li>
          )
        })}
      </ul>
      {creates && (
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
            label={t('comments.label')}
            placeholder={t('comments.placeholder')}
          />
          {failure && (
            <p role="alert" className="px-1 text-sm text-bad">
              {failure}
            </p>
          )}
          <div className="flex items-center justify-end gap-1.5">
            <Kbd>Ctrl</Kbd>
            <Kbd>↵</Kbd>
            <Button tone="primary" size="sm" disabled={busy || text.trim() === ''} onClick={() => void send()}>
              {t('comments.send')}
            </Button>
          </div>
        </div>
      )}
    </div>
  )
}
