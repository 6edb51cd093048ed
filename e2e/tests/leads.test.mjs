// Leads in a browser: written down with duplicates shown, qualified, converted and back; pasted; imported from a file.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, shot, stage } from "../lib/stage.mjs";

const { as, check } = stage();
afterEach(check);

const DESKTOP = { size: "desktop", lang: "zh", theme: "light" };
const ENGLISH = { size: "desktop", lang: "en", theme: "dark" };
const PHONE = { size: "phone", lang: "zh", theme: "light" };
const api = (page, path) => page.request.get(`/api/v1${path}`, { maxRetries: 3 }).then((answer) => answer.json());

async function post(page, path, data) {
  const headers = { Origin: new URL(page.url()).origin };
  const answer = await page.request.post(`/api/v1${path}`, { maxRetries: 3, data, headers });
  assert.ok(answer.ok(), `${path}: ${await answer.text()}`);
  return answer.json();
}

/** A lead whose checklist is met. */
async function qualified(page, name, more = {}) {
  const lead = await post(page, "/leads", { name, company: `${name}仪器有限公司`, need: "排产靠手工", ...more });
  await post(page, `/leads/${lead.id}/log`, { kind: "call", reached: "connected" });
  for (const step of ["lead_fit", "lead_agreed"]) await post(page, `/leads/${lead.id}/steps/${step}/complete`, {});
  return lead;
}

