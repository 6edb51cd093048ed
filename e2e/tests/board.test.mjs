// The board moves by mouse, by menu, by key and by a finger; a gate that refuses leaves the card where it was.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, shot, stage } from "../lib/stage.mjs";

const { as, check } = stage();
afterEach(check);

const DESKTOP = { size: "desktop", lang: "zh", theme: "light" };
const PHONE = { size: "phone", lang: "zh", theme: "light" };
const api = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then((answer) => answer.json());
const origin = (page) => ({ Origin: new URL(page.url()).origin });

/** A deal under the short SOP that meets its first gate, and the board that shows it. */
async function readyDeal(page, name) {
  const { data: sops } = await api(page, "/sops");
  const light = sops.find((sop) => sop.key === "light");
  const headers = origin(page);
  const post = async (path, data) => {
    const answer = await page.request.post(`/api/v1${path}`, { maxRetries: 3, data, headers });
    assert.ok(answer.ok(), `${path}: ${await answer.text()}`);
    return answer.json();
  };
  const account = await post("/accounts", { name });
  const contact = await post("/contacts", { name: "周敏", account: account.id });
  const deal = await post("/opportunities", { name, account: account.id, sop: light.id, amount: "9000000.00" });
  await post("/stakeholders", { opportunity: deal.id, contact: contact.id, role: "decider", met: true, attitude: "positive" });
  await post(`/opportunities/${deal.id}/log`, { kind: "call", reached: "connected", outcome: "advance", body: "约好下周二一起看现场" });
  for (let round = 0; round < 10; round++) {
    const { gate } = await api(page, `/opportunities/${deal.id}/sop`);
    if (gate.met) break;
    const fix = gate.missing[0].fix;
    assert.equal(fix?.kind, "step", `unexpected: ${gate.missing[0].text}`);
    await post(`/opportunities/${deal.id}/steps/${fix.step}/complete`, {});
  }
  return { deal, board: `/board?sop=${light.id}` };
}

const stageOf = async (page, id) => (await api(page, `/opportunities/${id}`)).stage;
const card = (page, id) => page.locator(`[data-card="${id}"]`);
const column = (page, i) => page.locator("main section").nth(i);

async function drag(page, from, to) {
  const a = await from.boundingBox();
  const b = await to.boundingBox();
  await page.mouse.move(a.x + 40, a.y + 20);
  await page.mouse.down();
  await page.mouse.move(a.x + 60, a.y + 40, { steps: 4 });
  await page.mouse.move(b.x + b.width / 2, b.y + 160, { steps: 10 });
  await page.mouse.move(b.x + b.width / 2 + 2, b.y + 165);
  await page.mouse.up();
}

test("a card moves by mouse when its gate is met", async () => {
  const page = await as("rep", DESKTOP);
  const { deal, board } = await readyDeal(page, "看板拖动");
  await page.goto(board);
  await card(page, deal.id).waitFor();
  await drag(page, card(page, deal.id), column(page, 1));
  await page.getByText(/已推进到/).waitFor();
  await column(page, 1).locator(`[data-card="${deal.id}"]`).waitFor();
  assert.notEqual(await stageOf(page, deal.id), deal.stage);
});

test("a drop that the gate refuses keeps the card and says what is missing", async () => {
  const page = await as("rep", DESKTOP, "/board");
  await column(page, 3).locator("[data-card]").first().waitFor();
  const ids = await column(page, 3).locator("[data-card]").evaluateAll((cards) => cards.map((one) => one.dataset.card));
  const gates = await Promise.all(ids.map((one) => api(page, `/opportunities/${one}/sop`).then((sop) => sop.gate)));
  const id = ids[gates.findIndex((gate) => !gate.met)];
  assert.ok(id, "every deal of the fourth column meets its gate");
  const first = card(page, id);
  const before = await stageOf(page, id);
  await drag(page, first, column(page, 4));
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/还不能进入/).waitFor();
  assert.ok((await dialog.locator("li").count()) > 0);
  await accessible(page);
  await shot(page, "board-gate");
  await page.keyboard.press("Escape");
  await column(page, 3).locator(`[data-card="${id}"]`).waitFor();
  assert.equal(await stageOf(page, id), before);
});

test("a card moves by key", async () => {
  const page = await as("rep", DESKTOP);
  const { deal, board } = await readyDeal(page, "看板按键");
  await page.goto(board);
  await card(page, deal.id).waitFor();
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press("j");
    if (await card(page, deal.id).evaluate((node) => node.className.includes("border-accent"))) break;
  }
  await page.keyboard.press("Shift+ArrowRight");
  await column(page, 1).locator(`[data-card="${deal.id}"]`).waitFor();
  await page.getByText(/已推进到/).waitFor();
  assert.notEqual(await stageOf(page, deal.id), deal.stage);
});

for (const view of [DESKTOP, PHONE]) {
  test(`a card moves by its menu: ${view.size}`, async () => {
    const page = await as("rep", view);
    const { deal, board } = await readyDeal(page, `看板菜单 ${view.size}`);
    await page.goto(board);
    const button = card(page, deal.id).getByRole("button");
    if (view.size === "phone") await button.tap();
    else {
      await card(page, deal.id).hover();
      await button.click();
    }
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { disabled: false }).nth(1).waitFor();
    await accessible(page);
    const { stages } = await api(page, `/opportunities/${deal.id}/sop`);
    await dialog.getByRole("button", { name: stages[1].name }).click();
    await page.getByText(/已推进到/).waitFor();
    assert.equal(await stageOf(page, deal.id), stages[1].key);
  });
}

test("a card dropped on the lost rail asks for the reason", async () => {
  const page = await as("rep", DESKTOP);
  const { deal, board } = await readyDeal(page, "看板输单");
  await page.goto(board);
  await card(page, deal.id).waitFor();
  await drag(page, card(page, deal.id), page.getByRole("heading", { name: "输单" }).locator(".."));
  await page.getByRole("combobox", { name: /主要原因/ }).selectOption("price");
  await page.getByRole("dialog").getByRole("button", { name: "记为输单" }).click();
  await page.getByText(/已记为输单/).waitFor();
  const closed = await api(page, `/opportunities/${deal.id}`);
  assert.deepEqual([closed.status, closed.loss_reason], ["lost", "price"]);
});
