// The first start: a company and its administrator, once.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, shot, stage } from "../lib/stage.mjs";

const { open, check, output } = stage("serve");
afterEach(check);

test("an empty server leads to the setup page, once", async () => {
  const page = await open({ size: "desktop", lang: "zh", theme: "light" }, "/");
  await page.waitForURL("**/setup");
  await page.locator("h1").waitFor();
  await accessible(page);
  await shot(page, "setup");
  const code = output().match(/(?:设置码[:：]|[Ss]etup code:)\s*(\S+)/)?.[1];
  assert.ok(code, `no setup code in:\n${output()}`);
  const fill = async (label, text) => page.getByLabel(label, { exact: true }).fill(text);
  await fill("设置码", "wrong-code");
  await fill("公司名称", "启航测试");
  await fill("您的姓名", "王建国");
  await fill("邮箱", "wang@example.com");
  await fill("密码", "a long password 9");
  await page.getByRole("button", { name: "开始使用" }).click();
  await page.locator("[aria-invalid], [role=alert]").first().waitFor();
  assert.equal(await page.getByLabel("公司名称", { exact: true }).inputValue(), "启航测试");
  await fill("设置码", code);
  await page.getByRole("button", { name: "开始使用" }).click();
  await page.waitForURL("**/today");
  await page.getByText("启航测试").first().waitFor();
  await page.getByText("今天没有待办").waitFor();
  await accessible(page);

  const second = await open({ size: "desktop", lang: "en", theme: "light" }, "/");
  await second.waitForURL("**/sign-in");
});
