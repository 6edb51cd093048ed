// What every browser test starts from: one demo and one browser per file, pages in each view, and what no page may do.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { start } from "./server.mjs";

const SHOTS = resolve(import.meta.dirname, "../shots");
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const LOCALES = { zh: "zh-CN", en: "en-US" };
const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/google-chrome"];
const FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-sandbox"];

/** @typedef {{size: "desktop"|"phone", lang: "zh"|"en", theme: "light"|"dark"}} View */

const ALL = Object.keys(SIZES).flatMap((size) =>
  Object.keys(LOCALES).flatMap((lang) => ["light", "dark"].map((theme) => ({ size, lang, theme }))),
);

/**
 * The views that a page must be right in: each size in each language and each theme. All eight with `E2E_VIEWS=all`.
 * @type {View[]}
 */
export const VIEWS = ALL.filter(({ lang, theme }) => process.env.E2E_VIEWS === "all" || (lang === "zh") === (theme === "light"));

/** The view in a test's or a picture's name. @param {View} view */
export const viewName = (view) => `${view.size}-${view.lang}-${view.theme}`;

/** Fails if axe finds anything on the page as it is now. */
export async function accessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.map((n) => n.target.join(" ")).join("\n    ")}`);
  assert.deepEqual(found, [], `axe on ${page.url()}`);
}

/** Waits until nothing on the page stands in for what is still to come. */
export const settled = (page) => page.waitForFunction(() => !document.querySelector("[aria-busy=true], .late"));

/** Takes a picture into `e2e/shots`. */
export async function shot(page, name) {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/**
 * Call once at the top of a test file. Starts the demo (or an empty server) and a browser before its tests and ends them after.
 * `open` gives a page that isn't signed in, `as` one that is; both close with the file, after `check` of what no page may do.
 */
export function stage(command = "demo") {
  const state = { demo: null, browser: null, opened: [] };

  before(async () => {
    const executablePath = BROWSERS.find((path) => path && existsSync(path));
    assert.ok(executablePath, "Chromium isn't there: apt-get install chromium fonts-noto-cjk, or set CHROMIUM to its path");
    state.demo = await start(command);
    state.browser = await chromium.launch({ executablePath, args: FLAGS });
  });

  after(async () => {
    await state.browser?.close();
    await state.demo?.stop();
  });

  /** @param {View} view */
  async function open(view, path = "/") {
    const context = await state.browser.newContext({
      baseURL: state.demo.url,
      viewport: SIZES[view.size],
      locale: LOCALES[view.lang],
      colorScheme: view.theme,
      hasTouch: view.size === "phone",
      isMobile: view.size === "phone",
      timezoneId: "Asia/Shanghai",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const faults = watch(page, state.demo.url);
    state.opened.push({ page, faults });
    await page.goto(path);
    return page;
  }

  /** A page signed in as the demo's account `who`, such as `rep` or `manager`. @param {View} view */
  async function as(who, view, path = "/") {
    // The demo prints the four that people try first; every role has one like them.
    const { password } = state.demo.signIns[0] ?? assert.fail(`the demo prints no sign-in:\n${state.demo.output()}`);
    const email = `${who}@demo.example`;
    const page = await open(view, "about:blank");
    const origin = { Origin: state.demo.url };
    const answer = await page.request.post("/api/v1/session", { maxRetries: 3, data: { email, password }, headers: origin });
    assert.equal(answer.status(), 200, await answer.text());
    const set = await page.request.patch("/api/v1/me", { maxRetries: 3, data: { lang: view.lang === "zh" ? "zh-CN" : "en", theme: view.theme }, headers: origin });
    assert.ok(set.ok(), await set.text());
    await page.goto(path);
    return page;
  }

  /** Closes the pages opened so far; fails if one logged an error, broke the policy or spoke to another host. */
  async function check() {
    const faults = [];
    for (const opened of state.opened.splice(0)) {
      faults.push(...opened.faults);
      await opened.page.context().close();
    }
    assert.deepEqual(faults, []);
  }

  return { open, as, check, url: () => state.demo.url, output: () => state.demo.output() };
}

/** Collects what no page may do. Answers of 401, 409 and 412 are part of normal use, so Chromium's note of them is no fault. */
function watch(page, origin) {
  const faults = [];
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    if (/the server responded with a status of 4(01|09|12|22)/.test(message.text())) return;
    // A link to set a password that doesn't work any more is told as one that isn't there.
    if (message.location().url.includes('/api/v1/join/')) return;
    // Nor does the link of a form that was closed, or one that was revoked.
    if (/\/(api\/v1\/public\/(forms|links)|f)\//.test(message.location().url)) return;
    // A test that takes the network away hears of it here.
    if (message.text().includes("ERR_INTERNET_DISCONNECTED")) return;
    faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) faults.push(`request to another host: ${url}`);
  });
  return faults;
}
