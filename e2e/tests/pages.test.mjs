import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, shot, stage, VIEWS, viewName } from "../lib/stage.mjs";

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
      const { data } = await (await page.request.get(`/api/v1/${object}?limit=1`)).json();
      await page.goto(`/${object}/${data[0].id}`);
      await page.locator("h1").first().waitFor();
      await page.locator(view.size === "phone" ? "[role=tab]" : "textarea").first().waitFor();
      await page.waitForTimeout(300);
      await sound(page, `${object}-record-${viewName(view)}`);
    }
  });
}

test("an administrator keeps people, teams, roles and products", async () => {
  const page = await as("admin", { size: "desktop", lang: "zh", theme: "light" });
  for (const object of ["products", "users", "teams", "roles"]) {
    await page.goto(`/settings/${object}`);
    await page.locator("[role=row][id]").first().waitFor();
    await sound(page, `settings-${object}`);
    await page.locator("[role=row][id]").first().click();
    await page.locator("dl").first().waitFor();
    await accessible(page);
  }
});
