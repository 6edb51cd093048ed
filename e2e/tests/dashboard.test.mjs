// The dashboard: the same in every view, by keyboard, and every figure leads to its records.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { accessible, shot, stage, VIEWS, viewName } from '../lib/stage.mjs'

const { as } = stage()
const DESKTOP = { size: 'desktop', lang: 'zh', theme: 'light' }
const PHONE = { size: 'phone', lang: 'zh', theme: 'light' }

const api = (page, path) => page.evaluate(path => fetch(`/api/v1${path}`).then(answer => answer.json()), path)
const region = (page, name) => page.getByRole('region', { name, exact: true })

for (const view of VIEWS) {
  test(`the dashboard is right: ${viewName(view)}`, async () => {
    const page = await as('manager', view)
    await page.goto('/dashboard')
    await region(page, view.lang === 'zh' ? '销售漏斗' : 'Funnel')
      .locator('svg a')
      .first()
      .waitFor()
    await accessible(page)
    await shot(page, `dashboard-${viewName(view)}`)
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    assert.ok(wider <= 0, `${wider} px too wide`)
  })
}

test('a figure leads to as many records as it says', async () => {
  const page = await as('manager', DESKTOP)
  await page.goto('/dashboard?period=this_year')
  const data = await api(page, '/insights/dashboard?period=this_year')
  const won = data.kpis.find(kpi => kpi.key === 'won')
  await page.getByRole('link', { name: /^赢单金额/ }).click()
  await page.waitForURL(/\/opportunities/)
  await page.getByText(`${won.n} 条`, { exact: true }).waitFor()
  await page.goBack()
  const first = data.funnel.stages[0]
  await region(page, '销售漏斗')
    .getByRole('link', { name: new RegExp(`^${first.name}`) })
    .click()
  await page.waitForURL(/\/opportunities/)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const filter = new URL(page.url()).searchParams.get('filter')
  assert.deepEqual(JSON.parse(filter), first.filter)
})

test('who could use a hand is told with the deals that wait', async () => {
  const page = await as('manager', DESKTOP)
  await page.goto('/dashboard')
  const card = region(page, '谁需要帮一把')
  const figure = card.getByRole('link', { name: /步骤逾期 \d+ 单/ }).first()
  const [, n] = (await figure.getAttribute('aria-label')).match(/步骤逾期 (\d+) 单/)
  await figure.click()
  await page.waitForURL(/\/opportunities/)
  await page.getByText(`${n} 条`, { exact: true }).waitFor()
})

test('the period and the team stand in the address', async () => {
  const page = await as('admin', DESKTOP)
  await page.goto('/dashboard')
  await page.getByRole('button', { name: '本年' }).click()
  await page.waitForURL(/period=this_year/)
  const team = page.getByRole('combobox', { name: '团队' })
  await team.selectOption({ index: 1 })
  await page.waitForURL(/team=/)
  const asked = new URL(page.url())
  await page.reload()
  await region(page, '销售漏斗').waitFor()
  assert.equal(await team.inputValue(), asked.searchParams.get('team'))
  assert.equal(await page.getByRole('button', { name: '本年' }).getAttribute('aria-pressed'), 'true')
})

test('a chart is a table, too, and both can be taken away', async () => {
  const page = await as('manager', DESKTOP)
  await page.goto('/dashboard?period=this_year')
  const card = region(page, '销售漏斗')
  await card.locator('svg a').first().waitFor()
  const save = async kind => {
    await card.getByRole('button', { name: '导出' }).click()
    const coming = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: kind }).click()
    const file = await coming
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
  }
  const png = await save('PNG')
  assert.match(png.name, /\.png$/)
  assert.deepEqual([...png.bytes.subarray(1, 4)].map(b => String.fromCharCode(b)).join(''), 'PNG')
  assert.ok(png.bytes.length > 5_000, `${png.bytes.length} bytes`)
  await card.getByRole('button', { name: '看表格' }).click()
  await card.getByRole('columnheader', { name: '推进率' }).waitFor()
  await accessible(page)
  const csv = (await save('CSV')).bytes.toString('utf8')
  const rows = csv.replace('\uFEFF', '').split('\r\n')
  assert.equal(rows.length, 1 + (await card.locator('tbody tr').count()))
  assert.match(rows[0], /^阶段,进入/)
})

test('it is there by key, and on a phone', async () => {
  const page = await as('manager', DESKTOP)
  await page.goto('/today')
  await page.getByRole('heading', { name: '今日' }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.waitForURL(/\/dashboard/)
  const phone = await as('rep', PHONE)
  await phone.goto('/settings')
  await phone.getByRole('link', { name: '仪表盘' }).click()
  await phone.waitForURL(/\/dashboard/)
  await phone.getByRole('combobox', { name: '时间范围' }).selectOption('this_year')
  await phone.waitForURL(/period=this_year/)
})
