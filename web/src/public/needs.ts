import { drawFoot, drawSentence, el } from './draw'
import { type PublicLang, words } from './words'

type Status = 'proposed' | 'confirmed' | 'corrected' | 'refused'

interface Need {
  id: string
  version: number
  title: string
  status: Status
  words: string | null
}

interface NeedsPage {
  company: string
  person: string | null
  needs: Need[]
}

interface Problem {
  status?: number
  detail?: string
  errors?: { pointer: string; text: string }[]
}

const plain = { credentials: 'omit', headers: { 'content-type': 'application/json' } } as const

const fill = (text: string, values: Record<string, string>) =>
  Object.entries(values).reduce((all, [key, value]) => all.replace(`{{${key}}}`, value), text)

/** The needs of a customer, each to be confirmed, corrected or denied by them. */
export async function openNeeds(root: HTMLElement, secret: string, lang: PublicLang) {
  const t = words(lang)
  const address = `/api/v1/public/links/${encodeURIComponent(secret)}?lang=${lang}`

  function show(page: NeedsPage, said?: HTMLElement | null) {
    document.title = t.needs_title
    const open = page.needs.filter(need => need.status === 'proposed').length
    const hello = page.person ? fill(t.needs_hello, { name: page.person }) : ''
    const intro = fill(t.needs_intro, { company: page.company })
    root.replaceChildren(
      el('h1', { tabindex: '-1' }, t.needs_title),
      el('p', { class: 'pf-intro' }, `${hello}${lang === 'en' && hello ? ' ' : ''}${intro}`),
      el('ol', { class: 'pf-needs' }, ...page.needs.map(need => el('li', {}, item(need)))),
      el('p', { class: 'pf-done', role: 'status' }, open === 0 ? t.needs_done : ''),
    )
    drawFoot(root, page, lang)
    if (said !== undefined) root.querySelector<HTMLElement>('button, h1')?.focus()
  }

  function item(need: Need): HTMLElement {
    const title = el('h2', { id: `need-${need.id}` }, need.title)
    const card = el('section', { class: 'pf-need', 'aria-labelledby': `need-${need.id}` }, title)
    if (need.status !== 'proposed') {
      card.append(el('p', { class: `pf-said pf-${need.status}` }, `✓ ${t[`status_${need.status}`]}`))
      if (need.words) card.append(el('p', { class: 'pf-intro' }, need.words))
      return card
    }
    const fault = el('p', { class: 'pf-fault', role: 'alert', hidden: true })
    const button = (text: string, look: string, run: () => void) => {
      const made = el('button', { type: 'button', class: look }, text)
      made.addEventListener('click', run)
      return made
    }
    let busy = false
    async function send(status: Status, said: string | null) {
      if (busy) return
      busy = true
      fault.hidden = true
      const refusal = await answer(need, status, said)
      busy = false
      fault.textContent = refusal ?? ''
      fault.hidden = refusal === null
    }
    const choices = el('div', { class: 'pf-choices' })
    function offer() {
      choices.replaceChildren(
        button(t.confirm, 'pf-yes', () => void send('confirmed', null)),
        button(t.correct, 'pf-other', () => write('corrected')),
        button(t.refuse, 'pf-plain', () => write('refused')),
      )
    }
    function write(status: 'corrected' | 'refused') {
      const id = `say-${need.id}`
      const box = el('textarea', { id, rows: '3', maxlength: '2000' })
      if (status === 'corrected') box.value = need.title
      choices.replaceChildren(
        el('label', { for: id }, status === 'corrected' ? t.say_correct : t.say_refuse),
        box,
        button(t.send, 'pf-yes', () => {
          const said = box.value.trim()
          if (said === '' || said === need.title) {
            fault.textContent = t.say_more
            fault.hidden = false
            box.focus()
          } else void send(status, said)
        }),
        button(t.back, 'pf-plain', () => {
          fault.hidden = true
          offer()
        }),
      )
      box.focus()
    }
    offer()
    card.append(choices, fault)
    return card
  }

  /** Sends an answer; gives what is wrong with it, or nothing. */
  async function answer(need: Need, status: Status, said: string | null): Promise<string | null> {
    const body = JSON.stringify({ need: need.id, version: need.version, status, words: said })
    try {
      const response = await fetch(address, { ...plain, method: 'POST', body })
      if (response.ok) {
        show((await response.json()) as NeedsPage, null)
        return null
      }
      if (response.status === 404) {
        drawSentence(root, t.link_gone)
        return null
      }
      if (response.status === 429) return t.often
      const problem = (await response.json().catch(() => ({}))) as Problem
      return problem.errors?.[0]?.text ?? problem.detail ?? t.failed
    } catch {
      return t.offline
    }
  }

  try {
    const response = await fetch(address, plain)
    if (response.ok) show((await response.json()) as NeedsPage)
    else {
      const text = response.status === 404 ? t.link_gone : response.status === 429 ? t.often : t.failed
      drawSentence(root, text)
      document.title = text
    }
  } catch {
    drawSentence(root, t.offline)
  } finally {
    root.removeAttribute('aria-busy')
  }
}
