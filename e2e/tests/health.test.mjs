// Risk and chance: what speaks against a deal is told on its record, marked on the board and in the table, and found by a view.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, shot, stage } from "../lib/stage.mjs";

const { as } = stage();
const DESKTOP = { size: "desktop", lang: "zh", theme: "light" };

const api = (page, path) =>
  page.evaluate((path) => fetch(`/api/v1${path}`).then((answer) => answer.json()), path);

async function weakDeal(page) {
  const filter = JSON.stringify({
    all: [
      { field: "status", op: "eq", value: "open" },
      { field: "health", op: "eq", value: "weak" },
    ],
  });
  const { data } = await api(page, `/opportunities?limit=1&sort=-amount&filter=${encodeURIComponent(filter)}`);
  assert.ok(data[0], "the sample has no deal at risk");
  return data[0];
}

test("the view shows deals at risk, each marked in the table", async () => {
  const page = await as("manager", DESKTOP);
  await page.goto("/opportunities");
  await page.getByRole("tab", { name: "有风险", exact: true }).click();
  await page.waitForURL(/view=at_risk/);
  const deal = await weakDeal(page);
  const row = page.getByRole("row").filter({ hasText: deal.account?.name ?? deal.name }).first();
  await row.getByText("有风险", { exact: true }).waitFor();
  await accessible(page);
  await shot(page, "health-view");
});

for (const lang of ["zh", "en"]) {
  test(`a record tells what speaks against its deal: ${lang}`, async () => {
    const page = await as("manager", { size: "desktop", lang, theme: lang === "zh" ? "light" : "dark" });
    await page.goto("/today");
    await page.getByRole("heading", { level: 1 }).waitFor();
    const deal = await weakDeal(page);
    await page.goto(`/opportunities/${deal.id}`);
    const card = page.getByRole("region", { name: lang === "zh" ? "健康度" : "Health", exact: true });
    await card.getByText(lang === "zh" ? "有风险" : "At risk", { exact: true }).waitFor();
    const { signs } = await api(page, `/opportunities/${deal.id}/health`);
    assert.ok(signs.length > 0);
    await card.locator("li").first().waitFor();
    assert.equal(await card.locator("li").count(), signs.length);
    await accessible(page);
    await shot(page, `health-record-${lang}`);
  });
}

test("the board marks deals at risk", async () => {
  const page = await as("manager", DESKTOP);
  await page.goto("/board");
  await page.getByRole("img", { name: "有风险" }).first().waitFor();
  await accessible(page);
});
