import { useQuery } from '@tanstack/react-query'
import { Camera, Download, Ellipsis, Eye, Pencil, Plus, RotateCw, Trash2, X } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { attempt, deleteRecord, restoreRecord } from '@/api/mutations'
import { pageQuery } from '@/api/queries'
import type { ObjectDef, Rec } from '@/api/types'
import { openDialog } from '@/app/dialogs'
import { useObject } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { instantText } from '@/lib/dates'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/media'
import { isRef } from '@/records/value'
import { IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { notify } from '@/ui/toast'
import { contentPath, isShown, sizeText, Thumb } from './show'
import { type Upload, useUploads } from './upload'

const PreviewDialog = lazy(() => import('./preview-dialog').then(m => ({ default: m.PreviewDialog })))

/** The files of a record: chosen, dragged, pasted or photographed. */
export function FilesCard({ on, id }: { on: ObjectDef; id: string }) {
  const object = useObject('files')
  const field = on.collections.find(collection => collection.object === 'files')?.field
  return object && field ? <Card object={object} field={field} id={id} /> : null
}

function Card({ object, field, id }: { object: ObjectDef; field: string; id: string }) {
  const { t } = useT()
  const phone = usePhone()
  const adds = object.rights.create
  const list = useQuery(pageQuery('files', { filter: { field, op: 'eq', value: id }, sort: '-created_at', limit: 100 }))
  const { uploads, add, again, drop } = useUploads(field, id)
  const [over, setOver] = useState(false)
  const [open, setOpen] = useState<Rec | null>(null)
  const choose = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const files = list.data?.data ?? []

  const take = useRef(add)
  take.current = add
  useEffect(() => {
    if (!adds) return
    const paste = (event: ClipboardEvent) => {
      const pasted = [...(event.clipboardData?.files ?? [])]
      // Text that brings a picture of itself is pasted as the text that it is.
      if (pasted.length === 0 || event.clipboardData?.types.includes('text/plain')) return
      event.preventDefault()
      take.current(pasted)
    }
    window.addEventListener('paste', paste)
    return () => window.removeEventListener('paste', paste)
  }, [adds])

  if (!adds && files.length === 0) return null
  const picked = (input: HTMLInputElement) => {
    add(input.files ?? [])
    input.value = ''
  }

  return (
    <section
      aria-label={t('files.title')}
      className={cn('relative flex flex-col rounded-md', over && 'outline-2 outline-offset-4 outline-accent')}
      onDragOver={event => {
        if (!adds || !event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={event => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
      onDrop={event => {
        setOver(false)
        if (!adds || event.dataTransfer.files.length === 0) return
        event.preventDefault()
        add(event.dataTransfer.files)
      }}
    >
      <div className="flex h-8 items-center gap-1 max-md:h-11">
        <h2 className="flex-1 text-xs text-fg3">
          {t('files.title')} {files.length > 0 && <span className="tnum">{files.length}</span>}
        </h2>
        {adds && (
          <>
            {phone && (
              <IconButton label={t('files.camera')} onClick={() => camera.current?.click()}>
                <Camera className="size-4" />
              </IconButton>
            )}
            <IconButton
              label={t('files.choose')}
              className="size-7 max-md:size-10"
              onClick={() => choose.current?.click()}
            >
              <Plus className="size-3.5" />
            </IconButton>
            <input
              ref={choose}
              type="file"
              multiple
              hidden
              aria-label={t('files.choose')}
              onChange={event => picked(event.currentTarget)}
            />
            <input
              ref={camera}
              type="file"
              accept="image/*"
              capture="environment"
              hidden
              aria-label={t('files.camera')}
              onChange={event => picked(event.currentTarget)}
            />
          </>
        )}
      </div>
      {uploads.map(upload => (
        <Coming key={upload.key} upload={upload} again={() => again(upload)} drop={() => drop(upload)} />
      ))}
      {files.map(file => (
        <Row key={file.id} file={file} object={object} open={() => setOpen(file)} />
      ))}
      {adds && files.length + uploads.length === 0 && !phone && (
        <p className="rounded-md border border-dashed border-line2 px-3 py-2 text-xs text-fg2">
          {over ? t('files.drop') : t('files.hint')}
        </p>
      )}
      {open && (
        <Suspense>
          <PreviewDialog file={open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </section>
  )
}

const LOOK = '-mx-1.5 flex min-h-12 items-center gap-2.5 rounded-md px-1.5 text-sm'

function Coming({ upload, again, drop }: { upload: Upload; again: () => void; drop: () => void }) {
  const { t } = useT()
  const percent = Math.round(upload.share * 100)
  return (
    <div className={LOOK}>
      <div className="min-w-0 flex-1">
        <p className="truncate">{upload.name}</p>
        {upload.failure ? (
          <p role="alert" className="text-xs text-bad">
            {upload.failure}
          </p>
        ) : (
          <progress
            value={percent}
            max={100}
            aria-label={t('files.sending', { name: upload.name })}
            className="block h-1 w-full accent-accent"
          />
        )}
      </div>
      {upload.failure && (
        <IconButton label={t('action.retry')} onClick={again}>
          <RotateCw className="size-4" />
        </IconButton>
      )}
      <IconButton label={t('action.cancel')} onClick={drop}>
        <X className="size-4" />
      </IconButton>
    </div>
  )
}

function Row({ file, object, open }: { file: Rec; object: ObjectDef; open: () => void }) {
  const { t, lang } = useT()
  const name = String(file.name)
  const by = isRef(file.created_by) ? file.created_by.name : ''
  const about = [sizeText(Number(file.size)), instantText(String(file.created_at), lang)].join(' · ')
  const save = () => Object.assign(document.createElement('a'), { href: contentPath(file.id), download: name }).click()

  async function remove() {
    if (!(await attempt(() => deleteRecord('files', file)))) return
    notify({
      text: t('delete.done'),
      action: { label: t('action.undo'), run: () => void attempt(() => restoreRecord('files', file.id)) },
    })
  }

  return (
    <div className={cn(LOOK, 'hover:bg-hover')}>
      <button
        type="button"
        onClick={isShown(file) ? open : save}
        className="flex min-w-0 flex-1 items-center gap-2.5 py-1 text-left"
      >
        <Thumb file={file} />
        <span className="min-w-0 flex-1">
          <span className="block truncate" title={[name, by].filter(Boolean).join(' · ')}>
            {name}
          </span>
          <span className="tnum block truncate text-xs text-fg2">{about}</span>
        </span>
      </button>
      <Menu
        trigger={
          <IconButton label={t('files.more', { name })}>
            <Ellipsis className="size-4" />
          </IconButton>
        }
        items={[
          ...(isShown(file) ? [{ key: 'preview', label: t('files.preview'), icon: <Eye />, run: open }] : []),
          { key: 'download', label: t('files.download'), icon: <Download />, run: save },
          ...(object.rights.update
            ? [
                {
                  key: 'rename',
                  label: t('files.rename'),
                  icon: <Pencil />,
                  run: () => openDialog({ kind: 'field', object: 'files', id: file.id, field: 'name' }),
                },
              ]
            : []),
          ...(object.rights.delete
            ? [
                {
                  key: 'delete',
                  label: t('action.delete'),
                  icon: <Trash2 />,
                  tone: 'bad' as const,
                  run: () => void remove(),
                },
              ]
            : []),
        ]}
      />
    </div>
  )
}
