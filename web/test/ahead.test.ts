import { afterEach, expect, test, vi } from 'vitest'
import { get, post } from '@/api/client'

const answer = (what: string) =>
  new Response(JSON.stringify({ what }), { headers: { 'content-type': 'application/json' } })

afterEach(() => {
  vi.unstubAllGlobals()
  delete window.ahead
})

test('what was asked for ahead is taken once, and only for the plain path', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: URL) => {
    asked.push(url.pathname + url.search)
    return answer('asked')
  })
  window.ahead = { '/me': Promise.resolve(answer('ahead')), '/objects': Promise.resolve(answer('ahead')) }
  expect(await get('/me')).toEqual({ what: 'ahead' })
  expect(await get('/me')).toEqual({ what: 'asked' })
  expect(await get('/objects', { query: { q: 'x' } })).toEqual({ what: 'asked' })
  expect(asked).toEqual(['/api/v1/me', '/api/v1/objects?q=x'])
})

test('what was asked for ahead counts no more once something was changed', async () => {
  vi.stubGlobal('fetch', async () => answer('asked'))
  window.ahead = { '/objects': Promise.resolve(answer('ahead')) }
  await post('/session', {})
  expect(await get('/objects')).toEqual({ what: 'asked' })
})
