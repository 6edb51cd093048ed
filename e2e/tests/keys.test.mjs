// A key that is printed works; any record is found in a few keys; the network may go away.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, shot, stage } from "../lib/stage.mjs";

const { as, open, check } = stage();
afterEach(check);

const ZH = { size: "desktop", lang: "zh", theme: "light" };
const api = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then((answer) => answer.json());

test("G goes to every page, J and Enter open a record, X chooses, Esc clears", async () => {
  const page = await as("rep", ZH, "/today");
  await page.locator("h1").waitFor();
  for (const [key, path] of [["o", "/opportunities"], ["b", "/board"], ["a", "/accounts"], ["c", "/contacts"], ["s", "/settings"], ["t", "/today"]]) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await page.waitForURL(`**${path}`);
  }
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.locator("[role=row][id]").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("toolbar").getByText("已选 1 条").waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("toolbar").getByText("已选 2 条").waitFor();
  await accessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("toolbar").waitFor({ state: "detached" });
  await page.keyboard.press("s");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/opportunities\/[0-9a-f-]{36}/);
});

test("the palette finds a record by initials and opens it with Enter", async () => {
  const page = await as("rep", ZH, "/today");
  await page.locator("h1").waitFor();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog");
  await palette.waitFor();
  await page.keyboard.type("sz");
  await page.locator("[cmdk-item][data-selected=true] svg").waitFor();
  await page.locator("[cmdk-group-heading]", { hasText: /商机|客户|联系人/ }).first().waitFor();
  await accessible(page);
  await shot(page, "palette");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/(opportunities|accounts|contacts)\/[0-9a-f-]{36}/);
});

test("? lists the keys of the page, C opens the new form, Esc closes", async () => {
  const page = await as("rep", ZH, "/opportunities");
  await page.locator("[role=row][id]").first().waitFor();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog");
  await help.getByText("更改阶段").waitFor();
  await accessible(page);
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await page.keyboard.press("c");
  await page.getByRole("dialog").getByLabel(/名称/).waitFor();
  await accessible(page);
});

test("a cell is changed in place and goes through the same rules", async () => {
  const page = await as("rep", ZH, "/opportunities?view=mine");
  const first = page.locator("[role=row][id]").first();
  await first.waitFor();
  const id = (await first.getAttribute("id")).slice("row-".length);
  // By its id: a new amount may move it within the list.
  const row = page.locator(`[id="row-${id}"]`);
  const cell = row.locator("[role=gridcell]").nth(3);
  await cell.hover();
  await cell.getByRole("button").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("1234567");
  await page.keyboard.press("Enter");
  await row.getByText("¥1,234,567").waitFor();
  assert.equal((await api(page, `/opportunities/${id}`)).amount, "1234567.00");
  // What can't be taken stays open with the reason; Esc gives the amount back.
  await cell.hover();
  await cell.getByRole("button").click();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("abc");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").first().waitFor();
  assert.equal(await row.getByRole("textbox").inputValue(), "abc");
  await page.keyboard.press("Escape");
  await row.getByText("¥1,234,567").waitFor();
  assert.equal((await api(page, `/opportunities/${id}`)).amount, "1234567.00");
});

test("a filter narrows the list, a view keeps it", async () => {
  const page = await as("rep", ZH, "/opportunities");
  await page.locator("[role=row][id]").first().waitFor();
  const all = await page.locator("[role=row][id]").count();
  await page.getByRole("button", { name: "筛选" }).click();
  await page.getByRole("button", { name: "条件", exact: true }).click();
  await page.getByRole("combobox", { name: "字段" }).selectOption("amount");
  await page.getByLabel("值", { exact: true }).fill("500000");
  await accessible(page);
  await shot(page, "filter");
  await page.getByRole("button", { name: "应用" }).click();
  await page.waitForFunction((n) => document.querySelectorAll("[role=row][id]").length < n, all);
  await page.getByRole("button", { name: "新建视图" }).click();
  await page.getByRole("textbox", { name: /视图名称/ }).fill("大单");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByRole("tab", { name: "大单", selected: true }).waitFor();
  await page.reload();
  await page.getByRole("tab", { name: "大单", selected: true }).waitFor();
  await page.waitForFunction((n) => {
    const rows = document.querySelectorAll("[role=row][id]").length;
    return rows > 0 && rows < n;
  }, all);
});

