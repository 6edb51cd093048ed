// The shell's budget: what index.html loads at once, compressed by gzip.
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const html = readFileSync('dist/index.html', 'utf8')
const size = path => gzipSync(readFileSync(`dist${path}`), { level: 9 }).length
const files = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(m => m[1])
const kb = bytes => (bytes / 1024).toFixed(1)
const js = files.filter(f => f.endsWith('.js')).reduce((sum, f) => sum + size(f), 0)
const css = files.filter(f => f.endsWith('.css')).reduce((sum, f) => sum + size(f), 0)
const rest = readdirSync('dist/assets').filter(f => f.endsWith('.js') && !files.includes(`/assets/${f}`))
const lazy = rest.map(f => [f, size(`/assets/${f}`)]).sort((a, b) => b[1] - a[1])

console.log(`shell: ${kb(js)} KB js (140), ${kb(css)} KB css (10)`)
for (const [name, bytes] of lazy) console.log(`  ${kb(bytes).padStart(6)}  ${name}`)
// What strangers load of a lead form, all in all.
const form = readFileSync('dist/public.html', 'utf8')
const formFiles = [...form.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(m => m[1])
const formSize = formFiles.reduce((sum, f) => sum + size(f), size('/public.html'))
console.log(`form: ${kb(formSize)} KB (80)`)
// What draws graphs may be heavier: nobody waits for it who doesn't look at one.
const over = lazy.filter(([name, bytes]) => bytes > (name.startsWith('chart-') ? 180 : 65) * 1024)
if (js > 140 * 1024 || css > 10 * 1024 || over.length > 0 || formSize > 80 * 1024) {
  console.error('over the budget')
  process.exit(1)
}
