// A company and a person at one glance: groups, people with several companies, what was logged on deals.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { accessible, settled, shot, stage, VIEWS, viewName } from '../lib/stage.mjs'

const { as, check } = stage()
afterEach(check)

const ZH = { size: 'desktop', lang: 'zh', theme: 'light' }
const PHONE = { size: 'phone', lang: 'en', theme: 'light' }

const api = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then(answer => answer.json())
const list = async (page, object, filter) =>
  (await api(page, `/${object}?limit=200&filter=${encodeURIComponent(JSON.stringify(filter))}`)).data
const region = (page, name) => page.getByRole('region', { name, exact: true })

/** A group of the sample, its topmost company, and one of its people with two companies. */
async function group(page) {
  const [further] = await list(page, 'affiliations', { field: 'account.head', op: 'is_empty', value: false })
  const members = await list(page, 'accounts', { field: 'head', op: 'eq', value: further.account.id })
  assert.ok(members.length > 1, 'the sample has a group')
  return { further, members, top: members.find(member => member.id === further.account.id) }
}

for (const view of VIEWS) {
  test(`companies and people are right: ${viewName(view)}`, async () => {
    const page = await as('admin', view)
    const { further, top } = await group(page)
    for (const [name, path] of [
      ['account', `/accounts/${top.id}`],
      ['contact', `/contacts/${further.contact.id}`],
    ]) {
      await page.goto(path)
      await region(page, name === 'account' ? (view.lang === 'zh' ? '集团' : 'Group') : view.lang === 'zh' ? '任职公司' : 'Companies').waitFor()
      await settled(page)
      await accessible(page)
      await shot(page, `${name}-${viewName(view)}`)
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      assert.ok(wider <= 0, `${name} is ${wider} px too wide`)
    }
  })
}

test('a group is walked up and down, and its deals are a list', async () => {
  const page = await as('admin', ZH)
  const { members, top } = await group(page)
  const child = members.find(member => member.parent?.id === top.id)
  await page.goto(`/accounts/${child.id}`)
  const card = region(page, '集团')
  await card.locator('[aria-current=page]', { hasText: child.name }).waitFor()
  assert.equal(await card.locator('li').count(), members.length)
  await card.getByRole('link', { name: top.name, exact: true }).click()
  await page.waitForURL(`**/accounts/${top.id}`)
  await page.getByRole('heading', { level: 1, name: top.name }).waitFor()
  const open = await list(page, 'opportunities', {
    all: [
      { field: 'account.head', op: 'eq', value: top.id },
      { field: 'status', op: 'eq', value: 'open' },
    ],
  })
  if (open.length > 0) {
    await card.getByRole('link', { name: new RegExp(`^进行中 ${open.length} 单`) }).click()
    await page.waitForURL(/\/opportunities\?/)
    await page.getByText(`${open.length} 条`, { exact: true }).waitFor()
  }
})

test('a circle is refused in words, at its field', async () => {
  const page = await as('admin', ZH)
  const { members, top } = await group(page)
  const child = members.find(member => member.parent?.id === top.id)
  await page.goto(`/accounts/${top.id}`)
  await page.getByRole('button', { name: '修改上级公司' }).click()
  const box = page.getByRole('combobox', { name: '上级公司' })
  await box.fill(child.name)
  await page.getByRole('option', { name: new RegExp(`^${child.name}`) }).first().click()
  await page.getByText('上级公司不能形成循环').waitFor()
  assert.equal((await api(page, `/accounts/${top.id}`)).parent, null)
})

