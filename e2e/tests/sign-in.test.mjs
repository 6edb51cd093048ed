import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, shot, stage, VIEWS, viewName } from "../lib/stage.mjs";

const { open, check } = stage();
afterEach(check);

for (const view of VIEWS) {
  test(`the sign-in page is there, readable by all: ${viewName(view)}`, async () => {
    const page = await open(view);
    await page.locator("input[type=password]").waitFor();
    assert.match(await page.locator("html").getAttribute("lang"), view.lang === "zh" ? /^zh/ : /^en/);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "scrolls sideways");
    await accessible(page);
    await shot(page, `sign-in-${viewName(view)}`);
  });
}
