// The rep asks the customer to confirm needs on a link; the customer answers on a phone; the answer is on the deal.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { accessible, shot, stage } from "../lib/stage.mjs";

const { as, open, check } = stage();
afterEach(check);

const WORDS = {
  zh: { ask: "请客户确认", make: "生成链接", address: "链接地址", confirm: "确认", correct: "更正", send: "提交", done: "都已答复", said: "已确认", opened: "打开过 1 次", revoke: "停用", gone: "此链接已失效" },
  en: { ask: "Ask to confirm", make: "Make the link", address: "Address of the link", confirm: "Confirm", correct: "Correct", send: "Send", done: "All answered", said: "Confirmed", opened: "Opened once", revoke: "Revoke", gone: "This link has ended" },
};

for (const [lang, theme] of [["zh", "light"], ["en", "dark"]]) {
  test(`a customer confirms and corrects needs on a phone: ${lang}`, async () => {
    const w = WORDS[lang];
    const rep = await as("rep", { size: "desktop", lang, theme });
    const headers = { Origin: new URL(rep.url()).origin };
    const made = async (path, data) => {
      const answer = await rep.request.post(`/api/v1${path}`, { maxRetries: 3, data, headers });
      assert.equal(answer.status(), 201, await answer.text());
      return answer.json();
    };
    const { data: sops } = await (await rep.request.get("/api/v1/sops", { maxRetries: 3 })).json();
    const deal = await made("/opportunities", { name: `确认链接 ${lang}`, sop: sops.find((sop) => sop.key === "light").id });
    const [first, second] = ["盘点一次要停线两天", "账实相差 3%"];
    for (const title of [first, second]) await made("/needs", { title, opportunity: deal.id, source: "拜访" });
    await rep.goto(`/opportunities/${deal.id}`);
    await rep.getByRole("button", { name: w.ask }).click();
    const dialog = rep.getByRole("dialog");
    await dialog.getByRole("button", { name: w.make }).click();
    const address = await dialog.getByLabel(w.address).inputValue();
    assert.match(address, /\/l\/[\w-]{22}$/);
    await accessible(rep);
    await shot(rep, `link-dialog-${lang}`);

    const customer = await open({ size: "phone", lang, theme }, new URL(address).pathname);
    const card = (title) => customer.getByRole("region", { name: title });
    await card(first).waitFor();
    assert.ok(await customer.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await accessible(customer);
    await shot(customer, `link-customer-${lang}`);
    await card(first).getByRole("button", { name: w.confirm }).click();
    await card(first).getByText(w.said).waitFor();
    await card(second).getByRole("button", { name: w.correct }).click();
    await card(second).getByRole("textbox").fill("其实是 5%，每个季度都这样");
    await accessible(customer);
    await card(second).getByRole("button", { name: w.send }).click();
    await customer.getByText(w.done).waitFor();
    await accessible(customer);
    await shot(customer, `link-answered-${lang}`);

    await rep.reload();
    await rep.getByRole("button", { name: w.ask }).click();
    await dialog.getByText(w.opened).waitFor();
    await dialog.getByRole("button", { name: w.revoke }).click();
    await dialog.getByRole("button", { name: w.revoke }).waitFor({ state: "detached" });
    await customer.reload();
    await customer.getByText(w.gone).waitFor();
    await accessible(customer);
  });
}
