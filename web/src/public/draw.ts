import { type PublicLang, words } from './words'

/** A lead form as a visitor sees it. */
export interface PublicForm {
  title: string
  intro: string | null
  fields: { key: string; label: string; help: string | null; required: boolean; type: string; max: number | null }[]
  consent: string | null
  company: string
}

/** What is wrong with what was sent: by field, `consent`, or `''` for the whole. */
export type Faults = Record<string, string>

export interface Answers {
  values: Record<string, string>
  consent: boolean
  website: string
}

type Child = Node | string | null

/** An element with its attributes and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, '')
    else if (typeof value === 'string') node.setAttribute(key, value)
  }
  for (const child of children) if (child !== null) node.append(child)
  return node
}

const AUTOCOMPLETE: Record<string, string> = {
  name: 'name',
  company: 'organization',
  title: 'organization-title',
  phone: 'tel',
  email: 'email',
}

/** How a field is filled in. */
function control(field: PublicForm['fields'][number], id: string): HTMLInputElement | HTMLTextAreaElement {
  const shared = {
    id,
    name: field.key,
    maxlength: field.max ? String(field.max) : undefined,
    'aria-required': field.required ? 'true' : undefined,
    autocomplete: AUTOCOMPLETE[field.key] ?? 'off',
  }
  if (field.type === 'long_text') return el('textarea', { ...shared, rows: '4' })
  const type = field.type === 'phone' ? 'tel' : field.type === 'email' ? 'email' : 'text'
  return el('input', { ...shared, type })
}

/**
 * Draws the form into `root`; `send` gives what is wrong with an answer, or nothing. The builder draws its preview with the
 * same lines, and sends nothing.
 */
export function draw(
  root: HTMLElement,
  form: PublicForm,
  lang: PublicLang,
  send: (sent: Answers) => Promise<Faults | null>,
) {
  const t = words(lang)
  const own = `pf${Math.random().toString(36).slice(2, 8)}`
  const rows = form.fields.map(field => {
    const id = `${own}-${field.key}`
    const input = control(field, id)
    const fault = el('p', { class: 'pf-fault', id: `${id}-fault`, role: 'alert', hidden: true })
    const help = field.help ? el('p', { class: 'pf-help', id: `${id}-help` }, field.help) : null
    input.setAttribute('aria-describedby', [help && `${id}-help`, `${id}-fault`].filter(Boolean).join(' '))
    const must = field.required ? el('span', { class: 'pf-must', title: t.must }, ' *') : null
    const row = el('div', { class: 'pf-field' }, el('label', { for: id }, field.label, must), input, help, fault)
    return { key: field.key, input, fault, row }
  })
  const box = el('input', { type: 'checkbox', id: `${own}-consent`, 'aria-describedby': `${own}-consent-fault` })
  const boxFault = el('p', { class: 'pf-fault', id: `${own}-consent-fault`, role: 'alert', hidden: true })
  const consent = form.consent
    ? el(
        'div',
        { class: 'pf-field' },
        el('label', { class: 'pf-consent' }, box, el('span', {}, form.consent)),
        boxFault,
      )
    : null
  const trap = el('input', { type: 'text', name: 'website', tabindex: '-1', autocomplete: 'off' })
  const whole = el('p', { class: 'pf-fault', role: 'alert', hidden: true })
  const button = el('button', { type: 'submit' }, t.send)
  const node = el(
    'form',
    { novalidate: true, 'aria-label': form.title },
    ...rows.map(row => row.row),
    consent,
    el('div', { class: 'pf-trap', 'aria-hidden': 'true' }, el('label', {}, t.trap, trap)),
    whole,
    button,
  )

  function show(faults: Faults) {
    const say = (at: HTMLElement, input: HTMLElement | null, text: string | undefined) => {
      at.textContent = text ?? ''
      at.hidden = !text
      input?.setAttribute('aria-invalid', String(Boolean(text)))
    }
    for (const row of rows) say(row.fault, row.input, faults[row.key])
    say(boxFault, box, faults.consent)
    say(whole, null, faults[''])
    const first = rows.find(row => faults[row.key])?.input ?? (faults.consent ? box : null)
    first?.focus()
  }

  let busy = false
  node.addEventListener('submit', event => {
    event.preventDefault()
    // A second click while the first is on its way is the same click.
    if (busy) return
    busy = true
    button.disabled = true
    button.textContent = t.sending
    const values = Object.fromEntries(rows.map(row => [row.key, row.input.value]))
    void send({ values, consent: box.checked, website: trap.value }).then(faults => {
      busy = false
      button.disabled = false
      button.textContent = t.send
      if (faults) show(faults)
    })
  })

  root.replaceChildren(
    el('h1', {}, form.title),
    ...(form.intro ? [el('p', { class: 'pf-intro' }, form.intro)] : []),
    node,
  )
}

/** What stands there once it was sent. */
export function drawThanks(root: HTMLElement, text: string) {
  drawSentence(root, `✓ ${text}`)
  root.querySelector('h1')?.focus()
}

/** A sentence instead of a form. */
export function drawSentence(root: HTMLElement, text: string) {
  root.replaceChildren(el('div', { class: 'pf-thanks', role: 'status' }, el('h1', { tabindex: '-1' }, text)))
}

/** The line below: whose form it is, and the other language. */
export function drawFoot(root: HTMLElement, form: { company: string }, lang: PublicLang) {
  const other = lang === 'en' ? 'zh-CN' : 'en'
  const link = el('a', { href: `?lang=${other}`, lang: other, hreflang: other }, words(lang).other)
  root.append(el('p', { class: 'pf-foot' }, el('span', {}, form.company), link))
}
