import { useRef, useState } from 'react'
import { Problem, type ProblemBody } from '@/api/client'
import { createRecord, errorText } from '@/api/mutations'
import { currentLang, t } from '@/lib/i18n'

/** What the server takes at most: to say so before a large file is sent. */
const MOST = 100 * 1024 * 1024

/** A file on its way: how much of it is there, or why it didn't get there. */
export interface Upload {
  key: string
  file: File
  name: string
  share: number
  failure?: string
}

interface Uploaded {
  content: string
}

/** Sends the bytes of a file. `fetch` doesn't tell how much of a body has gone. */
function send(file: File, progress: (share: number) => void, signal: AbortSignal): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/v1/uploads')
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept-language', currentLang())
    request.responseType = 'json'
    request.upload.onprogress = event => event.lengthComputable && progress(event.loaded / event.total)
    request.onload = () => {
      if (request.status === 201) resolve(request.response as Uploaded)
      else {
        const body = request.response as ProblemBody | null
        const unknown = { status: request.status, code: 'internal', title: `HTTP ${request.status}` } as const
        reject(new Problem(body ?? unknown))
      }
    }
    request.onerror = () => reject(new TypeError('offline'))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

/** A screenshot has no name of its own. */
function nameOf(file: File): string {
  if (file.name && file.name !== 'image.png') return file.name
  const now = new Date()
  const two = (n: number) => String(n).padStart(2, '0')
  const at = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`
  return `${t('files.screenshot')} ${at}.${file.type.split('/')[1] ?? 'png'}`
}

/** Sends files to a record, two at a time; what fails stays and can be sent again. */
export function useUploads(field: string, id: string) {
  const [uploads, setUploads] = useState<Upload[]>([])
  const waiting = useRef<Upload[]>([])
  const running = useRef(0)
  const stops = useRef(new Map<string, AbortController>())

  const change = (key: string, part: Partial<Upload>) =>
    setUploads(all => all.map(one => (one.key === key ? { ...one, ...part } : one)))
  const forget = (key: string) => setUploads(all => all.filter(one => one.key !== key))

  async function run(upload: Upload) {
    const stop = new AbortController()
    stops.current.set(upload.key, stop)
    try {
      if (upload.file.size > MOST) throw new RangeError('too large')
      const { content } = await send(upload.file, share => change(upload.key, { share }), stop.signal)
      await createRecord('files', { name: upload.name, content, [field]: id }, upload.key)
      forget(upload.key)
    } catch (error) {
      if (stop.signal.aborted) forget(upload.key)
      else {
        const failure =
          error instanceof RangeError
            ? t('files.too_large')
            : error instanceof TypeError
              ? t('error.offline')
              : errorText(error)
        change(upload.key, { failure, share: 0 })
      }
    } finally {
      stops.current.delete(upload.key)
      running.current -= 1
      next()
    }
  }

  function next() {
    while (running.current < 2) {
      const upload = waiting.current.shift()
      if (!upload) return
      running.current += 1
      void run(upload)
    }
  }

  return {
    uploads,
    add(files: Iterable<File>) {
      const added = [...files].map(file => ({ key: crypto.randomUUID(), file, name: nameOf(file), share: 0 }))
      setUploads(all => [...all, ...added])
      waiting.current.push(...added)
      next()
    },
    again(upload: Upload) {
      const fresh = { ...upload, key: crypto.randomUUID(), failure: undefined, share: 0 }
      setUploads(all => all.map(one => (one.key === upload.key ? fresh : one)))
      waiting.current.push(fresh)
      next()
    },
    /** Stops one that is under way, or takes away what is said of one that failed. */
    drop(upload: Upload) {
      waiting.current = waiting.current.filter(one => one.key !== upload.key)
      const stop = stops.current.get(upload.key)
      if (stop) stop.abort()
      else forget(upload.key)
    },
  }
}
