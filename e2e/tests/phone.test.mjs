// What only a phone does: calls logged in a lift, pages beyond its bar, lists of several people in narrow rows.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, settled, shot, stage } from "../lib/stage.mjs";

const { as, check } = stage();
const ZH = { size: "phone", lang: "zh", theme: "light" };
const EN = { size: "phone", lang: "en", theme: "dark" };

afterEach(check);

async function api(page, path) {
  const answer = await page.request.get(`/api/v1${path}`, { maxRetries: 3 });
  assert.ok(answer.ok(), await answer.text());
  return answer.json();
}

/** One of the asker's open deals, on the screen. */
async function onDeal(page) {
  const mine = { all: [{ field: "status", op: "eq", value: "open" }, { field: "owner", op: "eq", value: { me: true } }] };
  const { data } = await api(page, `/opportunities?limit=1&filter=${encodeURIComponent(JSON.stringify(mine))}`);
  await page.goto(`/opportunities/${data[0].id}`);
  await page.getByRole("tab", { name: "SOP" }).waitFor();
  await settled(page);
  return data[0];
}

const NO_WORKER = () => delete Navigator.prototype.serviceWorker;

test("a call can be logged without a network though the form was never open", async () => {
  const page = await as("rep", ZH, "/today");
  await onDeal(page);
  await page.waitForLoadState("networkidle");
  await page.context().setOffline(true);
  await page.locator("[data-tour=log]:visible").click();
  const said = page.getByRole("textbox", { name: "通话内容" });
  await said.fill("电梯里打的电话，下周二给答复");
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  const banner = page.getByText("网络未连接，1 条记录待发。");
  await banner.waitFor();
  assert.equal(await page.getByText("出错了").count(), 0);
  // What is said in passing doesn't lie over what stays.
  const notice = page.locator("[data-notice]").first();
  if (await notice.isVisible()) {
    const [above, below] = [await banner.boundingBox(), await notice.boundingBox()];
    assert.ok(above.y + above.height <= below.y, "the notice covers the banner");
  }
  await accessible(page);
  await shot(page, "offline-phone-zh");
  await page.context().setOffline(false);
  await page.getByText("已发送 1 条待发记录").waitFor();
});

test("a form whose file can't be fetched says so, leaves the page there and opens when the network is back", async () => {
  const page = await as("rep", ZH, "about:blank");
  await page.addInitScript(NO_WORKER);
  // Nothing is fetched ahead: the network goes before the page has time.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  const deal = await onDeal(page);
  await page.context().setOffline(true);
  await page.locator("[data-tour=log]:visible").click();
  await page.getByText("恢复后自动打开").waitFor();
  assert.ok(await page.locator("h1").first().isVisible());
  assert.match(page.url(), new RegExp(deal.id));
  await accessible(page);
  await page.context().setOffline(false);
  await page.getByRole("textbox", { name: "通话内容" }).waitFor();
});

test("a file that is gone offers to load the page anew", async () => {
  const page = await as("rep", EN, "about:blank");
  await page.addInitScript(NO_WORKER);
  let gone = true;
  await page.route("**/assets/log-dialog-*", (route) => (gone ? route.abort("internetdisconnected") : route.continue()));
  await onDeal(page);
  await page.locator("[data-tour=log]:visible").click();
  const again = page.getByRole("button", { name: "Reload" });
  await again.waitFor();
  assert.ok(await page.locator("h1").first().isVisible());
  await accessible(page);
  await again.click();
  gone = false;
  await page.locator("[data-tour=log]:visible").click();
  await page.getByRole("textbox", { name: "What was said" }).waitFor();
});

