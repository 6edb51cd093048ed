import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, settled, shot, stage, VIEWS, viewName } from "../lib/stage.mjs";

const { as, check } = stage();
afterEach(check);

const DESKTOP = { size: "desktop", lang: "zh", theme: "light" };
/** The deal that a partner registered for a customer with whom one is under way. */
const MEETS = { all: [{ field: "status", op: "eq", value: "submitted" }, { field: "partner.regions", op: "contains", value: "华东" }] };
const PHONE = { size: "phone", lang: "en", theme: "dark" };

async function first(page, object, filter) {
  const query = new URLSearchParams({ limit: "1", ...(filter && { filter: JSON.stringify(filter) }) });
  const { data } = await (await page.request.get(`/api/v1/${object}?${query}`, { maxRetries: 3 })).json();
  assert.ok(data[0], `the sample has no ${object}`);
  return data[0].id;
}

/** Nothing sideways, nothing that axe finds, no raw key. */
async function sound(page, name) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} scrolls sideways`);
  assert.doesNotMatch(await page.locator("body").innerText(), /\b[a-z]+\.[a-z]+_[a-z_]+\b|\{\{|undefined|NaN|\[object/, `${name} shows a raw key or value`);
  await accessible(page);
  await shot(page, name);
}

for (const view of VIEWS) {
  test(`market and channel are sound: ${viewName(view)}`, async () => {
    const page = await as("manager", view);
    const pages = {
      segments: `/market/segments/${await first(page, "segments")}`,
      personas: "/market/personas",
      persona: `/market/personas/${await first(page, "personas")}`,
      competitor: `/market/competitors/${await first(page, "competitors")}`,
      plan: `/market/plans/${await first(page, "plans", { field: "status", op: "eq", value: "running" })}`,
      partner: `/channel/partners/${await first(page, "partners")}`,
      registration: `/channel/deal_registrations/${await first(page, "deal_registrations", MEETS)}`,
      referrals: "/channel/referrals",
    };
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(path);
      await page.locator("h1, [role=tablist]").first().waitFor();
      await settled(page);
      await sound(page, `development-${name}-${viewName(view)}`);
    }
  });
}

test("a pack is looked at, installed and taken out again", async () => {
  const page = await as("ops", DESKTOP, "/sops/packs");
  await page.getByRole("button", { name: "预览「门店零售」" }).click();
  await page.getByRole("dialog").getByText("迎宾与探询").first().waitFor();
  await settled(page);
  await sound(page, "packs-preview");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "安装「门店零售」" }).click();
  await page.getByRole("button", { name: "移除「门店零售」" }).waitFor();
  await page.goto("/sops");
  await page.getByRole("combobox").first().waitFor();
  assert.match(await page.locator("main").innerText(), /门店零售/);
  await page.goto("/sops/packs");
  await page.getByRole("button", { name: "移除「门店零售」" }).click();
  await page.getByRole("button", { name: "安装「门店零售」" }).waitFor();
  // The default can't be taken away under everybody's feet.
  assert.equal(await page.getByRole("button", { name: "移除「方案型销售」" }).count(), 0);
});

test("who doesn't keep SOPs looks at packs only", async () => {
  const page = await as("rep", PHONE, "/sops/packs");
  await page.getByRole("button", { name: /^Preview/ }).first().waitFor();
  assert.equal(await page.getByRole("button", { name: /^(Install|Remove)/ }).count(), 0);
  await sound(page, "packs-phone");
});

test("a registered deal shows what it meets, and is refused with a reason", async () => {
  const page = await as("manager", DESKTOP);
  const id = await first(page, "deal_registrations", MEETS);
  await page.goto(`/channel/deal_registrations/${id}`);
  const check = page.getByRole("region", { name: "撞单检查" });
  await check.getByText("我方商机在跟").waitFor();
  assert.ok((await check.getByRole("link").count()) > 0);
  await page.getByRole("button", { name: "拒绝" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("我方商机已在报价阶段，请看别的项目");
  await accessible(page);
  await dialog.getByRole("button", { name: "拒绝" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("已拒绝").first().waitFor();
});

test("a plan's figures open their records, and what a lead says brings its cards", async () => {
  const page = await as("manager", DESKTOP);
  const plan = await first(page, "plans", { field: "status", op: "eq", value: "running" });
  await page.goto(`/market/plans/${plan}`);
  await page.getByRole("region", { name: "进展" }).getByRole("link", { name: /^对象/ }).click();
  await page.waitForURL(/\/market\/plan_members/);
  await page.locator("h1, [role=tablist]").first().waitFor();

  const made = await page.request.post("/api/v1/leads", {
    data: { name: "沈工", title: "采购经理", need: "正在看鼎新的报价" },
    headers: { origin: new URL(page.url()).origin },
  });
  const lead = await made.json();
  await page.goto(`/leads/${lead.id}`);
  const beside = page.getByRole("region", { name: "市场知识" });
  await beside.getByText("采购负责人").waitFor();
  await beside.getByText("鼎新软件").click();
  await beside.getByText(/三年维护/).waitFor();
  await settled(page);
  await sound(page, "lead-beside");
});
