// A lead's way in a browser: by a public form, found to be known or not, scored, assigned, answered too late, given back to the pool,
// claimed and converted; and the pages on which sales operations set all of that up.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, settled, shot, stage } from "../lib/stage.mjs";

const { as, open, check } = stage();
afterEach(check);

const DESKTOP = { size: "desktop", lang: "zh", theme: "light" };
const DARK = { size: "desktop", lang: "en", theme: "dark" };
const PHONE = { size: "phone", lang: "zh", theme: "light" };
const PHONE_EN = { size: "phone", lang: "en", theme: "dark" };
const api = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then((answer) => answer.json());

async function send(page, method, path, data, headers = {}) {
  const origin = { Origin: new URL(page.url()).origin, ...headers };
  const answer = await page.request.fetch(`/api/v1${path}`, { method, maxRetries: 3, data, headers: origin });
  assert.ok(answer.ok(), `${path}: ${await answer.text()}`);
  return answer.json();
}

async function list(page, object, filter) {
  return (await api(page, `/${object}?limit=50&filter=${encodeURIComponent(JSON.stringify(filter))}`)).data;
}

/** Nothing sideways, nothing that axe finds, no raw key. */
async function sound(page, name) {
  await settled(page);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} scrolls sideways`);
  const text = await page.locator("body").innerText();
  assert.doesNotMatch(text, /\b[a-z]+\.[a-z]+_[a-z_]+\b|\{\{|undefined|NaN|\[object/, `${name} shows a raw key or value`);
  await accessible(page);
  await shot(page, name);
}

test("by public form to a deal, by way of the pool", async () => {
  const ops = await as("ops", DESKTOP);
  const admin = await as("admin", DESKTOP);
  // The clock of the first response runs in working time: today is a working day, and all of it.
  const days = [0, 1].map((n) => new Date(Date.now() + (8 + 24 * n) * 3_600_000).toISOString().slice(0, 10));
  await send(admin, "PATCH", "/workspace", { hours: [[0, 1440]], exceptions: Object.fromEntries(days.map((day) => [day, true])) });
  const [siyuan] = await list(ops, "users", { field: "email", op: "eq", value: "siyuan@demo.example" });
  const rule = { name: "演示申请", position: 1, person: siyuan.id, respond_within: 1, condition: { field: "campaign", op: "eq", value: "春季" } };
  await send(ops, "POST", "/assignment_rules", rule);
  await send(ops, "POST", "/score_rules", { name: "春季活动", points: 40, condition: { field: "campaign", op: "eq", value: "春季" } });
  const form = await send(ops, "POST", "/lead_forms", { name: "春季表单", title_zh: "预约演示", title_en: "Book a demo", source: "官网", campaign: "春季",
    consent_zh: "我同意贵公司与我联系", purpose: "contact" });

  // A stranger fills it in on a phone; a second click sends nothing twice.
  const stranger = await open(PHONE, `/f/${form.key}`);
  await stranger.getByRole("button", { name: "提交" }).click();
  await stranger.getByText("请阅读并勾选同意条款").or(stranger.getByText("请填写姓名")).first().waitFor();
  await accessible(stranger);
  await stranger.getByLabel("姓名").fill("钟访客");
  await stranger.getByLabel("手机").fill("13755556666");
  await stranger.getByLabel("需求").fill("想看排产演示");
  await stranger.getByRole("checkbox").check();
  await stranger.getByRole("button", { name: "提交" }).dblclick();
  await stranger.getByText("已收到").waitFor();
  await shot(stranger, "form-thanks-phone-zh");
  const [lead, ...more] = await list(ops, "leads", { field: "form", op: "eq", value: form.id });
  assert.deepEqual(more, []);
  assert.equal(lead.owner.name, siyuan.name);
  assert.equal(lead.score >= 40, true, JSON.stringify(lead.score_why));

  // The same person again is found, and attached to whom works with them already.
  const again = { values: { name: "钟访客", phone: "137 5555 6666", need: "再问一次价格" }, consent: true };
  const answer = await stranger.request.post(`/api/v1/public/forms/${form.key}`, { data: again, headers: { Origin: new URL(stranger.url()).origin } });
  assert.equal(answer.status(), 202);
  const both = await list(ops, "leads", { field: "form", op: "eq", value: form.id });
  assert.deepEqual(both.map((one) => one.same_lead?.id).filter(Boolean), [lead.id]);

  // Meanwhile: how it looks to those who set it up.
  await ops.goto(`/settings/lead_forms/${form.id}`);
  await ops.getByText("已带来 2 条线索").waitFor();
  await sound(ops, "form-builder-desktop-zh-light");
  await ops.goto(`/leads/${lead.id}`);
  await ops.getByText("春季活动").first().waitFor();
  await ops.getByText("规则「演示申请」").first().waitFor();
  await sound(ops, "lead-why-desktop-zh-light");

  // Late after a minute, the manager is told.
  const manager = await as("manager", DESKTOP);
  const told = async () => (await api(manager, "/notices?limit=30")).data.some((notice) => notice.kind === "lead_late" && notice.about?.id === lead.id);
  for (const until = Date.now() + 100_000; !(await told()); ) {
    assert.ok(Date.now() < until, "the manager was not told");
    await manager.waitForTimeout(1_000);
  }
  await manager.reload();
  await manager.getByRole("button", { name: /通知/ }).first().click();
  await manager.getByText("首次响应已超时").first().waitFor();
  await manager.goto("/leads/response");
  await manager.getByText("及时响应率").first().waitFor();
  await sound(manager, "response-desktop-zh-light");

  // Its owner gives it back, and somebody else claims it.
  const owner = await as("siyuan", DESKTOP, `/leads/${lead.id}`);
  await owner.getByRole("button", { name: "更多操作" }).first().click();
  await owner.getByRole("menuitem", { name: "退回公海" }).click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByLabel("为什么退回").fill("客户在外地，请当地同事跟进");
  await accessible(owner);
  await dialog.getByRole("button", { name: "退回公海" }).click();
  await owner.waitForURL(/\/leads$/);
  const rep = await as("rep", PHONE);
  const [pooled] = await list(ops, "leads", { field: "id", op: "eq", value: lead.id });
  await rep.goto(`/pool?pool=${pooled.pool.id}`);
  await rep.getByText("钟**").first().waitFor();
  assert.equal(await rep.getByText("钟访客").count(), 0);
  await sound(rep, "pool-phone-zh-light");
  await rep.getByRole("button", { name: /查看 钟\*\*/ }).first().click();
  await rep.getByText("想看排产演示").waitFor();
  await rep.getByRole("button", { name: /领取 钟\*\*/ }).first().click();
  await rep.getByRole("button", { name: "打开线索" }).click();
  await rep.getByRole("heading", { name: "钟访客" }).waitFor();
  // And makes a deal of it.
  await send(rep, "PATCH", `/leads/${lead.id}`, { company: "钟氏精密有限公司" }, { "If-Match": `"${(await api(rep, `/leads/${lead.id}`)).version}"` });
  await send(rep, "POST", `/leads/${lead.id}/log`, { kind: "call", reached: "connected", outcome: "advance", body: "谈了二十分钟" });
  for (const step of ["lead_fit", "lead_agreed"]) await send(rep, "POST", `/leads/${lead.id}/steps/${step}/complete`, {});
  const done = await send(rep, "POST", `/leads/${lead.id}/convert`, {});
  assert.equal(done.status, "converted");
  assert.equal(done.opportunity !== null, true);
});

test("a form in the other language, in the dark, in a frame of its own site only", async () => {
  const ops = await as("ops", DARK);
  const [form] = await list(ops, "lead_forms", { field: "active", op: "eq", value: true });
  const page = await open(PHONE_EN, `/f/${form.key}?lang=en`);
  await page.getByRole("button", { name: "Send" }).waitFor();
  await sound(page, "form-phone-en-dark");
  assert.deepEqual(await page.context().cookies(), []);
  const gone = await open(PHONE, "/f/AAAAAAAAAAAAAAAAAAAAAA");
  await gone.getByText("此表单已关闭或链接有误").waitFor();
  await accessible(gone);
});

for (const view of [DESKTOP, DARK, PHONE, PHONE_EN]) {
  const name = `${view.size}-${view.lang}-${view.theme}`;
  test(`rules, pool and response are sound: ${name}`, async () => {
    const page = await as("ops", view);
    for (const object of ["pools", "score_rules", "assignment_rules", "lead_forms"]) {
      if (object === "assignment_rules" && (await api(page, "/assignment_rules")).data.length === 0) continue;
      const { data } = await api(page, `/${object}?limit=1`);
      await page.goto(`/settings/${object}/${data[0].id}`);
      await page.locator("h1").first().waitFor();
      await page.locator("main section").first().waitFor();
      await sound(page, `${object}-rule-${name}`);
    }
    await page.goto("/pool");
    await page.locator("main ul li").first().waitFor();
    await sound(page, `pool-${name}`);
    await page.goto("/leads/response");
    await page.locator("main ul li").first().waitFor();
    await sound(page, `response-${name}`);
  });
}
