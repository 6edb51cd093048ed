// Something is asked for, decided on a phone in two taps from the notice, and its course stays readable; a flow is said in words.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { accessible, settled, shot, stage, VIEWS, viewName } from '../lib/stage.mjs'

const { as, check } = stage()
afterEach(check)

const ZH = { size: 'desktop', lang: 'zh', theme: 'light' }

const api = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then(answer => answer.json())
const list = async (page, object, filter) =>
  (await api(page, `/${object}?limit=50&filter=${encodeURIComponent(JSON.stringify(filter))}`)).data
const region = (page, name) => page.getByRole('region', { name, exact: true })

/** A small deal of the rep's own that goes on, of which nothing was asked yet. */
async function deal(page) {
  const [found] = await list(page, 'opportunities', {
    all: [
      { field: 'owner', op: 'eq', value: { me: true } },
      { field: 'status', op: 'eq', value: 'open' },
      { field: 'amount', op: 'lt', value: '1000000.00' },
      { not: { exists: { path: 'approvals' } } },
    ],
  })
  assert.ok(found, 'the rep has such a deal')
  return found
}

test('a request is sent from the deal and approved on a phone in two taps from the notice', async () => {
  const page = await as('rep', ZH)
  const { id } = await deal(page)
  await page.goto(`/opportunities/${id}`)
  const card = region(page, '审批')
  await card.getByRole('button', { name: '发起请示' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('请示什么').fill('借用演示车两周')
  await dialog.locator('textarea').fill('客户要在自己的工位上试装')
  await accessible(page)
  await dialog.getByRole('button', { name: '提交' }).click()
  await card.getByText('审批中').waitFor()

  const phone = await as('manager', { size: 'phone', lang: 'zh', theme: 'light' }, '/today')
  await phone.getByRole('button', { name: /^通知/ }).click()
  // The first tap opens it, the second decides.
  await phone.getByRole('button', { name: /请您审批：借用演示车两周/ }).click()
  await settled(phone)
  await shot(phone, 'approval-phone')
  await accessible(phone)
  await phone.getByRole('button', { name: '同意', exact: true }).click()
  await phone.getByText('已同意').first().waitFor()
  await phone.getByRole('button', { name: '同意', exact: true }).waitFor({ state: 'detached' })

  await page.goto(`/opportunities/${id}`)
  await region(page, '审批').getByText('已同意').waitFor()
  await region(page, '审批')
    .getByRole('link', { name: /借用演示车两周/ })
    .click()
  await region(page, '审批过程').getByText('张伟').waitFor()
})

test('what is returned says why, and is sent again', async () => {
  const page = await as('rep', { ...ZH, lang: 'en' })
  const { id } = await deal(page)
  await page.goto(`/opportunities/${id}`)
  await region(page, 'Approvals').getByRole('button', { name: 'Ask for approval' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What you ask for').fill('A second visit of the engineer')
  await dialog.getByLabel('Reason').fill('The line was rebuilt since the first one')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await region(page, 'Approvals')
    .getByRole('link', { name: /A second visit/ })
    .click()
  await region(page, 'Who decides').getByText('Waiting').waitFor()
  const at = new URL(page.url()).pathname

  const manager = await as('manager', { ...ZH, lang: 'en' }, at)
  assert.ok(await manager.getByRole('button', { name: 'Return' }).isDisabled(), 'not without a reason')
  await manager.getByLabel('Comment').fill('What would it cost?')
  await manager.getByRole('button', { name: 'Return' }).click()
  await region(manager, 'Who decides').getByText('What would it cost?').waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Send again' }).click()
  await page.getByRole('button', { name: 'Send again' }).waitFor({ state: 'detached' })
  await manager.reload()
  await manager.getByRole('button', { name: 'More' }).last().click()
  await manager.getByRole('menuitem', { name: 'Hand over' }).click()
  await accessible(manager)
})

test('a flow is said in words before it is saved', async () => {
  const page = await as('ops', ZH, '/settings/approval_flows')
  const { data } = await api(page, '/approval_flows')
  const small = data.at(-1)
  await page.goto(`/settings/approval_flows/${small.id}`)
  const steps = region(page, '审批步骤')
  await steps.getByText(/先由直属上级审批/).waitFor()
  await steps.getByRole('button', { name: '添加一步' }).click()
  await steps.getByLabel('审批人 添加…').last().selectOption({ label: '销售运营' })
  await steps.getByRole('button', { name: '去掉直属上级' }).last().click()
  await steps.getByText(/再由销售运营（任一人）审批/).waitFor()
  await steps.getByRole('button', { name: '保存步骤' }).click()
  await page.getByText('步骤已保存').waitFor()
  const saved = await api(page, `/approval_flows/${small.id}`)
  assert.equal(saved.steps.length, 2)
})

for (const view of VIEWS) {
  test(`the pages of approvals are sound: ${viewName(view)}`, async () => {
    const page = await as('manager', view, '/approvals')
    await page.locator('[role=row][id], [role=listitem]').first().waitFor()
    await settled(page)
    await accessible(page)
    await shot(page, `approvals-${viewName(view)}`)
    const [one] = await list(page, 'approvals', {
      exists: { path: 'seats', where: { field: 'state', op: 'eq', value: 'returned' } },
    })
    await page.goto(`/approvals/${one.id}`)
    await page.locator('ol li').first().waitFor()
    await settled(page)
    await accessible(page)
    await shot(page, `approval-${viewName(view)}`)
    const ops = await as('ops', view, '/settings/approval_flows')
    await ops.locator('[role=row][id], [role=listitem]').first().waitFor()
    const { data: flows } = await api(ops, '/approval_flows')
    await ops.goto(`/settings/approval_flows/${flows[0].id}`)
    await ops.locator('ol li').first().waitFor()
    await settled(ops)
    assert.ok(await ops.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing sideways')
    await accessible(ops)
    await shot(ops, `approval-flow-${viewName(view)}`)
  })
}
