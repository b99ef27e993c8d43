/**
 * One walk through the console with a real browser on a real system: from the address that `huikuan run` prints to the
 * mails of the next working day.
 *
 * It starts a Huikuan of its own (a short demo in a folder of its own) and ends it; HUIKUAN_E2E_ADDRESS, as printed by
 * `huikuan run` (http://…/#key=…), takes a running one.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { amounts, openBrowser, START_MS, startSystem } from "./system.js";

const DAY_MS = 300_000;

let address;
let system;
let browser;
let page;
let troubles;

before(async () => {
  address = process.env.HUIKUAN_E2E_ADDRESS;
  if (address === undefined) {
    system = await startSystem({ HUIKUAN_DEMO_DAYS: "3" });
    address = system.address;
  }
  ({ browser, page, troubles } = await openBrowser(address));
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

test("from the printed address to the mails of the next working day", { timeout: START_MS + DAY_MS }, async () => {
  // The key comes with the address and leaves it at once; what is kept is the tab's alone.
  await page.goto(address);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  assert.ok(!page.url().includes("key="), "the key is still in the address bar");
  assert.equal(await page.evaluate(() => Object.values(localStorage).some((value) => value.startsWith("hk_"))), false);

  // The demo is played to its end, and then something is owed.
  await page.locator(".demo-progress").waitFor({ state: "detached", timeout: START_MS });
  await page.locator(".aging-overview tbody tr").first().waitFor({ timeout: 30_000 });
  await page.locator(".key-figure button").first().focus();
  await page.getByRole("tooltip").getByText("Denominator").waitFor();

  // Aging: the five ages add up to the receivable, and that less money on account and credits to the balance.
  await page.getByRole("link", { name: "Aging" }).click();
  const total = page.locator(".totals tr").first();
  await total.waitFor();
  const [not, one, two, three, four, receivable, account, credits, balance] = await amounts(total.locator("td.num"));
  assert.ok(receivable > 0);
  assert.ok(Math.abs(not + one + two + three + four - receivable) < 0.005);
  assert.ok(Math.abs(receivable + account + credits - balance) < 0.005);

  // A row opens to its items and leads to the customer, whose story is told in sentences.
  await page.locator(".aging-table .disclose").first().click();
  await page.locator(".items tbody tr").first().waitFor();
  await page.getByRole("link", { name: /Customer page/ }).click();
  await page.getByRole("button", { name: "Timeline" }).click();
  await page.locator(".timeline summary").first().waitFor();
  assert.match(await page.locator(".timeline").innerText(), /Registered as a customer|Invoice .+ issued/);

  // The clerk's side: the journal of the customer ends at the balance of the control accounts.
  await page.getByRole("link", { name: "Ledger" }).click();
  await page.locator(".control-table tbody td.num").last().waitFor();
  const owed = async () => (await amounts(page.locator(".control-table tbody tr:first-child td.num"))).at(-1);
  const balanceBefore = await owed();
  await page.getByRole("button", { name: "Journal", exact: true }).click();
  await page.locator(".journal-table tbody tr").nth(1).waitFor();
  while (await page.getByRole("button", { name: "Show more" }).isVisible()) {
    await page.getByRole("button", { name: "Show more" }).click();
    await page.waitForTimeout(300);
  }
  const behind = (await amounts(page.locator(".journal-table tbody td:last-child:not(:empty)"))).at(-1);
  assert.ok(Math.abs(behind - balanceBefore) < 0.005, `the journal ends at ${behind}, the balance is ${balanceBefore}`);

  // A payment: what is missing is said at its field; then its journal lines are shown before anything is posted.
  await page.getByRole("navigation", { name: "Enter" }).getByRole("link", { name: "Payment" }).click();
  await page.getByRole("button", { name: "Preview" }).click();
  await page.locator("input[aria-invalid=true]:focus").waitFor();
  const number = `BANK-${Date.now()}`;
  await page.getByLabel("Number", { exact: true }).fill(number);
  await page.getByLabel("Amount", { exact: true }).fill("100.00");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.locator(".entry").first().waitFor();
  const [debit, credit] = await amounts(page.locator(".entry tfoot td"));
  assert.ok(debit === credit && debit >= 100, `debits ${debit}, credits ${credit}`);
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await page.getByText(`Posted: Payment ${number}`).waitFor();
  await page.getByRole("link", { name: "Back to the ledger" }).last().click();
  await page.getByRole("link", { name: number, exact: true }).waitFor();
  assert.ok(Math.abs(balanceBefore - 100 - (await owed())) < 0.005);

  // The month's end shows its checklist, and the books balance.
  await page.getByRole("link", { name: "Month end" }).click();
  await page.getByRole("button", { name: "Show the checklist" }).click();
  await page.getByText("Debits equal credits").waitFor();
  await page.getByText("Control accounts equal open items").waitFor();

  // The next working day is opened, and everything it brings is done.
  await page.getByRole("link", { name: "Clock" }).click();
  const day = page.locator(".clock-day time");
  await day.waitFor();
  const before = await day.getAttribute("datetime");
  await page.getByRole("button", { name: "Next working day" }).click();
  const mails = page.getByRole("link", { name: /Read the mails of/ });
  // Where the clock was moved before, the mails of the last day are offered until the next one is there.
  await page.locator(`.clock-day time:not([datetime="${before}"])`).waitFor({ timeout: DAY_MS });
  await mails.waitFor({ timeout: DAY_MS });
  assert.ok((await day.getAttribute("datetime")) > before);

  // Its mails are in the mailbox and open in a frame in which nothing can run.
  await mails.click();
  await page.locator(".mail-list a").first().click();
  const frame = page.locator("iframe.mail-body");
  await frame.waitFor();
  assert.equal(await frame.getAttribute("sandbox"), "");
  assert.ok((await page.frameLocator("iframe.mail-body").locator("body").innerText()).length > 20);

  // The other language, and what was chosen is remembered.
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("heading", { level: 1, name: "邮箱" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "邮箱" }).waitFor();
  assert.deepEqual(troubles, []);
});
