import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, settled, shot, stage, VIEWS, viewName } from "../lib/stage.mjs";

const { as, check } = stage();
afterEach(check);

const ZH = { size: "desktop", lang: "zh", theme: "light" };
const api = async (page, path) => {
  const answer = await page.request.get(`/api/v1${path}`, { maxRetries: 3 });
  assert.ok(answer.ok(), `${path}: ${answer.status()}`);
  return answer.json();
};
const filter = (condition) => `filter=${encodeURIComponent(JSON.stringify(condition))}`;
const headers = (page) => ({ Origin: new URL(page.url()).origin });

/** The light SOP: its record. */
const light = async (page) => (await api(page, `/sops?${filter({ field: "key", op: "eq", value: "light" })}`)).data[0];

test("a draft is edited, published with its reasons, followed by new deals only, and confirmed as read", async () => {
  const rep = await as("rep", ZH, "/today");
  const sop = await light(rep);
  const before = await (await rep.request.post("/api/v1/opportunities", { data: { name: "旧流程的单", sop: sop.id }, headers: headers(rep) })).json();

  const ops = await as("ops", ZH, `/sops?sop=${sop.id}`);
  await ops.getByRole("button", { name: "新建草稿" }).click();
  await ops.waitForURL(/\/sops\/versions\//);
  const stageBox = ops.locator("[data-place=prospecting]");
  await stageBox.click();
  const name = ops.getByLabel("名称 · 中文");
  assert.equal(await name.inputValue(), "初步接触");
  await name.fill("首次接触");
  await ops.getByRole("status").filter({ hasText: "已保存" }).waitFor();
  await stageBox.filter({ hasText: "首次接触" }).waitFor();
  await ops.keyboard.press("Control+z");
  await stageBox.filter({ hasText: "初步接触" }).waitFor();
  await ops.keyboard.press("Control+y");
  await stageBox.filter({ hasText: "首次接触" }).waitFor();

  // A new step, first without its English.
  await ops.locator(".react-flow__node").first().getByRole("button", { name: "步骤", exact: true }).click();
  await ops.getByLabel("要做什么 · 中文").fill("先问来意");
  await ops.getByLabel("必做：不完成不能进入下一阶段").check();
  const faults = ops.getByRole("tab", { name: /检查/ });
  await faults.filter({ hasText: "1" }).waitFor();
  assert.ok(await ops.getByRole("button", { name: "发布", exact: true }).isDisabled());
  await accessible(ops);
  await faults.click();
  await ops.getByRole("tabpanel").getByRole("button").filter({ hasText: "缺少英文" }).click();
  // The fault leads to its field.
  await ops.waitForFunction(() => document.activeElement?.getAttribute("data-pointer")?.endsWith("/title/en"));
  await ops.keyboard.type("Ask why they came");
  await ops.getByRole("button", { name: "发布", exact: true }).and(ops.locator(":enabled")).waitFor();
  await shot(ops, "studio-edit-desktop-zh");
  await ops.getByRole("button", { name: "发布", exact: true }).click();
  const dialog = ops.getByRole("dialog");
  await dialog.getByLabel("改了什么").fill("首次接触先问来意");
  await dialog.getByLabel("为什么改，希望带来什么").fill("客户常说不清为什么来");
  await accessible(ops);
  await shot(ops, "studio-publish-desktop-zh");
  await dialog.getByRole("button", { name: "发布", exact: true }).click();
  await ops.getByRole("region", { name: "阅读确认" }).waitFor();

  // The running deal stays; a new one takes the new version.
  const steps = async (id) => (await api(rep, `/opportunities/${id}/sop`)).steps.map((s) => s.title);
  assert.ok(!(await steps(before.id)).includes("先问来意"));
  const after = await (await rep.request.post("/api/v1/opportunities", { data: { name: "新流程的单", sop: sop.id }, headers: headers(rep) })).json();
  assert.ok((await steps(after.id)).includes("先问来意"));

  // At the step where it matters the deal says what is new.
  await rep.goto(`/opportunities/${after.id}`);
  await rep.locator("li", { hasText: "先问来意" }).getByText("新版本有变化：").waitFor();

  // The rep reads what changed and says so; operations see it.
  await rep.goto(`/sops?sop=${sop.id}`);
  const news = rep.locator("div").filter({ hasText: /^轻量销售 v\d+ 已更新，请阅读/ }).last();
  await news.waitFor();
  await accessible(rep);
  await news.getByRole("link", { name: "查看" }).click();
  await rep.getByRole("region", { name: "版本说明" }).getByText("首次接触先问来意").waitFor();
  await rep.locator(".react-flow__node").first().waitFor();
  await shot(rep, "studio-read-desktop-zh");
  await rep.getByRole("button", { name: "我已阅读" }).click();
  await rep.getByRole("button", { name: "我已阅读" }).waitFor({ state: "detached" });
  const version = (await light(ops)).current.id;
  const receipts = await api(ops, `/sop_receipts?${filter({ field: "version_of", op: "eq", value: version })}`);
  assert.equal(receipts.data.filter((r) => r.read_at !== null).length, 1);
  await ops.reload();
  await ops.getByRole("region", { name: "阅读确认" }).getByText(/^1 \/ /).waitFor();
});

test("the chart is edited by keyboard: steps move, go, and come back", async () => {
  const page = await as("ops", ZH, "/today");
  const { current } = await light(page);
  const draft = await (await page.request.post(`/api/v1/sop_versions/${current.id}/draft`, { headers: headers(page) })).json();
  await page.goto(`/sops/versions/${draft.id}`);
  const first = page.locator("[data-place^='prospecting/']").first();
  const key = await first.getAttribute("data-place");
  await first.focus();
  await page.keyboard.press("Alt+ArrowDown");
  await page.waitForFunction((k) => document.querySelectorAll("[data-place^='prospecting/']")[1]?.getAttribute("data-place") === k, key);
  await page.waitForFunction((k) => document.activeElement?.getAttribute("data-place") === k, key);
  await page.keyboard.press("Delete");
  await page.locator(`[data-place='${key}']`).waitFor({ state: "detached" });
  await page.keyboard.press("Control+z");
  await page.locator(`[data-place='${key}']`).waitFor();
  // A loop back, drawn from one stage to another.
  const from = await page.locator(".react-flow__node[data-id=engaging] .source").boundingBox();
  const to = await page.locator(".react-flow__node[data-id=prospecting] .target").boundingBox();
  await page.mouse.move(from.x + 5, from.y + 5);
  await page.mouse.down();
  await page.mouse.move(to.x + 40, to.y + 60, { steps: 4 });
  await page.mouse.move(to.x + 5, to.y + 5, { steps: 4 });
  await page.mouse.up();
  await page.getByRole("button", { name: "退回" }).waitFor();
  // Another saves the same draft meanwhile: nobody's text is lost unasked.
  await page.getByRole("status").filter({ hasText: "已保存" }).waitFor();
  const record = await api(page, `/sop_versions/${draft.id}`);
  const theirs = await (await page.request.get(`/api/v1/sop_versions/${draft.id}/document`, { headers: { accept: "application/json" } })).json();
  theirs.stages[0].probability = 11;
  const saved = await page.request.put(`/api/v1/sop_versions/${draft.id}/document`, { data: { document: theirs }, headers: { ...headers(page), "if-match": `"${record.version}"` } });
  assert.equal(saved.status(), 200, await saved.text());
  await page.locator("[data-place=engaging]").click();
  await page.getByLabel("名称 · 中文").fill("需求和报价");
  await page.getByText("别人刚保存过这份草稿").waitFor();
  await page.getByRole("button", { name: "用我的覆盖" }).click();
  await page.getByRole("status").filter({ hasText: "已保存" }).waitFor();
  // Files out.
  for (const [item, end] of [["YAML 文档", ".yaml"], ["BPMN 2.0 流程图", ".bpmn"], ["流程图图片（PNG）", ".png"], ["流程图矢量图（SVG）", ".svg"]]) {
    await page.getByRole("button", { name: "更多操作" }).click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: item }).click()]);
    assert.ok(file.suggestedFilename().endsWith(end), file.suggestedFilename());
  }
});

for (const view of VIEWS) {
  test(`the studio is sound: ${viewName(view)}`, async () => {
    const page = await as("ops", view, "/today");
    const drafts = await api(page, `/sop_versions?${filter({ field: "status", op: "eq", value: "in_review" })}`);
    await page.goto(`/sops/versions/${drafts.data[0].id}?at=propose/pro_budget`);
    await page.getByRole("tab").first().waitFor();
    await settled(page);
    await accessible(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "scrolls sideways");
    await shot(page, `studio-${viewName(view)}`);
    for (const [i, tab] of ["questions", "tracks", "remarks", "faults"].entries()) {
      await page.getByRole("tab").nth(i + 1).click();
      await settled(page);
      await accessible(page);
      await shot(page, `studio-${tab}-${viewName(view)}`);
    }
    const rep = await as("rep", view, "/today");
    const unread = drafts.data[0].based_on.id;
    await rep.goto(`/sops/versions/${unread}?at=discover`);
    await rep.getByRole("article").first().waitFor();
    await settled(rep);
    await accessible(rep);
    await shot(rep, `studio-version-${viewName(view)}`);
  });
}
