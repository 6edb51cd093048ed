// The main job: find the next step, log a call, be refused by a gate, complete what is missing, move on.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, shot, stage } from "../lib/stage.mjs";

const { as, check } = stage();
afterEach(check);

const ZH = { size: "desktop", lang: "zh", theme: "light" };
const api = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then((answer) => answer.json());

/** An open deal of the signed-in user in the given stage of the long SOP, or a new one in its first stage. */
async function dealIn(page, stageKey) {
  const filter = { all: [{ field: "stage", op: "eq", value: stageKey }, { field: "status", op: "eq", value: "open" }, { field: "owner", op: "eq", value: { me: true } }] };
  const { data } = await api(page, `/opportunities?limit=1&filter=${encodeURIComponent(JSON.stringify(filter))}`);
  assert.ok(data[0], `the sample has no open deal in ${stageKey}`);
  return data[0];
}

test("a call is logged with outcome and next step by keyboard alone, within ten seconds", async () => {
  const page = await as("rep", ZH);
  const deal = await dealIn(page, "propose");
  await page.goto(`/opportunities/${deal.id}`);
  await page.locator("textarea").waitFor();
  const began = Date.now();
  await page.keyboard.press("l");
  await page.keyboard.type("客户确认下周二带生产总监一起看方案", { delay: 60 });
  await page.keyboard.press("Alt+1");
  await page.keyboard.press("Alt+6");
  await page.keyboard.press("Alt+9");
  await page.keyboard.press("Control+Enter");
  await page.locator("ol li", { hasText: "客户确认下周二带生产总监一起看方案" }).waitFor();
  assert.ok(Date.now() - began < 10_000, "logging took longer than ten seconds");

  const { data } = await api(page, `/activities?sort=-at&limit=1`);
  assert.deepEqual([data[0].kind, data[0].reached, data[0].outcome, data[0].opportunity.id], ["call", "connected", "advance", deal.id]);
  const filter = encodeURIComponent(JSON.stringify({ field: "opportunity", op: "eq", value: deal.id }));
  const tasks = await api(page, `/tasks?filter=${filter}&sort=-created_at&limit=1`);
  assert.equal(tasks.data[0].status, "open");
  assert.ok(tasks.data[0].due_on);
});

for (const view of [ZH, { size: "desktop", lang: "en", theme: "dark" }, { size: "phone", lang: "zh", theme: "dark" }, { size: "phone", lang: "en", theme: "light" }]) {
  test(`a gate refuses, says what is missing, and lets go once it is there: ${view.size} ${view.lang}`, async () => {
    const page = await as("rep", view);
    // A new deal under the short SOP, so that the whole way can be walked.
    const { data: sops } = await api(page, "/sops");
    const light = sops.find((sop) => sop.key === "light");
    const headers = { Origin: new URL(page.url()).origin };
    const made = await page.request.post("/api/v1/opportunities", { maxRetries: 3, data: { name: `试单 ${view.size} ${view.lang}`, sop: light.id, amount: "86000.00", currency: "CNY" }, headers });
    assert.equal(made.status(), 201, await made.text());
    const deal = await made.json();
    await page.goto(`/opportunities/${deal.id}`);

    const advance = page.getByRole("button", { name: view.lang === "zh" ? /推进阶段/ : /^Advance/ }).last();
    await advance.click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    const before = await api(page, `/opportunities/${deal.id}/sop`);
    assert.equal(before.gate.met, false);
    assert.equal(await dialog.locator("li").count(), before.gate.missing.length);
    await accessible(page);
    await shot(page, `gate-${view.size}-${view.lang}`);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    // The server refuses just the same.
    const refused = await page.request.post(`/api/v1/opportunities/${deal.id}/advance`, { maxRetries: 3, data: {}, headers });
    assert.equal(refused.status(), 409);
    assert.equal((await refused.json()).code, "gate_not_met");

    await complete(page, deal.id, headers);
    await page.reload();
    await advance.click();
    await page.waitForFunction((name) => document.querySelector("[aria-current=step]")?.textContent.includes(name), before.stages[1].name);
    const after = await api(page, `/opportunities/${deal.id}/sop`);
    assert.equal(after.stage.key, before.stages[1].key);
  });
}

