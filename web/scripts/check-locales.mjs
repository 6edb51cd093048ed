// Both languages must have the same keys with the same placeholders, and every key must be used.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const zh = JSON.parse(readFileSync('src/locales/zh.json', 'utf8'))
const en = JSON.parse(readFileSync('src/locales/en.json', 'utf8'))
const faults = []

const holes = text =>
  [...text.matchAll(/\{\{(\w+)(?:, \w+)?\}\}/g)]
    .map(m => m[1])
    .sort()
    .join(',')
for (const key of new Set([...Object.keys(zh), ...Object.keys(en)])) {
  // English has a singular where Chinese needs none.
  if (key.endsWith('_one') && key.slice(0, -4) in zh) continue
  if (!(key in zh)) faults.push(`zh.json lacks "${key}"`)
  else if (!(key in en)) faults.push(`en.json lacks "${key}"`)
  else if (holes(zh[key]) !== holes(en[key])) faults.push(`"${key}" has other placeholders in zh than in en`)
}

function walk(dir) {
  return readdirSync(dir).flatMap(name => {
    const path = join(dir, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}
const source = walk('src')
  .filter(p => /\.tsx?$/.test(p))
  .map(p => readFileSync(p, 'utf8'))
  .join('\n')
// A key built at run time is written as a template: t(`outcome.${x}`) uses every key below "outcome.".
const built = [...source.matchAll(/`([\w.]+[._])\$\{/g)].map(m => m[1])
for (const key of Object.keys(en)) {
  const plain = key.replace(/_one$/, '')
  if (source.includes(`'${plain}'`) || source.includes(`"${plain}"`) || built.some(prefix => key.startsWith(prefix)))
    continue
  faults.push(`"${key}" is not used`)
}
for (const [file, text] of [
  ['zh', zh],
  ['en', en],
]) {
  for (const key of Object.keys(text)) if (text[key].trim() === '') faults.push(`${file}: "${key}" is empty`)
}

if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exit(1)
}
console.log(`locales: ${Object.keys(zh).length} keys, both complete`)
