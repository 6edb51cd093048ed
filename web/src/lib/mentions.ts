/** A piece of a remark: text, or somebody who is mentioned. Mentions are written `@[name](id)`. */
export type Part = { text: string } | { name: string; id: string }

const MENTION = /@\[([^[\]\n]+)\]\(([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\)/g

/** A remark in pieces; what only looks like a mention stays text. */
export function mentionParts(body: string): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const found of body.matchAll(MENTION)) {
    if (found.index > at) parts.push({ text: body.slice(at, found.index) })
    parts.push({ name: found[1] ?? '', id: found[2] ?? '' })
    at = found.index + found[0].length
  }
  if (at < body.length) parts.push({ text: body.slice(at) })
  return parts
}

/** The remark as people read it. */
export const plainMentions = (body: string): string =>
  mentionParts(body)
    .map(part => ('text' in part ? part.text : `@${part.name}`))
    .join('')

/** What was written, with the names that were chosen from the list as mentions. The longest name goes first. */
export function withMentions(text: string, chosen: ReadonlyMap<string, string>): string {
  const names = [...chosen.keys()].filter(Boolean).sort((a, b) => b.length - a.length)
  let out = ''
  for (let i = 0; i < text.length; ) {
    const name = text[i] === '@' ? names.find(n => text.startsWith(n, i + 1)) : undefined
    if (name) {
      out += `@[${name.replace(/[[\]]/g, '')}](${chosen.get(name)})`
      i += name.length + 1
    } else out += text[i++]
  }
  return out
}

/** The word after the @ that the cursor stands in, if it stands in one. */
export function mentionAt(text: string, cursor: number): { from: number; word: string } | null {
  const from = text.lastIndexOf('@', cursor - 1)
  if (from < 0) return null
  const word = text.slice(from + 1, cursor)
  const before = from === 0 ? ' ' : (text[from - 1] ?? ' ')
  // An address such as li@example.com mentions nobody.
  return word.length <= 20 && !/[\s@，。]/.test(word) && !/[\w.]/.test(before) ? { from, word } : null
}
