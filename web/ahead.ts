import type { Plugin } from 'vite'

/** What the most used pages are made of, by where they are; the longest beginning that fits counts. */
const PAGES: Record<string, string> = {
  '/': 'today/today-page',
  '/today': 'today/today-page',
  '/opportunities': 'opportunities/list-page',
  '/opportunities/': 'opportunities/record-page',
  '/board': 'opportunities/board-page',
  '/dashboard': 'dashboard/dashboard-page',
  '/tasks': 'tasks/tasks-page',
  '/leads': 'leads/list-page',
}

interface Chunk {
  type: string
  fileName: string
  isEntry?: boolean
  imports?: string[]
  moduleIds?: string[]
}

/**
 * Names in `index.html` the files that a page needs beside the shell, so that `boot.js` asks for them at once: on a slow network
 * each would otherwise be asked for only when the one before it has arrived and run.
 */
export const ahead = (): Plugin => ({
  name: 'ahead',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle }) {
      const chunks = (Object.values(bundle ?? {}) as Chunk[]).filter(file => file.type === 'chunk')
      const named = new Map(chunks.map(chunk => [chunk.fileName, chunk]))
      const all = (chunk: Chunk | undefined, found = new Set<string>()): Set<string> => {
        if (!chunk || found.has(chunk.fileName)) return found
        found.add(chunk.fileName)
        for (const next of chunk.imports ?? []) all(named.get(next), found)
        return found
      }
      const there = all(chunks.find(chunk => chunk.isEntry))
      const files = (module: string) => {
        const chunk = chunks.find(one => one.moduleIds?.some(id => id.endsWith(module)))
        if (!chunk) throw new Error(`no file of the page holds ${module}`)
        return [...all(chunk)].filter(file => !there.has(file)).map(file => file.replace('assets/', ''))
      }
      const content = {
        langs: { 'zh-CN': files('/locales/zh.json'), en: files('/locales/en.json') },
        pages: Object.fromEntries(Object.entries(PAGES).map(([path, page]) => [path, files(`/features/${page}.tsx`)])),
      }
      const meta = `<meta name="ahead" content='${JSON.stringify(content)}'>`
      return html.replace('<script src="/boot.js">', `${meta}\n    <script src="/boot.js">`)
    },
  },
})
