// Tasks in three looks, comments that reach who is mentioned, and two browsers that see the same.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, shot, stage, VIEWS, viewName } from "../lib/stage.mjs";

const { as, check, url } = stage();
afterEach(check);

const ZH = { size: "desktop", lang: "zh", theme: "light" };
const EN = { size: "desktop", lang: "en", theme: "dark" };
const get = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then((answer) => answer.json());

async function make(page, object, data) {
  const answer = await page.request.post(`/api/v1/${object}`, { maxRetries: 3, data, headers: { Origin: url() } });
  assert.equal(answer.status(), 201, await answer.text());
  return answer.json();
}

/** The day where the company is, some days on. */
async function day(page, plus = 0) {
  const { today } = await get(page, "/me");
  return new Date(Date.parse(today) + plus * 86_400_000).toISOString().slice(0, 10);
}

const card = (page, title) => page.locator("[data-task]").filter({ hasText: title });
const column = (page, name) => page.getByRole("region", { name, exact: true });

async function drag(page, from, to) {
  const a = await from.boundingBox();
  const b = await to.boundingBox();
  await page.mouse.move(a.x + a.width / 2, a.y + 8);
  await page.mouse.down();
  await page.mouse.move(a.x + a.width / 2 + 12, a.y + 16, { steps: 4 });
  await page.mouse.move(b.x + b.width / 2, b.y + b.height - 30, { steps: 10 });
  await page.mouse.move(b.x + b.width / 2 + 2, b.y + b.height - 28);
  await page.mouse.up();
}

const until = async (holds, what) => {
  for (let i = 0; i < 100; i++) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(what);
};

test("a task is written into the list, postponed in two presses and done by key, and comes back with undo", async () => {
  const page = await as("rep", ZH, "/today");
  await page.locator("h1").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  await page.waitForURL(/\/tasks$/);
  await page.getByRole("textbox", { name: "添加今天的任务" }).fill("回访新客户");
  await page.keyboard.press("Enter");
  const row = page.getByRole("row").filter({ hasText: "回访新客户" });
  await row.waitFor();
  await row.getByRole("button", { name: /修改「回访新客户」的日期/ }).click();
  await page.getByRole("button", { name: /^明天/ }).click();
  await row.getByText("明天").waitFor();
  const tomorrow = await day(page, 1);
  await until(async () => {
    const { data } = await get(page, `/tasks?filter=${encodeURIComponent(JSON.stringify({ field: "title", op: "eq", value: "回访新客户" }))}`);
    return data[0]?.due_on === tomorrow;
  }, "the day wasn't stored");
  await row.getByRole("button", { name: "完成 回访新客户" }).click();
  await row.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "撤销" }).click();
  await row.waitFor();
  await accessible(page);
});

test("on the board cards move by mouse, by menu and by key, and new ones are made in their column", async () => {
  const page = await as("siyuan", EN, "/tasks?look=board");
  await make(page, "tasks", { title: "Ring them up", due_on: await day(page) });
  const today = column(page, "Today");
  await today.getByText("Ring them up").waitFor();
  await drag(page, card(page, "Ring them up"), column(page, "Tomorrow").getByRole("group", { name: "Tomorrow", exact: true }));
  await column(page, "Tomorrow").getByText("Ring them up").waitFor();
  await card(page, "Ring them up").hover();
  await page.getByRole("button", { name: "Ring them up: more" }).click();
  await page.getByRole("menuitem", { name: "No day" }).click();
  await column(page, "No day").getByText("Ring them up").waitFor();
  await column(page, "Tomorrow").getByRole("textbox").fill("Send the offer");
  await page.keyboard.press("Enter");
  await column(page, "Tomorrow").getByText("Send the offer").waitFor();
  await page.locator("h1").click();
  await page.goto("/tasks?look=board&by=status");
  await column(page, "Open").getByText("Send the offer").waitFor();
  // J comes to the first card; arrows with Shift move it.
  await page.keyboard.press("j");
  const first = await page.locator("[data-task][aria-current]").getByRole("link").innerText();
  await page.keyboard.press("Shift+ArrowRight");
  await column(page, "In progress").getByText(first).waitFor();
  await page.keyboard.press("e");
  await column(page, "Done").getByText(first).waitFor();
  await accessible(page);
});

