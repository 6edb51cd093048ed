// What a browser shows how soon: first paint of the main pages, and frames while 100,000 rows scroll by.
// node pages.mjs DEMO BIG TOKEN: the demo company's address, that of the many opportunities, and a token there.
// Prints a line of JSON for each figure.
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const { chromium } = createRequire(resolve(import.meta.dirname, '../e2e/package.json'))('playwright-core')
const [demo, big, token] = process.argv.slice(2)
const LOADS = 5
/** What a person who looks for something scrolls by, in pixels of a second, and for how many seconds. */
const READING = { speed: 900, seconds: 10 }
const DESKTOP = { viewport: { width: 1440, height: 900 }, locale: 'zh-CN' }
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true, locale: 'zh-CN' }
/** A phone far from the next mast: 1.6 Mbit/s, 150 ms, a processor four times slower. */
const FAR = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 }

const middle = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
const tell = row => console.log(JSON.stringify(row))

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })

/** A page of somebody signed in, with nothing kept from before. */
async function fresh(look, far) {
  const context = await browser.newContext(look)
  const data = { email: 'rep@demo.example', password: 'stagecraft-demo' }
  const answer = await context.request.post(`${demo}/api/v1/session`, { data, headers: { origin: demo } })
  if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}`)
  const page = await context.newPage()
  if (far) {
    const wire = await context.newCDPSession(page)
    await wire.send('Network.enable')
    await wire.send('Network.emulateNetworkConditions', FAR)
    await wire.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  }
  return { context, page }
}

/** Milliseconds to the first contentful paint. */
async function painted(path, look, far) {
  const { context, page } = await fresh(look, far)
  await page.goto(demo + path)
  const at = await page.evaluate(
    () =>
      new Promise(done => {
        new PerformanceObserver(list => {
          const paint = list.getEntriesByName('first-contentful-paint')[0]
          if (paint) done(paint.startTime)
        }).observe({ type: 'paint', buffered: true })
      }),
  )
  await context.close()
  return at
}

async function firstRecord() {
  const { context } = await fresh(DESKTOP, false)
  const answer = await context.request.get(`${demo}/api/v1/opportunities?limit=1&fields=name`)
  const { data } = await answer.json()
  await context.close()
  return `/opportunities/${data[0].id}`
}

const PAGES = [
  ['Today', '/today'],
  ['table', '/opportunities'],
  ['board', '/board'],
  ['record', await firstRecord()],
  ['dashboard', '/dashboard'],
]
for (const [look, far, goal, name] of [
  [DESKTOP, false, 650, 'first contentful paint, 1440 px, unthrottled'],
  [PHONE, true, 2600, 'first contentful paint, 390 px, 1.6 Mbit/s, 150 ms, processor 4 × slower'],
]) {
  const times = []
  for (const [page, path] of PAGES) {
    const loads = []
    for (let i = 0; i < LOADS; i++) loads.push(await painted(path, look, far))
    times.push([page, middle(loads)])
  }
  tell({
    what: name,
    goal: `≤ ${goal} ms each`,
    ours: `${times.map(([page, ms]) => `${page} ${Math.round(ms)} ms`).join(', ')} (median of ${LOADS}, nothing cached)`,
    met: times.every(([, ms]) => ms <= goal),
  })
}

/** Frames in a second while a long list is scrolled by the wheel; it loads further rows meanwhile. */
async function scrolled() {
  const context = await browser.newContext({ ...DESKTOP, extraHTTPHeaders: { authorization: `Bearer ${token}` } })
  const page = await context.newPage()
  await page.goto(`${big}/opportunities?view=all`)
  await page.locator('[role=row][id]').first().waitFor()
  await page.mouse.move(700, 500)
  await page.evaluate(() => {
    window.frames_ = []
    const tick = now => {
      window.frames_.push(now)
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  const began = Date.now()
  const step = 30
  while (Date.now() - began < READING.seconds * 1000) {
    await page.mouse.wheel(0, (READING.speed * step) / 1000)
    await new Promise(done => setTimeout(done, step))
  }
  const frames = await page.evaluate(() => window.frames_)
  const rows = await page.locator('[role=row][id]').last().getAttribute('aria-rowindex')
  await context.close()
  const gaps = frames.slice(1).map((at, i) => at - frames[i]).sort((a, b) => a - b)
  return {
    rate: ((frames.length - 1) * 1000) / (frames.at(-1) - frames[0]),
    p99: gaps[Math.floor(gaps.length * 0.99)],
    row: rows,
  }
}

const scroll = await scrolled()
tell({
  what: 'a table of 100,000 rows and more scrolls at reading speed',
  goal: '≥ 55 frames/s',
  ours: `${scroll.rate.toFixed(1)} frames/s, 99 % of frames within ${scroll.p99.toFixed(0)} ms, ${READING.speed} px/s, ${READING.seconds} s${scroll.row ? `, row ${scroll.row} reached` : ''}`,
  met: scroll.rate >= 55,
})
await browser.close()
