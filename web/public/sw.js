// Keeps the shell for when the network is away: what the page is made of, never what it shows of the company.
const CACHE = 'shell-v1'
const MOST = 120

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return
  const isPage = request.mode === 'navigate'
  if (!isPage && !url.pathname.startsWith('/assets/') && !/^\/(boot\.js|icon\.svg)$/.test(url.pathname)) return
  event.respondWith(isPage ? page(request) : asset(request))
})

/** A page: from the network, else the last one kept. */
async function page(request) {
  const cache = await caches.open(CACHE)
  try {
    const answer = await fetch(request)
    if (answer.ok) await cache.put('/', answer.clone())
    return answer
  } catch {
    return (await cache.match('/')) ?? Response.error()
  }
}

/** An asset: its name changes with its content, so a kept one is right. */
async function asset(request) {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  const fresh = () =>
    fetch(request).then(async answer => {
      if (answer.ok) {
        await cache.put(request, answer.clone())
        // Old releases leave in the order they came.
        const kept = await cache.keys()
        for (const old of kept.slice(0, Math.max(0, kept.length - MOST))) await cache.delete(old)
      }
      return answer
    })
  return new URL(request.url).pathname.startsWith('/assets/') && kept
    ? kept
    : fresh().catch(() => kept ?? Response.error())
}