test("in the calendar tasks move between days, and a series goes on when one is done", async () => {
  const page = await as("junjie", ZH, "/tasks?look=calendar&span=week");
  const today = await day(page);
  await make(page, "tasks", { title: "每日晨会", due_on: today, repeat: "daily" });
  const cell = (at) => page.locator(`[data-day="${at}"]`);
  await cell(today).getByText("每日晨会").waitFor();
  const monday = await cell(today).evaluate((box) => box.parentElement.firstElementChild.dataset.day);
  const other = monday === today ? await day(page, 1) : monday;
  await drag(page, card(page, "每日晨会"), cell(other));
  await cell(other).getByText("每日晨会").waitFor();
  await card(page, "每日晨会").getByRole("button", { name: "完成 每日晨会" }).click();
  await page.getByText("已完成 已生成下一次").waitFor();
  const { data } = await get(page, `/tasks?filter=${encodeURIComponent(JSON.stringify({ field: "title", op: "eq", value: "每日晨会" }))}`);
  assert.equal(data.length, 2);
  await page.goto("/tasks?look=calendar");
  await page.getByRole("button", { name: "下个月" }).click();
  await accessible(page);
});

test("who is mentioned sees it in the other browser at once, opens it, and has read it", async () => {
  const [rep, manager] = [await as("rep", ZH, "/tasks"), await as("manager", EN, "/today")];
  const task = await make(rep, "tasks", { title: "确认付款方式", due_on: await day(rep) });
  const before = (await get(manager, "/notices")).unread;
  await rep.goto(`/tasks/${task.id}`);
  const box = rep.getByRole("textbox", { name: "写评论，@ 提及同事" });
  await box.click();
  await box.pressSequentially("请 @zw");
  await rep.getByRole("option", { name: /张伟/ }).waitFor();
  await accessible(rep);
  await rep.keyboard.press("Enter");
  await box.pressSequentially("把关");
  await rep.keyboard.press("Control+Enter");
  await rep.getByText("@张伟").waitFor();
  await manager.getByRole("button", { name: `Notices, ${before + 1} unread` }).click();
  const notice = manager.getByRole("button", { name: /林晓彤 mentioned you on “确认付款方式”/ });
  await notice.waitFor();
  await accessible(manager);
  await shot(manager, "notices-desktop-en-dark");
  await notice.click();
  await manager.waitForURL(new RegExp(task.id));
  await manager.getByText("@张伟").waitFor();
  await until(async () => (await get(manager, "/notices")).unread === before, "it is still unread");
  // A comment of the one appears at the other without a reload.
  await manager.getByRole("textbox", { name: "Write a comment, @ mentions a colleague" }).fill("三七开");
  await manager.keyboard.press("Control+Enter");
  await rep.getByText("三七开").waitFor();
});

test("a board and a record change in the other browser", async () => {
  const [rep, manager] = [await as("rep", ZH, "/tasks?look=board"), await as("manager", ZH, "/board")];
  const made = await make(manager, "tasks", { title: "主管交办", due_on: await day(manager), owner: (await get(rep, "/me")).user.id });
  await column(rep, "今天").getByText("主管交办").waitFor();
  const { data } = await get(rep, `/opportunities?limit=1&filter=${encodeURIComponent(JSON.stringify({ all: [{ field: "owner", op: "eq", value: { me: true } }, { field: "status", op: "eq", value: "open" }] }))}`);
  await manager.goto(`/opportunities/${data[0].id}`);
  await manager.locator("h1").waitFor();
  const name = `${data[0].name} 改`;
  const change = await rep.request.patch(`/api/v1/opportunities/${data[0].id}`, { maxRetries: 3, data: { name }, headers: { Origin: url(), "If-Match": `"${data[0].version}"` } });
  assert.equal(change.status(), 200, await change.text());
  await manager.getByText(name).first().waitFor();
  await manager.goto(`/tasks/${made.id}`);
  await manager.locator("h1").filter({ hasText: "主管交办" }).waitFor();
});

test("a calendar subscribes to an address that can be revoked", async () => {
  const page = await as("rep", ZH, "/settings");
  await page.getByRole("button", { name: "生成订阅地址" }).click();
  const address = await page.getByRole("textbox", { name: "日历订阅地址" }).inputValue();
  await accessible(page);
  const feed = await fetch(address);
  assert.equal(feed.headers.get("content-type"), "text/calendar; charset=utf-8");
  assert.match(await feed.text(), /^BEGIN:VCALENDAR\r\n/);
  await page.getByRole("button", { name: "停止订阅" }).click();
  await page.getByRole("button", { name: "生成订阅地址" }).waitFor();
  assert.equal((await fetch(address)).status, 404);
});

for (const view of VIEWS) {
  test(`every look of tasks is accessible and fits: ${viewName(view)}`, async () => {
    const page = await as("manager", view, "/tasks");
    for (const [name, path] of [
      ["list", "/tasks?view=all"],
      ["board", "/tasks?look=board&whose=team"],
      ["calendar", "/tasks?look=calendar&whose=team"],
      ["week", "/tasks?look=calendar&span=team"],
    ]) {
      await page.goto(path);
      await page.locator(name === "list" ? "h1" : "[data-task]").first().waitFor();
      await accessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `${path} is ${wide} px too wide`);
      await shot(page, `tasks-${name}-${viewName(view)}`);
    }
  });
}