test("language and theme change at once and stay", async () => {
  const page = await as("rep", ZH, "/today");
  const kept = (what) => page.waitForResponse((answer) => answer.request().method() === "PATCH" && what in answer.request().postDataJSON());
  const lang = kept("lang");
  await page.getByRole("button", { name: "Switch to English" }).click();
  await page.getByRole("link", { name: "Opportunities" }).waitFor();
  await lang;
  const theme = kept("theme");
  await page.getByRole("button", { name: "Switch theme" }).click();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await theme;
  await page.reload();
  await page.getByRole("link", { name: "Opportunities" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  assert.deepEqual(await api(page, "/me").then((me) => [me.user.lang, me.user.theme]), ["en", "dark"]);
});

test("a change by somebody else shows up by itself", async () => {
  const page = await as("rep", ZH, "/today");
  // What happens before the stream stands can't be heard of.
  const stream = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/events"));
  await page.goto("/opportunities?view=mine");
  await stream;
  const row = page.locator("[role=row][id]").first();
  await row.waitFor();
  const id = (await row.getAttribute("id")).slice("row-".length);
  const manager = await as("manager", ZH, "/today");
  const record = await api(manager, `/opportunities/${id}`);
  const headers = { Origin: new URL(manager.url()).origin, "If-Match": `"${record.version}"` };
  const answer = await manager.request.patch(`/api/v1/opportunities/${id}`, { maxRetries: 3, data: { source: "老板介绍" }, headers });
  assert.ok(answer.ok(), await answer.text());
  await row.getByText("老板介绍").waitFor({ timeout: 15_000 });
});

test("without the network a call waits in a queue and is sent once", async () => {
  const page = await as("rep", ZH, "/opportunities?view=mine");
  const row = page.locator("[role=row][id]").first();
  await row.waitFor();
  const id = (await row.getAttribute("id")).slice("row-".length);
  await row.click();
  await page.locator("textarea").waitFor();
  await page.route("**/api/v1/**", (route) => route.abort("internetdisconnected"));
  await page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await page.getByRole("status").getByText(/网络未连接/).waitFor();
  await page.keyboard.press("l");
  await page.keyboard.type("地铁里记的一通电话");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("status").getByText("1 条记录待发").waitFor();
  await page.unroute("**/api/v1/**");
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.getByText("已发送 1 条待发记录").waitFor();
  await page.locator("ol li", { hasText: "地铁里记的一通电话" }).waitFor();
  const filter = encodeURIComponent(JSON.stringify({ all: [{ field: "opportunity", op: "eq", value: id }, { field: "body", op: "eq", value: "地铁里记的一通电话" }] }));
  assert.equal((await api(page, `/activities?filter=${filter}`)).data.length, 1);
});

test("a wrong password is said beside it and what was typed is kept", async () => {
  const page = await open(ZH, "/sign-in");
  await page.getByLabel("邮箱").fill("rep@demo.example");
  await page.getByLabel("密码").fill("not-the-password");
  await page.keyboard.press("Enter");
  await page.getByText("邮箱或密码不正确").waitFor();
  assert.equal(await page.getByLabel("邮箱").inputValue(), "rep@demo.example");
  await accessible(page);
});

test("signing in leads to where one wanted to go", async () => {
  const page = await open(ZH, "/opportunities?view=mine");
  await page.waitForURL("**/sign-in**");
  const demo = { email: "rep@demo.example", password: "stagecraft-demo" };
  await page.getByLabel("邮箱").fill(demo.email);
  await page.getByLabel("密码").fill(demo.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL("**/opportunities?view=mine");
  await page.locator("[role=row][id]").first().waitFor();
});