test('somebody gets a second company and is found there', async () => {
  const page = await as('rep', ZH)
  const mine = { field: 'owner', op: 'eq', value: { me: true } }
  const [contact] = await list(page, 'contacts', { all: [mine, { not: { exists: { path: 'affiliations' } } }] })
  const company = (await list(page, 'accounts', mine)).find(account => account.id !== contact.account.id)
  await page.goto(`/contacts/${contact.id}`)
  await region(page, '任职公司').getByRole('button', { name: '添加其他任职' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('combobox', { name: /公司/ }).fill(company.name)
  await page.getByRole('option', { name: new RegExp(`^${company.name}`) }).first().click()
  await form.getByLabel('职务').fill('技术顾问')
  await accessible(page)
  await form.getByRole('button', { name: '创建' }).click()
  await form.waitFor({ state: 'detached' })
  const row = region(page, '任职公司').getByRole('link', { name: company.name, exact: true })
  await row.waitFor()
  await row.click()
  await page.waitForURL(`**/accounts/${company.id}`)
  await region(page, '联系人').getByRole('link', { name: new RegExp(`^${contact.name}.*技术顾问.*兼任`) }).waitFor()
  // The same once more is refused at its field, and what was typed stays.
  await page.goto(`/contacts/${contact.id}`)
  await region(page, '任职公司').getByRole('button', { name: '添加其他任职' }).click()
  await form.getByRole('combobox', { name: /公司/ }).fill(company.name)
  await page.getByRole('option', { name: new RegExp(`^${company.name}`) }).first().click()
  await form.getByRole('button', { name: '创建' }).click()
  await form.getByText('已登记过').waitFor()
})

test('a company gets somebody who is also there, and shows them at once', async () => {
  const page = await as('rep', ZH)
  const mine = { field: 'owner', op: 'eq', value: { me: true } }
  const [contact] = await list(page, 'contacts', { all: [mine, { not: { exists: { path: 'affiliations' } } }] })
  const company = (await list(page, 'accounts', mine)).find(account => account.id !== contact.account.id)
  await page.goto(`/accounts/${company.id}`)
  const people = region(page, '联系人')
  await people.getByRole('button', { name: '添加联系人' }).click()
  await page.getByRole('menuitem', { name: '添加兼任的人' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('combobox', { name: /联系人/ }).fill(contact.name)
  await page.getByRole('option', { name: new RegExp(`^${contact.name}.*${contact.account.name}`) }).first().click()
  await form.getByRole('button', { name: '创建' }).click()
  await people.getByRole('link', { name: new RegExp(`^${contact.name}.*兼任`) }).waitFor()
})

test('a call logged on a deal stands in the story of its company, and leads back', async () => {
  const page = await as('rep', ZH)
  const [deal] = await list(page, 'opportunities', {
    all: [
      { field: 'owner', op: 'eq', value: { me: true } },
      { field: 'status', op: 'eq', value: 'open' },
    ],
  })
  await page.goto(`/opportunities/${deal.id}`)
  await page.locator('textarea').waitFor()
  await page.keyboard.press('l')
  await page.keyboard.type('客户说下周给答复')
  await page.keyboard.press('Control+Enter')
  await page.locator('ol li', { hasText: '客户说下周给答复' }).waitFor()
  await page.goto(`/accounts/${deal.account.id}`)
  const entry = page.locator('ol li', { hasText: '客户说下周给答复' })
  await entry.getByRole('link', { name: deal.name }).click()
  await page.waitForURL(`**/opportunities/${deal.id}`)
})

test('what one had in hand is one key and Enter away; tasks are found', async () => {
  const page = await as('rep', ZH, '/today')
  const [account, other] = await list(page, 'accounts', { field: 'owner', op: 'eq', value: { me: true } })
  for (const one of [account, other]) {
    await page.goto(`/accounts/${one.id}`)
    await page.getByRole('heading', { level: 1, name: one.name }).waitFor()
  }
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog')
  await palette.getByText('最近打开').waitFor()
  await palette.locator('[cmdk-item][data-selected=true]', { hasText: account.name }).waitFor()
  await accessible(page)
  await shot(page, 'palette-recent')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/accounts/${account.id}`)
  // Among many that begin so, the one that was open comes first.
  await page.getByRole('heading', { level: 1, name: account.name }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type(other.name.slice(0, 2))
  await palette.locator('[cmdk-item][data-selected=true]', { hasText: other.name }).waitFor()
  await page.keyboard.press('Escape')
  const [task] = await list(page, 'tasks', { field: 'owner', op: 'eq', value: { me: true } })
  await page.keyboard.press('Control+k')
  await page.keyboard.type(task.title.slice(0, 4))
  await palette.locator('[cmdk-group-heading]', { hasText: '任务' }).waitFor()
})

test('on a phone the company begins with what matters', async () => {
  const page = await as('admin', PHONE)
  const { top } = await group(page)
  await page.goto(`/accounts/${top.id}`)
  await page.getByRole('tab', { name: 'Overview', selected: true }).waitFor()
  await region(page, 'Contacts').waitFor()
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await page.locator('ol li').first().waitFor()
  await page.getByRole('tab', { name: 'Facts' }).click()
  await page.getByText('Industry').waitFor()
})
