import { File, FileArchive, FileImage, FileSpreadsheet, FileText, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import type { Rec } from '@/api/types'

/** Where a file's bytes are, to save. */
export const contentPath = (id: string) => `/api/v1/files/${id}/content`

/** Where a picture of it is. */
export const previewPath = (id: string, width: number, page = 1) =>
  `/api/v1/files/${id}/preview?width=${width}&page=${page}`

/** Whether there is a picture of it. */
export const isShown = (file: Rec) => /^image\/(png|jpeg|gif|webp)$|^application\/pdf$/.test(String(file.kind))

/** How large it is, as people say it. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, 'KB'] : [bytes / 1_000_000, 'MB']
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

function iconOf(kind: string): LucideIcon {
  if (kind.startsWith('image/')) return FileImage
  if (/sheet|excel|csv/.test(kind)) return FileSpreadsheet
  if (/zip|rar|7z|gzip/.test(kind)) return FileArchive
  return /pdf|text|word|presentation|powerpoint/.test(kind) ? FileText : File
}

/** A small picture of a file, or a sign of what it is. */
export function Thumb({ file }: { file: Rec }) {
  const [broken, setBroken] = useState(false)
  const Icon = iconOf(String(file.kind))
  return (
    <span className="grid size-9 shrink-0 place-items-center overflow-hidden rounded-md border border-line bg-sunken text-fg3">
      {isShown(file) && !broken ? (
        <img
          src={previewPath(file.id, 96)}
          alt=""
          loading="lazy"
          className="size-full object-cover"
          onError={() => setBroken(true)}
        />
      ) : (
        <Icon className="size-4" aria-hidden="true" />
      )}
    </span>
  )
}