/** Puts right whatever the gate lacks, each by what its fix says. */
async function complete(page, id, headers) {
  const post = async (path, data, method = "post") => {
    const answer = await page.request[method](`/api/v1${path}`, { data, headers });
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`);
    return answer.json();
  };
  for (let round = 0; round < 20; round++) {
    const { gate } = await api(page, `/opportunities/${id}/sop`);
    if (gate.met) return;
    const { fix, step, text } = gate.missing[0];
    if (fix?.kind === "step") await post(`/opportunities/${id}/steps/${fix.step}/complete`, {});
    else if (fix?.kind === "log") await post(`/opportunities/${id}/log`, { kind: fix.activity, reached: "connected", outcome: "advance", body: "客户同意下周安排试用" });
    else if (fix?.kind === "question") await post(`/opportunities/${id}/answers/${fix.question}`, { text: "现在靠人工排产，每周要改三次计划" }, "put");
    else if (fix?.kind === "create") {
      const contact = fix.object === "stakeholders" ? await post("/contacts", { name: "周敏", title: "采购经理" }) : null;
      await post(`/${fix.object}`, { ...fix.values, ...(contact && { contact: contact.id }) });
    } else if (fix?.kind === "field" && !fix.through) {
      const record = await api(page, `/${fix.object}/${fix.id}`);
      const value = fix.field === "account" ? (await post("/accounts", { name: `试用客户 ${Date.now()}` })).id : /amount|budget/.test(fix.field) ? "50000.00" : /close/.test(fix.field) ? "2027-03-01" : "每周三次返工，客户自己算过账";
      const answer = await page.request.patch(`/api/v1/${fix.object}/${fix.id}`, { maxRetries: 3, data: { [fix.field]: value }, headers: { ...headers, "If-Match": `"${record.version}"` } });
      assert.ok(answer.ok(), await answer.text());
    } else if (step) await post(`/opportunities/${id}/steps/${step}/complete`, {});
    else assert.fail(`no fix for: ${text}`);
  }
  assert.fail("the gate is not met after twenty fixes");
}

test("what is missing is filled in from the gate itself, and the deal moves by itself", async () => {
  const page = await as("rep", ZH);
  const { data: sops } = await api(page, "/sops");
  const headers = { Origin: new URL(page.url()).origin };
  const made = await page.request.post("/api/v1/opportunities", { maxRetries: 3, data: { name: "自动推进", sop: sops.find((sop) => sop.key === "light").id }, headers });
  const deal = await made.json();
  // Everything but the account is there already.
  const stub = await page.request.post("/api/v1/accounts", { maxRetries: 3, data: { name: "自动推进客户" }, headers });
  assert.ok(stub.ok());
  await complete(page, deal.id, headers);
  const record = await api(page, `/opportunities/${deal.id}`);
  const cleared = await page.request.patch(`/api/v1/opportunities/${deal.id}`, { maxRetries: 3, data: { account: null }, headers: { ...headers, "If-Match": `"${record.version}"` } });
  assert.ok(cleared.ok(), await cleared.text());

  await page.goto(`/opportunities/${deal.id}`);
  await page.getByRole("button", { name: /推进阶段/ }).click();
  const gate = page.getByRole("dialog");
  await gate.getByRole("button", { name: "填写客户" }).click();
  await page.getByRole("combobox", { name: "客户" }).fill("自动推进客户");
  await page.getByRole("option", { name: "自动推进客户", exact: true }).click();
  await page.getByRole("button", { name: "保存" }).last().click();
  await page.getByText(/已推进到/).waitFor();
  const after = await api(page, `/opportunities/${deal.id}/sop`);
  assert.equal(after.stages.findIndex((s) => s.state === "current"), 1);
});

test("an exception is asked for and decided by the manager", async () => {
  const page = await as("rep", ZH);
  const deal = await dealIn(page, "propose");
  await page.goto(`/opportunities/${deal.id}`);
  await page.getByRole("button", { name: /推进阶段/ }).click();
  await page.getByRole("button", { name: "申请例外" }).click();
  await page.getByRole("textbox", { name: /原因/ }).fill("客户总部统一签过框架协议，这一步已在集团层面完成");
  await page.getByRole("button", { name: "提交申请" }).click();
  await page.getByText("例外申请已提交，等待审批", { exact: true }).waitFor();

  const manager = await as("manager", ZH, "/today");
  const waiting = manager.getByRole("region", { name: "需要您处理" });
  await waiting.getByText("客户总部统一签过框架协议").waitFor();
  await accessible(manager);
  const count = await waiting.locator("li").count();
  await waiting.locator("li", { hasText: "客户总部统一签过框架协议" }).getByRole("button", { name: "同意" }).click();
  await manager.waitForFunction((n) => document.querySelectorAll("section[aria-label=需要您处理] li").length < n, count);
  const sop = await api(page, `/opportunities/${deal.id}/sop`);
  assert.ok(sop.steps.some((step) => step.state === "waived"));
});

for (const view of [ZH, { size: "phone", lang: "en", theme: "dark" }]) {
  const zh = view.lang === "zh";
  const say = (chinese, english) => (zh ? chinese : english);
  test(`a lost deal is reopened for a reason, where it was lost: ${view.size} ${view.lang}`, async () => {
    const page = await as("rep", view);
    const { data: sops } = await api(page, "/sops");
    const headers = { Origin: new URL(page.url()).origin };
    const made = await page.request.post("/api/v1/opportunities", { data: { name: `丢了又回来 ${view.lang}`, sop: sops.find((sop) => sop.key === "light").id }, headers });
    const deal = await made.json();
    const lost = await page.request.post(`/api/v1/opportunities/${deal.id}/lose`, { data: { reason: "timing", detail: "预算推到明年" }, headers });
    assert.ok(lost.ok(), await lost.text());
    await page.goto(`/opportunities/${deal.id}`);
    await page.getByRole("button", { name: say("重新打开", "Reopen"), exact: true }).click();
    const dialog = page.getByRole("dialog");
    const reason = dialog.getByRole("textbox", { name: say(/原因/, /Reason/) });
    await reason.fill("无");
    await dialog.getByRole("button", { name: say("确定", "Confirm") }).click();
    await dialog.getByText(say(/请写明具体原因/, /Give a reason in words/)).waitFor();
    await accessible(page);
    await shot(page, `reopen-${view.size}-${view.lang}`);
    await reason.fill("客户的预算提前批下来了");
    await dialog.getByRole("button", { name: say("确定", "Confirm") }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("region", { name: say("现在最该做", "Do this now") }).waitFor();
    const now = await api(page, `/opportunities/${deal.id}`);
    assert.deepEqual([now.status, now.stage, now.closed_on, now.loss_reason], ["open", "prospecting", null, null]);
    if (view.size === "phone") await page.getByRole("tab", { name: "Timeline" }).click();
    await page.locator("ol li", { hasText: "客户的预算提前批下来了" }).waitFor();
  });

  test(`what waits for a decision is counted and decided on Today: ${view.size} ${view.lang}`, async () => {
    const page = await as("rep", view);
    const { data: sops } = await api(page, "/sops");
    const headers = { Origin: new URL(page.url()).origin };
    const name = `等审批 ${view.lang}`;
    const made = await page.request.post("/api/v1/opportunities", { data: { name, sop: sops.find((sop) => sop.key === "light").id }, headers });
    const deal = await made.json();
    const { next } = await api(page, `/opportunities/${deal.id}/sop`);
    const asked = await page.request.post(`/api/v1/opportunities/${deal.id}/steps/${next.step}/waive`, { data: { reason: "集团已经统一谈过" }, headers });
    assert.equal(asked.status(), 201, await asked.text());
    await page.goto(`/opportunities/${deal.id}`);
    const card = page.getByRole("region", { name: say("现在最该做", "Do this now") });
    await card.getByText(say(/例外申请已提交，等待审批/, /An exception is asked for/)).waitFor();
    assert.equal(await card.getByRole("button").count(), 0, "a step that waits is offered");
    await accessible(page);
    await shot(page, `waits-${view.size}-${view.lang}`);

    const manager = await as("manager", view, "/today");
    const list = manager.getByRole("region", { name: say("需要您处理", "Waiting for you") });
    await list.getByText("集团已经统一谈过").waitFor();
    const count = (await api(manager, "/today")).waiting.length;
    const mark = manager.getByRole("link", { name: say(new RegExp(`今[日天].*${count} 项等您处理`), new RegExp(`Today.*${count} waiting for your decision|${count} waiting for your decision.*Today`)) });
    await mark.first().waitFor();
    await accessible(manager);
    await shot(manager, `waiting-${view.size}-${view.lang}`);
    await list.locator("li", { hasText: name }).getByRole("button", { name: say("同意", "Approve") }).click();
    await list.locator("li", { hasText: name }).waitFor({ state: "detached" });
    // The rep's page hears of it.
    await card.getByText(say(/例外申请已提交，等待审批/, /An exception is asked for/)).waitFor({ state: "detached" });
  });
}

test("losing can be taken back at once", async () => {
  const page = await as("rep", ZH);
  const deal = await dealIn(page, "propose");
  await page.goto(`/opportunities/${deal.id}`);
  await page.getByRole("button", { name: "更多操作" }).click();
  await page.getByRole("menuitem", { name: "记为输单" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: /主要原因/ }).selectOption("competitor");
  await dialog.getByRole("button", { name: "记为输单" }).click();
  await page.getByRole("button", { name: "撤销" }).click();
  await page.locator("ol li", { hasText: "撤销输单" }).waitFor();
  const now = await api(page, `/opportunities/${deal.id}`);
  assert.deepEqual([now.status, now.stage, now.loss_reason], ["open", "propose", null]);
});

test("an approval that keeps a deal from going on is given on Today", async () => {
  const ops = await as("ops", ZH);
  const headers = { Origin: new URL(ops.url()).origin };
  const yaml = `sop:
  key: asks_manager
  name: {zh: 要审批, en: Asks the manager}
  object: opportunities
  description: {zh: 试验, en: Trial}
  owner_role: rep
  review_after_days: 90
roles:
  - key: rep
    name: {zh: 销售代表, en: Sales rep}
stages:
  - key: only
    phase: sign
    name: {zh: 签约, en: Sign}
    goal: {zh: 签约, en: Sign}
    role: rep
    target: 5d
    probability: 50
    signing: true
    standards:
      - {zh: 如实记录, en: Record it as it is}
    cautions:
      - {zh: 不要逼单, en: Don't press}
    steps:
      - {key: review, kind: approval, title: {zh: 折扣审批, en: Approve the discount}, required: true}
`;
  const version = await (await ops.request.post("/api/v1/sops", { data: { yaml }, headers })).json();
  const published = await ops.request.post(`/api/v1/sop_versions/${version.id}/publish`, { headers });
  assert.equal(published.status(), 204, await published.text());
  const rep = await as("rep", ZH);
  const made = await rep.request.post("/api/v1/opportunities", { data: { name: "要折扣的单", sop: version.sop.id, amount: "86000.00" }, headers });
  const deal = await made.json();

  const manager = await as("manager", ZH, "/today");
  const row = manager.getByRole("region", { name: "需要您处理" }).locator("li", { hasText: "要折扣的单" });
  await row.getByText("审批：折扣审批").waitFor();
  await row.getByRole("button", { name: "批准" }).click();
  await row.waitFor({ state: "detached" });
  const sop = await api(rep, `/opportunities/${deal.id}/sop`);
  assert.equal(sop.steps[0].state, "done");
});
