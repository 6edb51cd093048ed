import { getRouteApi, Link } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { newKey } from '@/api/client'
import { errorText, refresh } from '@/api/mutations'
import { useObject } from '@/app/hooks'
import { cn } from '@/lib/cn'
import { useT } from '@/lib/i18n'
import { Empty } from '@/ui/bits'
import { Button, buttonClass } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { ImportResult } from './import-result'
import { Mapping } from './mapping'
import { type Choices, type Done, type Preview, sendFile, type Target } from './upload'

const route = getRouteApi('/shell/import/$object')

/** A file is chosen, looked at as it would become, then imported. */
export function ImportPage() {
  const { t } = useT()
  const { object: key } = route.useParams()
  const object = useObject(key)
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File | null>(null)
  const [choices, setChoices] = useState<Choices>({})
  const [preview, setPreview] = useState<Preview | null>(null)
  const [done, setDone] = useState<Done | null>(null)
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState<'preview' | 'import' | null>(null)
  const [over, setOver] = useState(false)
  // The key stays the same until an answer came: a file is never imported twice.
  const attempt = useRef(newKey())
  const target = key as Target

  if (!object?.rights.create || !['leads', 'accounts', 'contacts'].includes(key))
    return <Empty text={t('error.not_found')} />

  async function look(next: File, chosen: Choices) {
    setFile(next)
    setChoices(chosen)
    setDone(null)
    setBusy('preview')
    setFailure('')
    try {
      setPreview(await sendFile<Preview>('/imports/preview', target, next, chosen))
    } catch (error) {
      setPreview(null)
      setFailure(errorText(error))
    } finally {
      setBusy(null)
    }
  }

  async function run() {
    if (!file) return
    setBusy('import')
    setFailure('')
    try {
      setDone(await sendFile<Done>('/imports', target, file, choices, attempt.current))
      attempt.current = newKey()
      void refresh(key)
      void refresh('accounts')
    } catch (error) {
      attempt.current = newKey()
      setFailure(errorText(error))
    } finally {
      setBusy(null)
    }
  }

  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const dropped = event.dataTransfer.files[0]
    if (dropped) void look(dropped, {})
  }

  const again = () => {
    setFile(null)
    setPreview(null)
    setDone(null)
    setFailure('')
    setChoices({})
  }

  return (
    <>
      <PageHead title={t('import.of', { what: object.label })} note={file?.name}>
        {file && <Button onClick={again}>{t('import.other')}</Button>}
        <Link to={`/${key}` as '/leads'} className={buttonClass({ tone: 'ghost' })}>
          {t('import.back', { what: object.label })}
        </Link>
      </PageHead>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-4xl flex-col gap-4 p-5">
          <input
            ref={input}
            type="file"
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            className="sr-only"
            tabIndex={-1}
            aria-label={t('import.choose')}
            onChange={event => {
              const chosen = event.target.files?.[0]
              event.target.value = ''
              if (chosen) void look(chosen, {})
            }}
          />
          {!file && (
            <button
              type="button"
              onClick={() => input.current?.click()}
              onDragOver={event => {
                event.preventDefault()
                setOver(true)
              }}
              onDragLeave={() => setOver(false)}
              onDrop={drop}
              className={cn(
                'flex flex-col items-center gap-2 rounded-xl border border-dashed border-line2 bg-surface px-6 py-14 text-sm hover:bg-hover',
                over && 'border-accent bg-sel',
              )}
            >
              <FileUp className="size-6 text-accent-ink" />
              <span className="font-medium">{t('import.choose')}</span>
              <span className="text-fg2">{t('import.hint')}</span>
            </button>
          )}
          {failure && (
            <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-sm text-bad">
              {failure}
            </p>
          )}
          {busy && (
            <p role="status" className="text-sm text-fg2">
              {t(busy === 'preview' ? 'import.reading' : 'import.running')}
            </p>
          )}
          {done && file ? (
            <ImportResult done={done} name={file.name} object={object} />
          ) : (
            preview &&
            file && (
              <Mapping
                preview={preview}
                object={object}
                choices={choices}
                busy={busy !== null}
                onChange={next => void look(file, next)}
                onImport={() => void run()}
              />
            )
          )}
        </div>
      </div>
    </>
  )
}
