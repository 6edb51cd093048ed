import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, settled, shot, stage, VIEWS, viewName } from "../lib/stage.mjs";

const { as, check } = stage();
afterEach(check);

/** What every page is checked for: nothing sideways, nothing that axe finds, nothing untranslated. */
async function sound(page, name) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${name} scrolls sideways`);
  const text = await page.locator("body").innerText();
  assert.doesNotMatch(text, /\b[a-z]+\.[a-z]+_[a-z_]+\b|\{\{|undefined|NaN|\[object/, `${name} shows a raw key or value`);
  await accessible(page);
  await shot(page, name);
}

/** Pages by name: where they are, and what is there once they are drawn. */
const PAGES = {
  today: ["/today", "main section ul li"],
  opportunities: ["/opportunities", "[role=row][id], [role=listitem]"],
  board: ["/board", "[data-card]"],
  accounts: ["/accounts", "[role=row][id], [role=listitem]"],
  contacts: ["/contacts", "[role=row][id], [role=listitem]"],
  sops: ["/sops", "article"],
  "sop-chart": ["/sops?chart=true", ".react-flow__node button"],
  packs: ["/sops/packs", "article"],
  supervision: ["/sops/supervision", "main section"],
  improvements: ["/sops/improvements", "[role=row][id], [role=listitem]"],
  "question-lists": ["/sops/question_lists", "[role=row][id], [role=listitem]"],
  answers: ["/sops/answers", "main table"],
  market: ["/market/plans", "[role=row][id], [role=listitem]"],
  catalogue: ["/catalogue/products", "[role=row][id], [role=listitem]"],
  channel: ["/channel/deal_registrations", "[role=row][id], [role=listitem]"],
  pool: ["/pool", "main ul li"],
  "leads-response": ["/leads/response", "main ul li"],
  "contact-rules": ["/settings/contact", "main form ol"],
  tiers: ["/settings/tiers", "main form ol"],
  standards: ["/standards", "main table"],
  profile: ["/settings", "form"],
};

for (const view of VIEWS) {
  test(`every page is sound: ${viewName(view)}`, async () => {
    const page = await as("rep", view);
    assert.equal(await page.locator("html").getAttribute("data-theme"), view.theme);
    for (const [name, [path, there]] of Object.entries(PAGES)) {
      await page.goto(path);
      await page.locator(there).first().waitFor();
      await sound(page, `${name}-${viewName(view)}`);
    }
    for (const object of ["opportunities", "accounts"]) {
      const { data } = await (await page.request.get(`/api/v1/${object}?limit=1`, { maxRetries: 3 })).json();
      await page.goto(`/${object}/${data[0].id}`);
      await page.locator("h1").first().waitFor();
      await page.locator(view.size === "phone" ? "[role=tab]" : "textarea").first().waitFor();
      await settled(page);
      await sound(page, `${object}-record-${viewName(view)}`);
      for (const part of object === "opportunities" ? ["talk", "map"] : []) {
        await page.goto(`/opportunities/${data[0].id}/${part}`);
        await page.locator("main h1").first().waitFor();
        await settled(page);
        await sound(page, `${part}-${viewName(view)}`);
      }
    }
  });
}

test("an administrator keeps people, roles and products", async () => {
  const page = await as("admin", { size: "desktop", lang: "zh", theme: "light" });
  for (const object of ["products", "users", "roles"]) {
    await page.goto(`/settings/${object}`);
    await page.locator("[role=row][id]").first().waitFor();
    await sound(page, `settings-${object}`);
    await page.locator("[role=row][id]").first().click();
    await page.locator("dl").first().waitFor();
    await accessible(page);
  }
});

for (const size of ["desktop", "phone"]) {
  test(`who may only read is offered nothing else: ${size}`, async () => {
    const page = await as("viewer", { size, lang: "zh", theme: "light" }, "/opportunities");
    await page.locator("[role=row][id], [role=listitem]").first().waitFor();
    assert.equal(await page.getByRole("button", { name: /^(新建|推进|记录)/ }).count(), await page.getByRole("button", { name: "新建视图" }).count());
    const { data } = await (await page.request.get("/api/v1/opportunities?limit=1&sort=-amount", { maxRetries: 3 })).json();
    await page.goto(`/opportunities/${data[0].id}`);
    await page.locator("[role=tab]").first().waitFor();
    await page.locator("main ul li").first().waitFor();
    assert.equal(await page.locator("textarea").count(), 0);
    assert.equal(await page.getByRole("button", { name: /推进阶段|记录回答|^记录$|^新增|^新建/ }).count(), 0);
    assert.equal(await page.locator("[role=checkbox]:not([disabled])").count(), 0);
    await accessible(page);
  });
}
