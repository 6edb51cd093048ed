import './form.css'
import { type Answers, draw, drawFoot, drawSentence, drawThanks, type Faults, type PublicForm } from './draw'
import { openNeeds } from './needs'
import { type PublicLang, words } from './words'

const key = location.pathname.split('/').pop() ?? ''
const named = new URLSearchParams(location.search).get('lang')
const spoken = named ?? navigator.language
const lang: PublicLang = spoken.startsWith('zh') ? 'zh-CN' : 'en'
const t = words(lang)
const root = document.getElementById('form')
document.documentElement.lang = lang

const address = `/api/v1/public/forms/${encodeURIComponent(key)}?lang=${lang}`
const plain = { credentials: 'omit', headers: { 'content-type': 'application/json' } } as const

interface Problem {
  status?: number
  detail?: string
  errors?: { pointer: string; text: string }[]
}

/** Sends an answer; the server knows one that comes twice. */
async function send(into: HTMLElement, sent: Answers): Promise<Faults | null> {
  let response: Response
  try {
    response = await fetch(address, { ...plain, method: 'POST', body: JSON.stringify(sent) })
  } catch {
    return { '': t.offline }
  }
  if (response.ok) {
    const { thanks } = (await response.json()) as { thanks: string }
    drawThanks(into, thanks)
    return null
  }
  if (response.status === 404) {
    drawSentence(into, t.gone)
    return null
  }
  if (response.status === 429) return { '': t.often }
  const problem = (await response.json().catch(() => ({}))) as Problem
  const faults: Faults = {}
  for (const { pointer, text } of problem.errors ?? []) faults[pointer.split('/').pop() ?? ''] ??= text
  return Object.keys(faults).length > 0 ? faults : { '': t.failed }
}

async function open(into: HTMLElement) {
  try {
    const response = await fetch(address, plain)
    if (!response.ok) {
      drawSentence(into, response.status === 404 ? t.gone : t.failed)
      document.title = t.gone
      return
    }
    const form = (await response.json()) as PublicForm
    document.title = form.title
    draw(into, form, lang, sent => send(into, sent))
    drawFoot(into, form, lang)
  } catch {
    drawSentence(into, t.offline)
  } finally {
    into.removeAttribute('aria-busy')
  }
}

if (root) void (location.pathname.startsWith('/l/') ? openNeeds(root, key, lang) : open(root))
