// People and teams: who comes in by a link, what a role may do, who stands where, who leaves; and the company's settings.
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { accessible, settled, shot, stage, VIEWS, viewName } from '../lib/stage.mjs'

const { as, open, check } = stage()
afterEach(check)
const DESKTOP = { size: 'desktop', lang: 'zh', theme: 'light' }
const PHONE_EN = { size: 'phone', lang: 'en', theme: 'light' }

const api = (page, path) => page.evaluate(path => fetch(`/api/v1${path}`).then(answer => answer.json()), path)
const who = async (page, email) =>
  (await api(page, `/users?limit=200`)).data.find(person => person.email === `${email}@demo.example`)

/** Nothing sideways, nothing that axe finds, nothing untranslated. */
async function sound(page, name) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} scrolls sideways`)
  const text = await page.locator('body').innerText()
  assert.doesNotMatch(text, /\b[a-z]+\.[a-z]+_[a-z_]+\b|\{\{|undefined|NaN|\[object/, `${name} shows a raw key or value`)
  await accessible(page)
  await shot(page, name)
}

for (const view of VIEWS) {
  test(`people, roles, teams and the company are sound: ${viewName(view)}`, async () => {
    const page = await as('admin', view)
    const person = await who(page, 'rep')
    const role = (await api(page, '/roles?limit=50')).data.find(one => one.key === 'service')
    for (const [name, path, there] of [
      ['company', '/settings/company', 'form input[type=time]'],
      ['teams', '/settings/teams', 'main h2 a'],
      ['person', `/settings/users/${person.id}`, 'main section button'],
      ['role', `/settings/roles/${role.id}`, 'main h3, main tbody th'],
    ]) {
      await page.goto(path)
      await page.locator(there).first().waitFor()
      await settled(page)
      await sound(page, `people-${name}-${viewName(view)}`)
    }
  })
}

test('somebody new is entered, gets a link, and is in; the link works once', async () => {
  const page = await as('admin', DESKTOP, '/settings/users')
  await page.getByRole('button', { name: '新建人员' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('姓名').fill('林晓')
  await form.getByLabel('邮箱').fill('linxiao@demo.example')
  await form.getByLabel('角色').fill('销售代表')
  await page.getByRole('option', { name: '销售代表' }).click()
  await form.getByRole('button', { name: '创建' }).click()
  const link = page.getByRole('dialog').getByLabel('链接', { exact: true })
  await link.waitFor()
  await accessible(page)
  await shot(page, 'people-link')
  const path = new URL(await link.inputValue()).pathname
  assert.match(path, /^\/join\/[\w-]{40,}$/)

  const theirs = await open({ size: 'phone', lang: 'zh', theme: 'light' }, path)
  await theirs.getByRole('heading', { name: '加入启航智造' }).waitFor()
  assert.equal(await theirs.getByLabel('您的姓名').inputValue(), '林晓')
  await accessible(theirs)
  await theirs.getByLabel('新密码').fill('short')
  await theirs.getByRole('button', { name: '开始使用' }).click()
  await theirs.getByText('密码至少 10 个字符').waitFor()
  await theirs.getByLabel('您的姓名').fill('林小晓')
  await theirs.getByLabel('新密码').fill('a good password')
  await shot(theirs, 'people-join')
  await theirs.getByRole('button', { name: '开始使用' }).click()
  await theirs.waitForURL('**/today')

  const again = await open({ ...PHONE_EN }, path)
  await again.getByText('Ask your administrator for a new one').waitFor()
  await accessible(again)
  await again.getByRole('link', { name: 'Go to sign-in' }).click()
  await again.waitForURL('**/sign-in**')
  const { id } = await who(page, 'linxiao')
  await page.goto(`/settings/users/${id}`)
  await page.getByText('已设置密码，可以登录。').waitFor()
})

test('a forgotten password is set anew by a link', async () => {
  const page = await as('admin', { size: 'desktop', lang: 'en', theme: 'dark' })
  const { id } = await who(page, 'siyuan')
  await page.goto(`/settings/users/${id}`)
  await page.getByRole('button', { name: 'Make a link for a new password' }).click()
  const link = page.getByRole('dialog').getByLabel('Link', { exact: true })
  const path = new URL(await link.inputValue()).pathname
  await accessible(page)
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Revoke the link' }).click()
  await page.getByText('Has a password and can sign in.').waitFor()
  const dead = await open(PHONE_EN, path)
  await dead.getByText('was revoked').waitFor()
  await page.getByRole('button', { name: 'Make a link for a new password' }).click()
  const fresh = new URL(await page.getByRole('dialog').getByLabel('Link', { exact: true }).inputValue()).pathname
  const theirs = await open(PHONE_EN, fresh)
  await theirs.getByRole('heading', { name: 'Set a new password' }).waitFor()
  await theirs.getByLabel('New password').fill('another good one')
  await theirs.getByRole('button', { name: 'Save and sign in' }).click()
  await theirs.waitForURL('**/today')
})

test('a role is copied from another and its rights are changed in words', async () => {
  const page = await as('admin', DESKTOP, '/settings/roles')
  await page.getByRole('button', { name: '新建角色' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('名称').fill('大客户销售')
  await dialog.getByLabel('复制自').selectOption({ label: '销售代表' })
  await accessible(page)
  await dialog.getByRole('button', { name: '创建' }).click()
  await page.getByRole('heading', { name: '大客户销售' }).waitFor()
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '商机', exact: true }) })
  assert.match(await row.innerText(), /本人的/)
  await page.getByRole('button', { name: '修改权限' }).click()
  await page.getByLabel('商机 · 查看').selectOption({ label: '本团队及下级' })
  await page.getByRole('button', { name: '商机的字段' }).click()
  await page.getByLabel('客户预算').or(page.getByLabel('预算')).first().selectOption({ label: '隐藏' })
  await page.keyboard.press('Escape')
  await accessible(page)
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: '修改权限' }).waitFor()
  await page.reload()
  await row.getByText('本团队及下级').waitFor()
  await row.getByText(/隐藏：.*预算/).waitFor()
  // Who isn't an administrator reads it and is offered nothing.
  const rep = await as('rep', DESKTOP, page.url())
  await rep.getByRole('heading', { name: '大客户销售' }).waitFor()
  await rep.locator('tbody th').first().waitFor()
  assert.equal(await rep.getByRole('button', { name: '修改权限' }).count(), 0)
})

test('people and teams move by menu and by mouse, and a team never stands under itself', async () => {
  const page = await as('admin', DESKTOP, '/settings/teams')
  const box = name => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) })
  const south = box('华南大区')
  const east = box('华东大区')
  await south.waitFor()
  await east.getByRole('button', { name: '移动吴俊杰' }).click()
  await page.getByRole('dialog').getByLabel('移到').selectOption({ label: (await options(page)).find(one => one.includes('华南大区')) })
  await accessible(page)
  await page.getByRole('dialog').getByRole('button', { name: '移动', exact: true }).click()
  await south.getByRole('link', { name: '吴俊杰' }).waitFor()
  await south.getByRole('link', { name: '吴俊杰' }).hover()
  const item = south.getByRole('listitem').filter({ hasText: '吴俊杰' })
  await item.dragTo(east.getByRole('heading', { name: '华东大区' }))
  await east.getByRole('link', { name: '吴俊杰' }).waitFor()
  await east.getByRole('button', { name: '华东大区的操作' }).click()
  await page.getByRole('menuitem', { name: '移到…' }).click()
  assert.ok(!(await options(page)).some(one => one.includes('华东大区')))
  await page.keyboard.press('Escape')
})

const options = page => page.getByRole('dialog').getByLabel('移到').locator('option').allInnerTexts()

test('who leaves is out, and their open work goes to others', async () => {
  const page = await as('admin', DESKTOP)
  const { id } = await who(page, 'junjie')
  const theirs = await as('junjie', DESKTOP, '/opportunities')
  await theirs.locator('[role=row][id]').first().waitFor()
  await page.goto(`/settings/users/${id}`)
  await page.getByRole('button', { name: '停用并交接…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('全部转给').fill('李思远')
  await page.getByRole('option', { name: '李思远' }).click()
  await accessible(page)
  await shot(page, 'people-leave')
  await dialog.getByRole('button', { name: '停用并转交' }).click()
  await dialog.getByText('吴俊杰已停用，不能再登录。').waitFor()
  assert.match(await dialog.innerText(), /已转交 \d+ 条/)
  assert.doesNotMatch(await dialog.innerText(), /未转交/)
  await shot(page, 'people-left')
  await accessible(page)
  await dialog.getByRole('button', { name: '完成' }).click()
  await page.getByText('已停用，不能登录。').waitFor()
  const filter = { all: [{ field: 'owner', op: 'eq', value: id }, { field: 'status', op: 'in', value: ['open', 'on_hold'] }] }
  assert.deepEqual((await api(page, `/opportunities?filter=${encodeURIComponent(JSON.stringify(filter))}`)).data, [])
  await theirs.reload()
  await theirs.waitForURL('**/sign-in**')
  await page.getByRole('button', { name: '继续交接…' }).click()
  await page.getByText('名下没有未完成的工作').waitFor()
})

test('the company keeps its hours and holidays', async () => {
  const page = await as('admin', DESKTOP, '/settings/company')
  const save = page.getByRole('button', { name: '保存' })
  await page.getByLabel('第 1 段开始').fill('13:00')
  await save.click()
  await page.getByText('各段应按先后排列').waitFor()
  await accessible(page)
  await page.getByLabel('第 1 段开始').fill('08:30')
  await page.getByLabel('日期').fill('2030-05-02')
  await page.getByRole('button', { name: '添加', exact: true }).click()
  await save.click()
  await page.getByText('公司设置已保存').waitFor()
  const now = await api(page, '/workspace')
  assert.equal(now.hours[0][0], 510)
  assert.equal(now.exceptions['2030-05-02'], false)
  await page.reload()
  await page.getByText('2030-05-02').waitFor()
  const rep = await as('rep', DESKTOP, '/settings/company')
  await rep.getByText('只有管理员可以修改。').waitFor()
  assert.ok(await rep.getByLabel('公司名称').isDisabled())
})
