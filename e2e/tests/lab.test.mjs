import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, settled, shot, stage } from "../lib/stage.mjs";

const { as, check } = stage();
afterEach(check);

const ZH = { size: "desktop", lang: "zh", theme: "light" };
const headers = (page) => ({ Origin: new URL(page.url()).origin });
const api = async (page, path) => {
  const answer = await page.request.get(`/api/v1${path}`, { maxRetries: 3 });
  assert.ok(answer.ok(), `${path}: ${answer.status()}`);
  return answer.json();
};

/** Waits until the runs of the sample company were looked at. */
async function supervised(page) {
  for (let i = 0; i < 60; i++) {
    const seen = await api(page, "/supervision?period=all");
    if (seen.places.length > 0) return;
    await page.waitForTimeout(500);
  }
  assert.fail("no run was looked at");
}

for (const lang of ["zh", "en"]) {
  test(`figures of supervision open their records, and one click makes an improvement: ${lang}`, async () => {
    const page = await as("manager", { ...ZH, lang }, "/today");
    await supervised(page);
    await page.goto("/sops/supervision?period=all");
    await page.locator("main table tbody tr").first().waitFor();
    await settled(page);
    await accessible(page);
    await shot(page, `supervision-desktop-${lang}`);
    const figure = page.locator("main ul li a").first();
    const n = Number(await figure.innerText());
    await figure.click();
    await page.waitForURL(/\/sops\/deviations/);
    await page.locator("[role=row][id]").first().waitFor();
    assert.ok(n >= 1 && (await page.locator("[role=row][id]").count()) >= Math.min(n, 5));
    await page.goBack();
    await page.getByRole("button", { name: lang === "zh" ? "提出改进" : "Improve" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await accessible(page);
    await dialog.getByRole("button", { name: lang === "zh" ? "创建" : "Create" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.goto("/sops/improvements");
    await page.locator("[role=row][id]").first().waitFor();
  });
}

test("a version is compared, tried on what happened, and running deals move to it and back", async () => {
  const page = await as("ops", ZH, "/sops");
  const light = (await api(page, `/sops?filter=${encodeURIComponent(JSON.stringify({ field: "key", op: "eq", value: "light" }))}`)).data[0];
  const deal = await (await page.request.post("/api/v1/opportunities", { data: { name: "换版本的单", sop: light.id }, headers: headers(page) })).json();
  const draft = await (await page.request.post(`/api/v1/sop_versions/${light.current.id}/draft`, { headers: headers(page) })).json();
  await page.goto(`/sops/versions/${draft.id}/lab`);
  await page.getByText("没有区别").waitFor();
  await page.getByRole("tab", { name: "历史试跑" }).click();
  await page.getByText(/试跑/).nth(1).waitFor();
  await settled(page);
  await accessible(page);
  await shot(page, "simulate-desktop-zh");
  const published = await page.request.post(`/api/v1/sop_versions/${draft.id}/publish`, { data: { summary: "试一试", reason: "看看效果" }, headers: headers(page) });
  assert.ok(published.ok());
  await page.reload();
  await page.getByRole("button", { name: "换到此版本" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/可换/).waitFor();
  await dialog.getByLabel("理由").fill("统一到新版");
  await accessible(page);
  await shot(page, "move-desktop-zh");
  await dialog.getByRole("button", { name: "全部换到此版本" }).click();
  await page.getByText(/已换 \d+ 单/).waitFor();
  assert.equal((await api(page, `/opportunities/${deal.id}`)).sop_version.id, draft.id);
  await page.getByRole("button", { name: "撤销" }).click();
  await page.getByText(/已撤销 \d+ 单/).waitFor();
  assert.equal((await api(page, `/opportunities/${deal.id}`)).sop_version.id, light.current.id);
});