test("a lead is written down; who may be the same is shown before it is saved", async () => {
  const page = await as("rep", DESKTOP, "/leads");
  await post(page, "/contacts", { name: "周重复", phone: "13811112222" });
  await page.getByRole("button", { name: "新建线索" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("姓名").fill("周重复");
  await form.getByLabel("手机").fill("138 1111 2222");
  await form.getByText("可能已经有了").waitFor();
  await form.getByText("电话相同").waitFor();
  await accessible(page);
  await shot(page, "lead-duplicates-desktop-zh-light");
  await form.getByRole("button", { name: "创建" }).click();
  await page.waitForURL(/\/leads\/[0-9a-f-]{36}$/);
  await page.getByRole("heading", { name: "周重复" }).waitFor();
  await page.getByText(/前响应|后/).first().waitFor();
  await accessible(page);
  await shot(page, "lead-desktop-zh-light");
});

test("a lead whose checklist isn't met says what is missing; met, it is converted, and back", async () => {
  const page = await as("rep", DESKTOP);
  const open = await post(page, "/leads", { name: "沈未完" });
  await page.goto(`/leads/${open.id}`);
  await page.getByRole("button", { name: "转化" }).first().click();
  await page.getByText("评估清单还有未完成的项目").waitFor();
  await accessible(page);
  await page.keyboard.press("Escape");

  const lead = await qualified(page, "沈已完");
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole("button", { name: "转化" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("商机名称").waitFor();
  await accessible(page);
  await shot(page, "lead-convert-desktop-zh-light");
  await dialog.getByRole("button", { name: "转化" }).click();
  await page.waitForURL(/\/opportunities\//);
  assert.equal((await api(page, `/leads/${lead.id}`)).status, "converted");
  await page.getByRole("button", { name: "撤销" }).click();
  await page.getByText("已撤销转化").waitFor();
  assert.equal((await api(page, `/leads/${lead.id}`)).status, "qualified");
});

test("a lead is given up with a reason and taken up again", async () => {
  const page = await as("rep", ENGLISH);
  const lead = await post(page, "/leads", { name: "Given Up" });
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Disqualify" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").selectOption("no_budget");
  await accessible(page);
  await dialog.getByRole("button", { name: "Disqualify" }).click();
  await page.getByText("Disqualified", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("New", { exact: true }).first().waitFor();
  assert.equal((await api(page, `/leads/${lead.id}`)).status, "new");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Disqualify" }).click();
  await dialog.getByLabel("Reason").selectOption("no_budget");
  await dialog.getByRole("button", { name: "Disqualify" }).click();
  await dialog.waitFor({ state: "detached" });
  // Later it takes a reason.
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Reopen" }).click();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("The budget came early");
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await page.locator("ol li", { hasText: "The budget came early" }).waitFor();
  assert.equal((await api(page, `/leads/${lead.id}`)).status, "new");
});

test("pasted lines become leads", async () => {
  const page = await as("rep", DESKTOP, "/leads");
  await page.getByRole("button", { name: "粘贴录入" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("要识别的内容").fill("钱粘贴，杭州粘贴机械有限公司，13822223333\n孙粘贴 13822224444");
  await dialog.getByRole("button", { name: "识别" }).click();
  assert.equal(await dialog.getByLabel("姓名").first().inputValue(), "钱粘贴");
  assert.equal(await dialog.getByLabel("公司").first().inputValue(), "杭州粘贴机械有限公司");
  await accessible(page);
  await shot(page, "lead-paste-desktop-zh-light");
  await dialog.getByRole("button", { name: "保存 2 条" }).click();
  await page.getByText("已保存 2 条线索").waitFor();
  const { data } = await api(page, "/leads?q=" + encodeURIComponent("粘贴"));
  assert.equal(data.length, 2);
});

test("a file is looked at, corrected, imported; what was refused can be taken away", async () => {
  const page = await as("rep", DESKTOP, "/leads");
  await page.getByRole("link", { name: "导入" }).click();
  await page.waitForURL(/\/import\/leads$/);
  const text = "姓名,手机,预计金额,颜色\n吴导入,13833334444,12万,红\n郑导入,13833335555,面议,蓝\n";
  await page.setInputFiles("input[type=file]", { name: "名单.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByText("共 2 行：将新建 1，更新 0，跳过 0，有误 1。").waitFor();
  await page.getByText(/应为数字/).waitFor();
  await accessible(page);
  await shot(page, "import-preview-desktop-zh-light");
  // The amount is left out: then both can come in.
  await page.getByLabel("「预计金额」对应的字段").selectOption("");
  await page.getByText("共 2 行：将新建 2，更新 0，跳过 0，有误 0。").waitFor();
  await page.getByLabel("「预计金额」对应的字段").selectOption("amount");
  await page.getByText("有误 1。").waitFor();
  await page.getByRole("button", { name: "开始导入" }).click();
  await page.getByText("共 2 行：新建 1，更新 0，跳过 0，未导入 1。").waitFor();
  await accessible(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "下载未导入的行" }).click();
  assert.equal((await download).suggestedFilename(), "名单-未导入.csv");
  const { data } = await api(page, "/leads?q=" + encodeURIComponent("导入"));
  assert.deepEqual(data.map((lead) => lead.amount), ["120000.00"]);
});

test("a workbook is refused with what to do", async () => {
  const page = await as("rep", ENGLISH, "/import/contacts");
  await page.setInputFiles("input[type=file]", { name: "people.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\x03\x04 and so on") });
  await page.getByRole("alert").getByText(/Save as → CSV UTF-8/).waitFor();
  await accessible(page);
});

test("the board shows leads by how far they have come; its menu decides", async () => {
  const page = await as("rep", DESKTOP);
  const lead = await post(page, "/leads", { name: "赵看板" });
  await page.goto("/leads/board");
  const column = page.getByRole("region", { name: "新线索" });
  await column.getByText("赵看板").waitFor();
  await accessible(page);
  await shot(page, "lead-board-desktop-zh-light");
  await column.getByText("赵看板").hover();
  await page.getByRole("button", { name: "移动 赵看板" }).click();
  await page.getByRole("menuitem", { name: "标为不合格" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("原因").selectOption("no_need");
  await dialog.getByRole("button", { name: "标为不合格" }).click();
  await page.getByRole("region", { name: "不合格" }).getByText("赵看板").waitFor();
  assert.equal((await api(page, `/leads/${lead.id}`)).reason, "no_need");
});

test("on a phone a lead is found, called and logged", async () => {
  const page = await as("rep", PHONE);
  const lead = await post(page, "/leads", { name: "冯手机", phone: "13855556666" });
  await page.goto("/leads");
  await page.getByText("冯手机").first().waitFor();
  await accessible(page);
  await page.goto(`/leads/${lead.id}`);
  await page.getByRole("button", { name: "记录沟通" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "保存" }).click();
  await page.getByText("跟进中").first().waitFor();
  await accessible(page);
  await shot(page, "lead-phone-zh-light");
});
