import { useQuery } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { get } from '@/api/client'
import { attempt, restoreRecord } from '@/api/mutations'
import { client } from '@/api/queries'
import { LoadError } from '@/app/fallback'
import { useObjects } from '@/app/hooks'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { Badge, Empty, SkeletonRows } from '@/ui/bits'
import { Button } from '@/ui/button'
import { NativeSelect } from '@/ui/field'
import { PageHead } from '@/ui/page-head'
import { notify } from '@/ui/toast'

interface Entry {
  object: string
  id: string
  name: string
  deleted_at: string
}

/** What was deleted, latest first, and the way back. */
export function BinPage() {
  const { t } = useT()
  const objects = useObjects()
  const [object, setObject] = useState('')
  const query = useQuery({
    queryKey: ['bin', object],
    queryFn: () => get<{ data: Entry[] }>('/bin', { query: { object: object || undefined, limit: 200 } }),
    staleTime: 0,
  })

  const restore = (entry: Entry) =>
    attempt(async () => {
      await restoreRecord(entry.object, entry.id)
      await client.invalidateQueries({ queryKey: ['bin'] })
      notify({ text: t('bin.restored', { name: entry.name }) })
    })

  return (
    <>
      <PageHead title={t('bin.title')}>
        <NativeSelect
          aria-label={t('bin.kind')}
          className="w-auto"
          value={object}
          onChange={event => setObject(event.target.value)}
        >
          <option value="">{t('bin.all')}</option>
          {objects
            .filter(kind => kind.rights.delete)
            .map(kind => (
              <option key={kind.key} value={kind.key}>
                {kind.label}
              </option>
            ))}
        </NativeSelect>
      </PageHead>
      {query.isPending ? (
        <SkeletonRows />
      ) : query.isError ? (
        <LoadError error={query.error} retry={() => void query.refetch()} />
      ) : query.data.data.length === 0 ? (
        <Empty text={t('bin.none')} />
      ) : (
        <ul className="min-h-0 flex-1 overflow-y-auto">
          {query.data.data.map(entry => (
            <li
              key={`${entry.object}/${entry.id}`}
              className="flex min-h-11 items-center gap-3 border-b border-line px-5 py-1 text-sm max-md:px-4"
            >
              <Badge>{objects.find(kind => kind.key === entry.object)?.label_one ?? entry.object}</Badge>
              <span className="min-w-0 flex-1 truncate">{entry.name || '—'}</span>
              <span className="tnum shrink-0 text-xs text-fg2">{instantText(entry.deleted_at)}</span>
              <Button
                size="sm"
                aria-label={t('bin.restore_what', { name: entry.name })}
                onClick={() => void restore(entry)}
              >
                <RotateCcw className="size-3.5" />
                {t('bin.restore')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
