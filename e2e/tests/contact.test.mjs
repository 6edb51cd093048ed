// Nobody is harassed: the call button asks first, a refusal locks every way, and it is lifted by who may, for a reason.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { accessible, settled, shot, stage, VIEWS, viewName } from '../lib/stage.mjs'

const { as, check } = stage()
afterEach(check)

const ZH = { size: 'desktop', lang: 'zh', theme: 'light' }

const api = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then(answer => answer.json())
const list = async (page, object, filter) =>
  (await api(page, `/${object}?limit=50&filter=${encodeURIComponent(JSON.stringify(filter))}`)).data
/** Sends something as the page would. */
const send = (page, path, data) =>
  page.request.post(`/api/v1${path}`, { data, headers: { Origin: new URL(page.url()).origin } })
const region = (page, name) => page.getByRole('region', { name, exact: true })

/** A contact of the rep's own with a number, of whom nothing was said yet. */
async function contact(page) {
  const free = { not: { exists: { path: 'refusals' } } }
  const own = { field: 'owner', op: 'eq', value: { me: true } }
  const [found] = await list(page, 'contacts', { all: [own, free, { field: 'phone', op: 'is_empty', value: false }] })
  assert.ok(found, 'the rep has a contact')
  return found
}

test('a refusal is recorded, locks the call and the next task, and is lifted by the manager for a reason', async () => {
  const page = await as('rep', ZH)
  const person = await contact(page)
  await page.goto(`/contacts/${person.id}`)
  const card = region(page, '能否联系')
  await card.getByText('现在可以联系').waitFor()
  await card.getByRole('button', { name: '登记勿扰' }).click()
  await page.getByLabel('客户怎么说的').fill('请不要再联系我')
  await accessible(page)
  await page.getByRole('button', { name: '登记并锁定' }).click()
  await card.getByText('不可电话').waitFor()
  await page.getByRole('heading', { level: 1 }).getByText('勿扰').waitFor()
  // The call button says why instead of dialling.
  await page.getByRole('link', { name: '拨打' }).click()
  await page
    .getByText(/明确表示不希望被联系/)
    .last()
    .waitFor()
  const task = await send(page, '/tasks', { title: '回电', kind: 'call', contact: person.id })
  assert.equal(task.status(), 409)
  assert.equal((await task.json()).code, 'contact_refused')
  assert.equal(await card.getByRole('button', { name: '解除勿扰' }).count(), 0, 'the rep may not lift it')

  const manager = await as('manager', ZH, `/contacts/${person.id}`)
  const theirs = region(manager, '能否联系')
  await theirs.getByRole('button', { name: '解除勿扰' }).click()
  await manager.getByLabel('客户何时、如何表示可以再联系').fill('客户今天来电，说可以继续联系')
  await manager.getByRole('dialog').getByRole('button', { name: '解除勿扰' }).click()
  await theirs.getByText('现在可以联系').waitFor()
})

test('a consent is withdrawn with one click', async () => {
  const page = await as('rep', ZH)
  const person = await contact(page)
  const given = { contact: person.id, purpose: 'survey', text_version: '1', source: '电话' }
  assert.equal((await send(page, '/consents', given)).status(), 201)
  await page.goto(`/contacts/${person.id}`)
  const card = region(page, '个人信息授权')
  await card.getByRole('button', { name: '撤回' }).first().click()
  await card
    .getByText(/已撤回/)
    .first()
    .waitFor()
})

test('the rules are said in words before they are saved', async () => {
  const page = await as('ops', ZH, '/settings/contact')
  await page.getByLabel('每天有不打扰客户的时段').check()
  await page.getByText('21:00 到次日 08:00 不打扰客户').waitFor()
  const rep = await as('rep', ZH, '/settings/contact')
  await rep.locator('main form ol').waitFor()
  assert.equal(await rep.getByRole('button', { name: '保存' }).count(), 0)
})

test('an account says which tier it is in and why; a manager sets another for a reason', async () => {
  const page = await as('manager', ZH)
  const [account] = await list(page, 'accounts', {
    all: [
      { field: 'tier', op: 'eq', value: 'C' },
      { field: 'team', op: 'eq', value: { my_team: true } },
    ],
  })
  await page.goto(`/accounts/${account.id}`)
  const card = region(page, '等级')
  await card
    .getByText(/因此为 C/)
    .first()
    .waitFor()
  await card.getByRole('button', { name: '另定等级' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('等级').selectOption('A')
  await dialog.getByLabel('原因').fill('总部指定的战略客户，先按最高等级服务')
  await accessible(page)
  await dialog.getByRole('button', { name: '另定等级' }).click()
  await card.getByText('人工指定').first().waitFor()
  await card.getByRole('button', { name: '恢复按规则' }).waitFor()
})

test('a manager holds a talk against the standards of its stage', async () => {
  const page = await as('manager', ZH)
  const [talk] = await list(page, 'activities', {
    all: [
      { field: 'kind', op: 'eq', value: 'call' },
      { field: 'opportunity.status', op: 'eq', value: 'open' },
      { field: 'owner', op: 'ne', value: { me: true } },
    ],
  })
  await page.goto(`/opportunities/${talk.opportunity.id}`)
  await page.getByRole('button', { name: '对照服务标准' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: '做到', exact: true }).first().click()
  await accessible(page)
  await dialog.getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存对照结果').waitFor()
  await page.goto('/standards')
  await page.locator('main table').first().waitFor()
})

for (const view of VIEWS) {
  test(`contact and tiers are right: ${viewName(view)}`, async () => {
    const page = await as('rep', view)
    const [refusal] = (await api(page, '/contact_refusals?limit=1')).data
    const paths = { contact: `/contacts/${refusal?.contact?.id ?? (await contact(page)).id}` }
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(path)
      await region(page, view.lang === 'zh' ? '能否联系' : 'May they be contacted').waitFor()
      await settled(page)
      await accessible(page)
      await shot(page, `reach-${name}-${viewName(view)}`)
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      assert.ok(wider <= 0, `${name} is ${wider} px too wide`)
    }
  })
}
