import { currentLang } from '@/lib/i18n'
import type { components } from './schema.gen'

/** Every code an answer may carry, from the server's own description. */
export type Code = components['schemas']['Problem']['code']

export interface FieldFault {
  pointer: string
  code: string
  text: string
}

export interface ProblemBody {
  status: number
  code: Code
  title: string
  detail?: string
  errors?: FieldFault[]
  [extra: string]: unknown
}

/** An answer that says why something was not done. */
export class Problem extends Error {
  readonly status: number
  readonly code: Code
  readonly body: ProblemBody

  constructor(body: ProblemBody) {
    super(body.detail ?? body.title)
    this.status = body.status
    this.code = body.code
    this.body = body
  }

  /** What to say to the person: the first fault of the input if there is one. */
  get text(): string {
    const first = this.body.errors?.[0]
    const plain = !this.body.detail || this.body.detail === this.body.title
    return first && plain ? first.text : this.message
  }

  /** The faults by field name. */
  get fields(): Record<string, string> {
    const found: Record<string, string> = {}
    for (const e of this.body.errors ?? []) found[e.pointer.split('/')[1] ?? ''] ??= e.text
    return found
  }
}

/** The network did not answer: nothing is known about the outcome. */
export class Offline extends Error {}

export interface Options {
  body?: unknown
  query?: Record<string, string | number | boolean | undefined | null>
  version?: number
  /** The Idempotency-Key; a new one by default. */
  key?: string
  signal?: AbortSignal
}

export const newKey = (): string => crypto.randomUUID()

declare global {
  interface Window {
    /** Answers that `boot.js` asked for before the page was there, by path. */
    ahead?: Record<string, Promise<Response>>
  }
}

/** The answer that is on its way already; each is taken once. Whoever changes something, such as who is signed in, asks anew. */
function early(method: Method, path: string, options: Options): Promise<Response> | undefined {
  if (method !== 'GET') window.ahead = undefined
  const answer = options.query ? undefined : window.ahead?.[path]
  delete window.ahead?.[path]
  return answer
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One call. Mutations carry an Idempotency-Key, so that a retry is never done twice. */
export async function call<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const url = new URL(`/api/v1${path}`, location.origin)
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value != null && value !== '') url.searchParams.set(name, String(value))
  }
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': currentLang() }
  const file = options.body instanceof Blob
  if (options.body !== undefined) headers['content-type'] = file ? 'application/octet-stream' : 'application/json'
  if (options.version !== undefined) headers['if-match'] = `"${options.version}"`
  if (method !== 'GET') headers['idempotency-key'] = options.key ?? newKey()

  let response: Response
  try {
    response = await (early(method, path, options) ??
      fetch(url, {
        method,
        headers,
        body:
          options.body instanceof Blob
            ? options.body
            : options.body === undefined
              ? undefined
              : JSON.stringify(options.body),
        signal: options.signal,
      }))
  } catch (cause) {
    if (options.signal?.aborted) throw cause
    throw new Offline('offline', { cause })
  }
  if (response.status === 204) return undefined as T
  const answer = await response.json().catch(() => null)
  if (!response.ok) {
    throw new Problem(answer ?? { status: response.status, code: 'internal', title: `HTTP ${response.status}` })
  }
  return answer as T
}

export const get = <T>(path: string, options?: Options) => call<T>('GET', path, options)
export const post = <T>(path: string, body: unknown = {}, options?: Options) =>
  call<T>('POST', path, { body, ...options })
