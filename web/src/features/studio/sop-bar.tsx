import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { FilePen, History, Plus } from 'lucide-react'
import { useState } from 'react'
import { post } from '@/api/client'
import { attempt } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import type { Rec } from '@/api/types'
import { useMay } from '@/app/hooks'
import { useT } from '@/lib/i18n'
import { isRef } from '@/records/value'
import { Button, buttonClass } from '@/ui/button'
import { briefVersions, reload, unreadQuery } from './data'
import { NewSopDialog } from './new-sop-dialog'
import { StatusBadge } from './status-badge'

const WRITTEN = { field: 'status', op: 'in' as const, value: ['draft', 'in_review'] }

/** Above an SOP that is read: what is new in it, and for its authors the way to its drafts. */
export default function SopBar({ sop }: { sop: string | undefined }) {
  const { t, lang } = useT()
  const navigate = useNavigate()
  const edits = useMay('sop.edit')
  const [dialog, setDialog] = useState(false)
  const unread = useQuery(unreadQuery).data ?? []
  const drafts = useQuery({ ...briefVersions(WRITTEN), enabled: edits }).data?.data ?? []
  const current = useQuery({
    ...pageQuery('sops', { filter: { field: 'id', op: 'eq', value: sop ?? '' }, limit: 1 }),
    enabled: sop !== undefined,
  }).data?.data[0]?.current
  const open = (id: string) => void navigate({ to: '/sops/versions/$id', params: { id } })

  return (
    <>
      {unread.map(version => (
        <div
          key={version.id}
          className="flex items-center gap-3 border-b border-line bg-accent-soft px-5 py-2 text-sm max-md:px-4"
        >
          <p className="min-w-0 flex-1 truncate">
            <span className="font-medium">{t('studio.to_read', { name: version.name })}</span>
            {version.summary && <span className="text-fg2 max-md:hidden"> · {version.summary}</span>}
          </p>
          <Link
            to="/sops/versions/$id"
            params={{ id: version.id }}
            className={buttonClass({ tone: 'plain', size: 'sm' })}
          >
            {t('studio.look')}
          </Link>
        </div>
      ))}
      {(edits || isRef(current)) && (
        <div className="no-bar flex shrink-0 items-center gap-2 overflow-x-auto border-b border-line px-5 py-2 max-md:px-4">
          {edits && isRef(current) && (
            <Button
              size="sm"
              onClick={() =>
                void attempt(async () => {
                  const draft = await post<Rec>(`/sop_versions/${current.id}/draft`)
                  await reload(draft.id)
                  open(draft.id)
                })
              }
            >
              <FilePen className="size-3.5" />
              {t('studio.new_draft')}
            </Button>
          )}
          {isRef(current) && (
            <Link
              to="/sops/versions/$id"
              params={{ id: current.id }}
              className={buttonClass({ tone: 'plain', size: 'sm' })}
            >
              <History className="size-3.5" />
              {t('studio.open_version')}
            </Link>
          )}
          {edits && (
            <Button size="sm" onClick={() => setDialog(true)}>
              <Plus className="size-3.5" />
              {t('studio.new_sop')}
            </Button>
          )}
          {drafts.map(draft => (
            <Link
              key={draft.id}
              to="/sops/versions/$id"
              params={{ id: draft.id }}
              className={buttonClass({ tone: 'ghost', size: 'sm' })}
            >
              {String((lang === 'en' && draft.name_en) || draft.name)}
              <StatusBadge status={draft.status} />
            </Link>
          ))}
        </div>
      )}
      {dialog && <NewSopDialog onClose={() => setDialog(false)} onMade={open} />}
    </>
  )
}
