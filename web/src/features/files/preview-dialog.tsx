import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, Download } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Problem } from '@/api/client'
import { errorText } from '@/api/mutations'
import type { Rec } from '@/api/types'
import { currentLang, useT } from '@/lib/i18n'
import { SkeletonRows } from '@/ui/bits'
import { buttonClass, IconButton } from '@/ui/button'
import { Dialog, DialogFoot } from '@/ui/dialog'
import { Scroll } from '@/ui/scroll'
import { contentPath, previewPath, sizeText } from './show'

/** A page as the server draws it, and how many there are. */
async function drawn(id: string, page: number): Promise<{ picture: Blob; pages: number }> {
  const response = await fetch(previewPath(id, 1600, page), { headers: { 'accept-language': currentLang() } })
  if (!response.ok) throw new Problem(await response.json())
  return { picture: await response.blob(), pages: Number(response.headers.get('x-pages') ?? 1) }
}

/** A picture or the pages of a document, large. */
export function PreviewDialog({ file, onClose }: { file: Rec; onClose: () => void }) {
  const { t } = useT()
  const [page, setPage] = useState(1)
  const shown = useQuery({ queryKey: ['preview', file.id, page], queryFn: () => drawn(file.id, page), retry: false })
  const [address, setAddress] = useState('')
  const [pages, setPages] = useState(1)
  const counted = shown.data?.pages
  useEffect(() => {
    if (counted) setPages(counted)
  }, [counted])
  const picture = shown.data?.picture
  useEffect(() => {
    if (!picture) return
    const made = URL.createObjectURL(picture)
    setAddress(made)
    return () => {
      setAddress('')
      URL.revokeObjectURL(made)
    }
  }, [picture])

  const turn = (by: number) => setPage(now => Math.min(pages, Math.max(1, now + by)))
  const name = String(file.name)
  const where = t('files.page', { page, pages })
  return (
    <Dialog open onClose={onClose} title={name} lead={sizeText(Number(file.size))} width={960}>
      <Scroll label={name} className="min-h-0 flex-1 bg-sunken px-5 py-4">
        <div
          role="img"
          aria-label={pages > 1 ? `${name} · ${where}` : name}
          className="grid min-h-60 place-items-center"
        >
          {shown.isError ? (
            <p role="alert" className="text-sm text-fg2">
              {errorText(shown.error)}
            </p>
          ) : picture && address ? (
            <img src={address} alt="" className="max-w-full rounded bg-surface shadow-e1" />
          ) : (
            <SkeletonRows rows={6} />
          )}
        </div>
      </Scroll>
      <DialogFoot
        left={
          pages > 1 || page > 1 ? (
            <span className="flex items-center gap-1 pt-3 text-sm">
              <IconButton label={t('files.page_before')} disabled={page <= 1} onClick={() => turn(-1)}>
                <ChevronLeft className="size-4" />
              </IconButton>
              <span className="tnum" aria-live="polite">
                {where}
              </span>
              <IconButton label={t('files.page_after')} disabled={page >= pages} onClick={() => turn(1)}>
                <ChevronRight className="size-4" />
              </IconButton>
            </span>
          ) : undefined
        }
      >
        <a href={contentPath(file.id)} download={name} className={`${buttonClass()} mt-3`}>
          <Download className="size-4" />
          {t('files.download')}
        </a>
      </DialogFoot>
    </Dialog>
  )
}
