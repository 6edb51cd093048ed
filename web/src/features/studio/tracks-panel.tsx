import { useQuery } from '@tanstack/react-query'
import { Pencil, Plus } from 'lucide-react'
import { pageQuery } from '@/api/queries'
import { openDialog } from '@/app/dialogs'
import { fieldOf, useObject } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { Badge, Empty } from '@/ui/bits'
import { Button, IconButton } from '@/ui/button'
import { say } from '../sop/document'
import type { Doc } from './doc'
import { usePart, useStudio } from './studio-context'

const whole = (doc: Doc) => doc

/** The talk tracks of the SOP: records of their own, in force at once and in every version. */
export function TracksPanel({ sop }: { sop: string }) {
  const { t, lang } = useT()
  const { place } = useStudio()
  const doc = usePart(whole)
  const object = useObject('talk_tracks')
  const rows = useQuery(
    pageQuery('talk_tracks', { filter: { field: 'sop', op: 'eq', value: sop }, sort: 'created_at', limit: 200 }),
  ).data?.data
  const stage = place.kind === 'sop' ? undefined : place.stage
  const kinds = fieldOf(object, 'kind')?.options ?? []
  const order = (key: unknown) => doc.stages.findIndex(s => s.key === key)
  const sorted = [...(rows ?? [])].sort(
    (a, b) => Number(b.stage === stage) - Number(a.stage === stage) || order(a.stage) - order(b.stage),
  )
  const both = (zh: unknown, en: unknown) => String((lang === 'en' && en) || zh || '')
  return (
    <div className="flex flex-col gap-3 p-4">
      <div className="flex items-center gap-2">
        <p className="flex-1 text-xs text-fg2">{t('studio.tracks_note')}</p>
        {object?.rights.create && (
          <Button
            size="sm"
            onClick={() =>
              openDialog({
                kind: 'create',
                object: 'talk_tracks',
                values: { sop: { id: sop, name: say(doc.sop.name, lang) }, stage },
              })
            }
          >
            <Plus className="size-3.5" />
            {t('studio.add_track')}
          </Button>
        )}
      </div>
      {rows?.length === 0 && <Empty text={t('studio.no_tracks')} />}
      <ul className="flex flex-col gap-2">
        {sorted.map(row => {
          const at = doc.stages.find(s => s.key === row.stage)
          return (
            <li key={row.id} className="flex gap-2 rounded-lg border border-line p-2.5">
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-1.5 text-sm font-medium">
                  {both(row.situation, row.situation_en)}
                  {at && <Badge>{say(at.name, lang)}</Badge>}
                  {row.kind != null && <Badge tone="accent">{kinds.find(k => k.key === row.kind)?.label}</Badge>}
                </p>
                <p className="text-sm whitespace-pre-wrap text-fg2">{both(row.text, row.text_en)}</p>
              </div>
              {object?.rights.update && (
                <IconButton
                  label={t('studio.change_track')}
                  onClick={() => openDialog({ kind: 'edit', object: 'talk_tracks', id: row.id })}
                >
                  <Pencil className="size-4" />
                </IconButton>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