for (const view of [ZH, EN]) {
  test(`every page is one tap from "me": ${view.lang}`, async () => {
    const page = await as("manager", view, "/settings");
    const pages = page.getByRole("navigation", { name: view.lang === "zh" ? "全部页面" : "All pages" });
    for (const to of ["/today", "/tasks", "/leads", "/opportunities", "/board", "/accounts", "/contacts", "/dashboard", "/sops"]) {
      const link = pages.locator(`a[href="${to}"]`);
      await link.waitFor();
      assert.ok((await link.boundingBox()).y < 844, `${to} is below the fold`);
    }
    await accessible(page);
    await shot(page, `me-phone-${view.lang}`);
  });

  test(`the plus offers what one may make: ${view.lang}`, async () => {
    const page = await as("rep", view, "/accounts");
    await page.getByRole("button", { name: view.lang === "zh" ? "新建" : "New", exact: true }).click();
    const sheet = page.getByRole("dialog");
    for (const name of view.lang === "zh" ? ["记录沟通", "新建商机", "新建线索", "新建客户", "新建联系人", "新建任务"] : [/^Log/, "New opportunity", "New lead", "New account", "New contact", "New task"])
      await sheet.getByRole("button", { name }).waitFor();
    await accessible(page);
    await shot(page, `new-phone-${view.lang}`);
    await sheet.getByRole("button", { name: view.lang === "zh" ? "新建线索" : "New lead" }).click();
    await page.getByRole("dialog").locator("form").waitFor();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: view.lang === "zh" ? "新建" : "New", exact: true }).click();
    await sheet.getByRole("button", { name: view.lang === "zh" ? "记录沟通" : /^Log/ }).click();
    await page.getByRole("combobox").click();
    await page.getByRole("option").first().click();
    await page.getByRole("dialog").locator("textarea").waitFor();
  });

  test(`lists say how many and whose: ${view.lang}`, async () => {
    const page = await as("manager", view);
    // The states that the first view of a list shows.
    const FIRST = { opportunities: ["open"], leads: ["new", "working", "qualified"] };
    for (const object of ["opportunities", "leads", "accounts"]) {
      await page.goto(`/${object}`);
      await page.getByRole("listitem").first().waitFor();
      const { count } = await api(page, `/${object}?limit=1&count=true${FIRST[object] ? `&filter=${encodeURIComponent(JSON.stringify({ field: "status", op: "in", value: FIRST[object] }))}` : ""}`);
      const shown = page.getByText(String(count), { exact: true }).first();
      await shown.waitFor();
      assert.ok(await shown.evaluate((it) => it.parentElement.scrollWidth <= it.parentElement.clientWidth), `${object}: the count is cut off`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
      await accessible(page);
      await shot(page, `${object}-manager-phone-${view.lang}`);
    }
    await page.goto("/opportunities");
    const open = encodeURIComponent(JSON.stringify({ field: "status", op: "eq", value: "open" }));
    const { data } = await api(page, `/opportunities?limit=10&filter=${open}`);
    const me = await api(page, "/me");
    const other = data.find((deal) => deal.owner && deal.owner.id !== me.user.id);
    await page.getByRole("listitem").getByText(other.owner.name, { exact: true }).first().waitFor();

    const own = await as("rep", view, "/opportunities");
    await own.getByRole("listitem").first().waitFor();
    const { user } = await api(own, "/me");
    assert.equal(await own.getByRole("listitem").getByText(user.name, { exact: true }).count(), 0);
  });

  test(`a list behind a figure says that it is narrowed: ${view.lang}`, async () => {
    const page = await as("manager", view, "/dashboard");
    await page.locator("main ul li a").first().click();
    await page.waitForURL("**/opportunities?*");
    await page.getByText(view.lang === "zh" ? "已按条件筛选" : "Filtered", { exact: true }).waitFor();
    assert.equal(await page.getByRole("tab", { selected: true }).count(), 0);
    await accessible(page);
    await shot(page, `narrowed-phone-${view.lang}`);
    await page.getByRole("button", { name: view.lang === "zh" ? "清除条件" : "Clear", exact: true }).click();
    await page.getByRole("tab", { selected: true }).waitFor();
    assert.equal(await page.getByText(view.lang === "zh" ? "已按条件筛选" : "Filtered", { exact: true }).count(), 0);
  });
}
