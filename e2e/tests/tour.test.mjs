// The first tour: five steps through one deal, by pressing what it points at; it can be put off, taken up again and skipped.
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { accessible, shot, stage } from "../lib/stage.mjs";

const WORDS = {
  zh: { start: "开始", next: "下一步", later: "稍后再看", resume: "继续", skip: "跳过", end: "完成", again: "再看一遍", deal: "打开这笔商机", funnel: "看销售漏斗", advance: "有推进", save: "保存", fix: "现在补齐", complete: "标记完成" },
  en: { start: "Start", next: "Next", later: "Later", resume: "Go on", skip: "Skip", end: "Done", again: "Take it again", deal: "Open the deal", funnel: "See the funnel", advance: "Advance", save: "Save", fix: "Fix now", complete: "Mark done" },
};
const api = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then((answer) => answer.json());
const card = (page) => page.locator("[data-tour-card]");
const press = (page, name) => card(page).getByRole("button", { name, exact: true }).click();
const at = (page, n) => card(page).getByText(`${n} / 5`).waitFor();
/** What the tour points at, where it can be seen. */
const marked = (page, name) => page.locator(`[data-tour="${name}"]:visible`).last();

const VIEWS = [
  { size: "desktop", lang: "zh", theme: "light" },
  { size: "phone", lang: "en", theme: "dark" },
];

// The sample has one deal for the tour, and who walks through it moves it on: each walk has a server of its own.
for (const view of VIEWS) {
  describe(`${view.size} ${view.lang}`, () => {
    const { as, check } = stage();
    afterEach(check);
    const words = WORDS[view.lang];

    async function invited() {
      const page = await as("rep", view, "/today");
      await page.getByRole("button", { name: words.start, exact: true }).waitFor();
      return page;
    }

    test("the tour can be put off, taken up again and skipped, by keyboard", async () => {
      const page = await invited();
      await accessible(page);
      await page.getByRole("button", { name: words.start, exact: true }).click();
      await at(page, 1);
      await accessible(page);
      await press(page, words.later);
      await card(page).waitFor({ state: "detached" });
      await page.reload();
      await page.getByRole("button", { name: words.resume, exact: true }).click();
      await at(page, 1);
      await page.waitForFunction(() => document.activeElement?.closest("[data-tour-card]"));
      await page.keyboard.press("Enter");
      await at(page, 2);
      await press(page, words.skip);
      await card(page).waitFor({ state: "detached" });
      await page.reload();
      await page.locator("[data-tour=best]").waitFor();
      assert.equal(await page.getByRole("button", { name: words.start, exact: true }).count(), 0);
    });

    test("the tour leads from the next step to the funnel, also for who once skipped it", async () => {
      const page = await as("rep", view, "/settings");
      await page.getByRole("button", { name: words.again, exact: true }).click();
      await page.waitForURL("**/today");
      await page.getByRole("button", { name: words.start, exact: true }).waitFor();
      const { best } = await api(page, "/today");
      const id = best.opportunity.id;
      await page.getByRole("button", { name: words.start, exact: true }).click();
      await at(page, 1);
      await shot(page, `tour-1-${view.size}`);
      await press(page, words.next);
      await at(page, 2);

      await marked(page, "log").click();
      const dialog = page.getByRole("dialog").filter({ has: page.locator("textarea") });
      await dialog.locator("textarea").fill(view.lang === "zh" ? "日程逐项对过，没有改动" : "Went through the dates, nothing to change");
      await page.keyboard.press("Alt+6");
      await accessible(page);
      await shot(page, `tour-2-${view.size}`);
      await dialog.getByRole("button", { name: words.save }).last().click();
      await at(page, 3);

      await press(page, words.deal);
      await page.waitForURL(`**/opportunities/${id}`);
      await marked(page, "advance").waitFor();
      const before = await api(page, `/opportunities/${id}/sop`);
      assert.equal(before.gate.missing.length, 1);
      await marked(page, "advance").click();
      await page.getByRole("dialog").getByText(before.gate.missing[0].text).first().waitFor();
      await accessible(page);
      await shot(page, `tour-3-${view.size}`);
      await page.getByRole("button", { name: words.fix, exact: true }).click();
      await page.getByRole("button", { name: words.complete, exact: true }).click();

      await at(page, 4);
      const after = await api(page, `/opportunities/${id}/sop`);
      assert.notEqual(after.stage.key, before.stage.key);
      await shot(page, `tour-4-${view.size}`);
      await press(page, words.next);
      await at(page, 5);
      await press(page, words.funnel);
      await page.waitForURL("**/dashboard");
      await marked(page, "funnel").waitFor();
      await accessible(page);
      await shot(page, `tour-5-${view.size}`);
      await press(page, words.end);
      await card(page).waitFor({ state: "detached" });
    });
  });
}
