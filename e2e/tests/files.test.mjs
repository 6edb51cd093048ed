// Files on a record: chosen, dragged, pasted, looked at, renamed, deleted and brought back; who may only read gets them out.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, test } from "node:test";
import { accessible, shot, stage } from "../lib/stage.mjs";

const { as, check } = stage();
afterEach(check);

const WORDS = {
  zh: { card: "附件", choose: "上传附件", more: (name) => `对「${name}」的更多操作`, rename: "重命名", name: "名称", save: "保存", delete: "删除", undo: "撤销" },
  en: { card: "Files", choose: "Add files", more: (name) => `More for ${name}`, rename: "Rename", name: "Name", save: "Save", delete: "Delete", undo: "Undo" },
};

/** A picture that the browser draws. */
async function picture(page) {
  const address = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 400 });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#2f6f5e";
    pen.fillRect(0, 0, 640, 400);
    return canvas.toDataURL("image/png");
  });
  return Buffer.from(address.split(",")[1], "base64");
}

/** The first deal of whoever is signed in. */
async function deal(page) {
  const filter = encodeURIComponent(JSON.stringify({ all: [{ field: "owner", op: "eq", value: { me: true } }, { field: "status", op: "eq", value: "open" }] }));
  const { data } = await (await page.request.get(`/api/v1/opportunities?limit=1&filter=${filter}`, { maxRetries: 3 })).json();
  return data[0];
}

for (const view of [{ size: "desktop", lang: "zh", theme: "light" }, { size: "desktop", lang: "en", theme: "dark" }, { size: "phone", lang: "zh", theme: "light" }, { size: "phone", lang: "en", theme: "dark" }]) {
  test(`a file is added, looked at, renamed, deleted and brought back: ${view.size} ${view.lang}`, async () => {
    const w = WORDS[view.lang];
    const page = await as("rep", view);
    const { id } = await deal(page);
    await page.goto(`/opportunities/${id}`);
    if (view.size === "phone") await page.getByRole("tab", { name: view.lang === "zh" ? "资料" : "Facts" }).click();
    const card = page.getByRole("region", { name: w.card, exact: true });
    await card.waitFor();
    const png = await picture(page);
    const photo = `${view.size}-${view.lang}.png`;
    await card.locator("input[multiple]").setInputFiles([
      { name: photo, mimeType: "image/png", buffer: png },
      { name: `minutes-${view.lang}.txt`, mimeType: "text/plain", buffer: Buffer.from("会议纪要 minutes\n") },
    ]);
    const row = card.getByRole("button", { name: new RegExp(`^${photo}`) });
    await row.waitFor();
    await card.getByText(`minutes-${view.lang}.txt`).first().waitFor();
    await accessible(page);
    await row.click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("img").waitFor();
    assert.ok(await dialog.locator("img").evaluate((img) => img.decode().then(() => img.naturalWidth === 640)));
    await accessible(page);
    await shot(page, `files-preview-${view.size}-${view.lang}`);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await shot(page, `files-card-${view.size}-${view.lang}`);

    await card.getByRole("button", { name: w.more(photo) }).click();
    await page.getByRole("menuitem", { name: w.rename }).click();
    await dialog.getByLabel(w.name).fill(`site-${photo}`);
    await dialog.getByRole("button", { name: w.save }).click();
    const renamed = card.getByRole("button", { name: new RegExp(`^site-${photo}`) });
    await renamed.waitFor();
    await card.getByRole("button", { name: w.more(`site-${photo}`) }).click();
    await page.getByRole("menuitem", { name: w.delete }).click();
    await renamed.waitFor({ state: "detached" });
    await page.getByRole("button", { name: w.undo }).click();
    await renamed.waitFor();
  });
}

test("files come by drag and as a pasted screenshot, and a reader gets them out", async () => {
  const page = await as("rep", { size: "desktop", lang: "zh", theme: "light" });
  const { id } = await deal(page);
  await page.goto(`/opportunities/${id}`);
  const card = page.getByRole("region", { name: "附件", exact: true });
  await card.waitFor();
  const dropped = await page.evaluateHandle(() => {
    const carried = new DataTransfer();
    carried.items.add(new File(["拖进来的内容"], "拖拽.txt", { type: "text/plain" }));
    return carried;
  });
  await card.dispatchEvent("dragover", { dataTransfer: dropped });
  await card.dispatchEvent("drop", { dataTransfer: dropped });
  await card.getByText("拖拽.txt").waitFor();
  const png = [...(await picture(page))];
  await page.evaluate((bytes) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
    window.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
  }, png);
  await card.getByText(/^截图 \d{4}-/).first().waitFor();
  await page.getByRole("list", { name: /动态|时间线|记录/ }).getByText("上传附件「拖拽.txt」").first().waitFor();

  const empty = { name: "空.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) };
  await card.locator("input[multiple]").setInputFiles(empty);
  await card.getByRole("alert").filter({ hasText: "文件是空的" }).waitFor();
  await accessible(page);

  const viewer = await as("viewer", { size: "desktop", lang: "zh", theme: "light" });
  await viewer.goto(`/opportunities/${id}`);
  const theirs = viewer.getByRole("region", { name: "附件", exact: true });
  const saved = viewer.waitForEvent("download");
  await theirs.getByRole("button", { name: /^拖拽\.txt/ }).click();
  const file = await saved;
  assert.equal(file.suggestedFilename(), "拖拽.txt");
  assert.equal(await readFile(await file.path(), "utf8"), "拖进来的内容");
  assert.equal(await theirs.locator("input").count(), 0);
  await theirs.getByRole("button", { name: "对「拖拽.txt」的更多操作" }).click();
  assert.equal(await viewer.getByRole("menuitem", { name: /重命名|删除/ }).count(), 0);
});

test("a PDF is looked at page by page, as pictures", async () => {
  const page = await as("rep", { size: "desktop", lang: "zh", theme: "light" });
  const filter = encodeURIComponent(JSON.stringify({ field: "kind", op: "eq", value: "application/pdf" }));
  const { data } = await (await page.request.get(`/api/v1/files?limit=1&filter=${filter}`, { maxRetries: 3 })).json();
  await page.goto(`/opportunities/${data[0].opportunity.id}`);
  const card = page.getByRole("region", { name: "附件", exact: true });
  await card.getByRole("button", { name: new RegExp(`^${data[0].name}`) }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("第 1 页，共 2 页").waitFor();
  await dialog.locator("img").waitFor();
  await accessible(page);
  await shot(page, "files-pdf");
  await dialog.getByRole("button", { name: "下一页" }).click();
  await dialog.getByText("第 2 页，共 2 页").waitFor();
  await dialog.locator("img").waitFor();
  assert.ok(await dialog.getByRole("button", { name: "下一页" }).isDisabled());
  const answer = await page.request.get(`/api/v1/files/${data[0].id}/content`, { maxRetries: 3 });
  assert.match(answer.headers()["content-disposition"], /^attachment/);
});
