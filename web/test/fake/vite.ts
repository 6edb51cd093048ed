import type { Plugin } from 'vite'
import { fakeServer } from './server.ts'

/** `vite --mode fake`: the pages without a server. */
export function fakeApi(): Plugin {
  return {
    name: 'fake-api',
    configureServer(vite) {
      const server = fakeServer(2000)
      vite.middlewares.use('/api/v1', (request, response) => {
        if (request.url?.startsWith('/events')) {
          response.writeHead(200, { 'content-type': 'text/event-stream' })
          response.write(': \n\n')
          return
        }
        let text = ''
        request.on('data', chunk => {
          text += chunk
        })
        request.on('end', () => {
          const answer = server.handle(
            request.method ?? 'GET',
            request.url ?? '/',
            text ? JSON.parse(text) : {},
            (request.headers['idempotency-key'] as string) ?? null,
          )
          response.writeHead(answer.status, { 'content-type': 'application/json' })
          response.end(JSON.stringify(answer.body))
        })
      })
    },
  }
}
