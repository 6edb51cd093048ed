// What people type: it is kept, taken as they write it, and answered where they look.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, stage } from "../lib/stage.mjs";

const { as, check } = stage();
const ZH = { size: "desktop", lang: "zh", theme: "light" };

afterEach(check);

async function api(page, path) {
  const answer = await page.request.get(`/api/v1${path}`, { maxRetries: 3 });
  assert.ok(answer.ok(), await answer.text());
  return answer.json();
}

/** The open deals in a stage that the asker sees, the largest first. */
async function deals(page, stageKey) {
  const filter = { all: [{ field: "stage", op: "eq", value: stageKey }, { field: "status", op: "eq", value: "open" }] };
  const { data } = await api(page, `/opportunities?sort=-amount&limit=20&filter=${encodeURIComponent(JSON.stringify(filter))}`);
  return data;
}

/** A deal whose gate asks questions: what the sample answered is made thin again. */
async function asking(page) {
  const headers = { Origin: new URL(page.url()).origin };
  for (const deal of await deals(page, "discover")) {
    let sop = await api(page, `/opportunities/${deal.id}/sop`);
    for (const { key } of sop.questions.flatMap((list) => list.groups.flatMap((group) => group.questions)).filter((q) => q.answer)) {
      const put = await page.request.put(`/api/v1/opportunities/${deal.id}/answers/${key}`, { maxRetries: 3, data: { text: "暂无" }, headers });
      assert.ok(put.ok(), await put.text());
    }
    sop = await api(page, `/opportunities/${deal.id}/sop`);
    if (sop.gate.missing.some((item) => item.fix?.kind === "question")) return deal;
  }
  return assert.fail("no deal of the sample asks a question");
}

test("a gate follows each answer: what was answered isn't asked again, and a thin answer says so", async () => {
  const page = await as("manager", ZH, "/today");
  const deal = await asking(page);
  await page.goto(`/opportunities/${deal.id}`);
  await page.getByRole("button", { name: /推进阶段/ }).last().click();
  const gate = page.getByRole("dialog", { name: /还不能进入/ });
  await gate.getByRole("button", { name: "记录回答" }).first().click();
  const answer = page.getByRole("textbox", { name: "客户怎么说" });
  await answer.fill("暂无");
  const question = await page.getByRole("dialog").getByRole("heading").textContent();
  await page.getByRole("button", { name: "保存", exact: true }).last().click();
  await page.getByText("太笼统：请写具体的时间、数量或客户原话").waitFor();
  assert.equal(await answer.inputValue(), "暂无");
  await accessible(page);

  await answer.fill("每月返工三次，每次停产四小时，客户自己算过");
  await page.getByRole("button", { name: "保存", exact: true }).last().click();
  await answer.waitFor({ state: "detached" });
  await gate.waitFor();
  const { gate: now } = await api(page, `/opportunities/${deal.id}/sop`);
  for (const item of now.missing) await gate.getByText(item.text, { exact: true }).first().waitFor();
  const open = gate.getByRole("button", { name: "记录回答" });
  if ((await open.count()) === 0) return;
  await open.first().click();
  await page.getByRole("textbox", { name: "客户怎么说" }).waitFor();
  assert.notEqual(await page.getByRole("dialog").getByRole("heading").textContent(), question);
});

test("a log closed with Esc opens again as it was left", async () => {
  const page = await as("rep", ZH, "/opportunities");
  await page.getByRole("row").nth(1).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("l");
  const said = page.getByRole("textbox", { name: "通话内容" });
  await said.waitFor();
  await page.keyboard.type("客户说下周二给答复");
  await page.keyboard.press("Escape");
  await said.waitFor({ state: "detached" });
  await page.keyboard.press("l");
  await said.waitFor();
  assert.equal(await said.inputValue(), "客户说下周二给答复");
  await accessible(page);
});

test("an amount is taken as people write it; one that is refused stays open with the reason", async () => {
  const page = await as("rep", ZH, "/opportunities");
  const amount = page.getByRole("row").nth(1).getByRole("gridcell").filter({ hasText: "¥" });
  const before = await amount.textContent();
  await amount.hover();
  await amount.getByRole("button", { name: /金额/ }).click();
  const box = page.getByRole("textbox", { name: /金额/ });
  await box.fill("很多");
  await box.press("Enter");
  await page.getByRole("alert").getByText("例如 960000").waitFor();
  assert.equal(await box.inputValue(), "很多");
  await accessible(page);
  await box.fill("96万");
  await box.press("Enter");
  await box.waitFor({ state: "detached" });
  await page.getByRole("gridcell", { name: "¥960,000" }).first().waitFor();
  assert.notEqual(before, "¥960,000");
});

test("without a network the deal stays on the screen", async () => {
  const page = await as("manager", ZH);
  const [deal] = await deals(page, "discover");
  await page.goto(`/opportunities/${deal.id}`);
  await page.getByRole("textbox", { name: "通话内容" }).waitFor();
  await page.context().setOffline(true);
  await page.keyboard.press("l");
  await page.keyboard.type("电梯里打的电话");
  await page.keyboard.press("Control+Enter");
  await page.getByText(/网络未连接，/).first().waitFor();
  await page.waitForTimeout(1_000);
  assert.ok(await page.getByRole("button", { name: /推进阶段/ }).first().isVisible());
  assert.equal(await page.getByRole("alert").count(), 0);
  await page.context().setOffline(false);
});

test("this account's people come first and say so; others say whose they are", async () => {
  const page = await as("manager", ZH);
  const mine = await deals(page, "discover");
  const deal = mine.find((one) => one.account);
  const people = await api(page, `/contacts?limit=50&filter=${encodeURIComponent(JSON.stringify({ field: "account", op: "eq", value: deal.account.id }))}`);
  await page.goto(`/opportunities/${deal.id}`);
  await page.getByRole("button", { name: "新建决策链成员" }).first().click();
  const box = page.getByRole("combobox", { name: /联系人/ });
  await box.fill(people.data[0].name.slice(0, 1));
  const first = page.getByRole("option").first();
  await first.getByText("本客户").waitFor();
  for (const option of await page.getByRole("option").all()) {
    const text = await option.textContent();
    if (!text.includes("本客户") && !text.includes("新建")) assert.match(text, /·/, `${text} doesn't say whose`);
  }
});

test("winning with something missing lists it", async () => {
  const page = await as("manager", ZH);
  for (const deal of await deals(page, "sign")) {
    const { gate, verbs } = await api(page, `/opportunities/${deal.id}/sop`);
    if (gate.met || !verbs.includes("win")) continue;
    await page.goto(`/opportunities/${deal.id}`);
    await page.getByRole("button", { name: "更多操作" }).first().click();
    await page.getByRole("menuitem", { name: "记为赢单" }).click();
    const dialog = page.getByRole("dialog", { name: /还不能/ });
    await dialog.waitFor();
    assert.equal(await dialog.locator("li").count(), gate.missing.length);
    return;
  }
  assert.fail("no deal of the sample is about to be signed");
});
