// What is offered in a deal: the catalogue, prices with their reasons, bundles, totals with tax, products that fit the needs.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { accessible, settled, shot, stage, VIEWS, viewName } from '../lib/stage.mjs'

const { as, check } = stage()
afterEach(check)

const ZH = { size: 'desktop', lang: 'zh', theme: 'light' }

const api = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then(answer => answer.json())
const list = async (page, object, filter) =>
  (await api(page, `/${object}?limit=200&filter=${encodeURIComponent(JSON.stringify(filter))}`)).data
const region = (page, name) => page.getByRole('region', { name, exact: true })

/** An open deal with lines and with needs that products answer. */
async function offered(page) {
  const deals = await list(page, 'opportunities', {
    all: [
      { field: 'status', op: 'eq', value: 'open' },
      { exists: { path: 'line_items' } },
      { exists: { path: 'needs' } },
    ],
  })
  for (const deal of deals) {
    const matches = await api(page, `/opportunities/${deal.id}/matches`)
    if (matches.suggestions.some(one => one.kind === 'bundle' && !one.on_deal)) return { deal, matches }
  }
  throw new Error('the sample has no deal whose needs a bundle answers')
}

for (const view of VIEWS) {
  test(`the catalogue and a deal's offer are right: ${viewName(view)}`, async () => {
    const page = await as('admin', view)
    const { deal } = await offered(page)
    const [bundle] = await list(page, 'products', { field: 'kind', op: 'eq', value: 'bundle' })
    for (const [name, path, there] of [
      ['price-lists', '/catalogue/price_lists', '[role=row][id], [role=listitem]'],
      ['fabs', '/catalogue/fabs', '[role=row][id], [role=listitem]'],
      ['bundle', `/catalogue/products/${bundle.id}`, 'dl'],
      ['offer', `/opportunities/${deal.id}`, 'h1'],
    ]) {
      await page.goto(path)
      await page.locator(there).first().waitFor()
      await settled(page)
      if (name === 'offer') {
        if (view.size === 'phone') await page.getByRole('tab', { name: view.lang === 'zh' ? '资料' : 'Facts' }).click()
        const card = region(page, view.lang === 'zh' ? '产品与报价' : 'Products and prices')
        await card.locator('summary').first().click()
        await card.locator('details[open] li').first().waitFor()
        await card.scrollIntoViewIfNeeded()
      }
      await accessible(page)
      await shot(page, `${name}-${viewName(view)}`)
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      assert.ok(wider <= 0, `${name} is ${wider} px too wide`)
    }
  })
}

test('a bundle goes on a deal by its rules, and the amount follows when asked', async () => {
  const page = await as('admin', ZH)
  const { deal, matches } = await offered(page)
  const bundle = matches.suggestions.find(one => one.kind === 'bundle')
  assert.equal(
    bundle.score,
    bundle.reasons.reduce((sum, reason) => sum + reason.points, 0),
    'a score is the sum of its reasons',
  )
  await page.goto(`/opportunities/${deal.id}`)
  const card = region(page, '产品与报价')
  await card.getByRole('button', { name: `把「${bundle.product.name}」加到商机` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('多选项至少选 1 项').waitFor()
  await accessible(page)
  await dialog.getByRole('button', { name: '添加', exact: true }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByRole('checkbox', { name: /操作与管理员培训/ }).check()
  await dialog.getByRole('button', { name: '添加', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await card.getByText('操作与管理员培训').first().waitFor()
  const offer = await api(page, `/opportunities/${deal.id}/offer`)
  assert.ok(offer.lines.filter(line => line.bundle === bundle.product.id).length >= 3)
  await card.getByRole('button', { name: '商机金额改为含税合计' }).click()
  await card.getByRole('button', { name: '商机金额改为含税合计' }).waitFor({ state: 'detached' })
  const after = await api(page, `/opportunities/${deal.id}`)
  assert.equal(after.amount, offer.total.gross)
})
