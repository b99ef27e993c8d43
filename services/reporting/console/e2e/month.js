/**
 * A month as a clerk lives it, in the console with a real browser on a real system, with a clerk's own key: opening
 * balances, invoices, money, interest, the close, the files that leave, and the ERP's balances held against these.
 *
 * Every posting is typed into its form and looked at as a preview before it is posted. The administrator's work, which
 * comes before the month, and the passing of days are asked of the API. The same month by HTTP alone stands in
 * tests/ledger/integration/test_a_month.py.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { readCsv, readXlsx } from "./files.js";
import { amounts, openBrowser, START_MS, startSystem } from "./system.js";

const WALK_MS = 240_000;
const END = "2026-02-28";
const VAT = { Net: "1000.00", Tax: "130.00", "Tax code": "VAT13", "Product line": "bearings" };
const SKONTO = {
  instalments: [{ percent: "100", due: { days: 30 } }],
  discounts: [{ percent: "2", due: { days: 10 } }],
};
const NAMES = { C1: "Dragon Bearings", C2: "苏州恒远机械制造有限公司", C3: "Pacific Pumps Inc." };

let system;
let ask;
let browser;
let page;
let troubles;
let shot;

before(async () => {
  system = await startSystem({ HUIKUAN_SIMULATED_FROM: "2026-02-01T01:00:00Z" }, "--no-demo");
  const { origin, hash } = new URL(system.address);
  ask = async (method, path, body) => {
    const headers = { authorization: `Bearer ${hash.slice("#key=".length)}`, "content-type": "application/json" };
    const answer = await fetch(origin + path, { method, headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  ({ browser, page, troubles, shot } = await openBrowser(system.address));
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

const on = (day) => `2026-02-${String(day).padStart(2, "0")}`;
const cents = (value) => Math.round(Number(value) * 100);

/** An entity with three customers and its agreed rate of interest: what an administrator sets up once. */
async function introduce() {
  await ask("PUT", "/v1/entities/CN01", {
    name: "Kunlun Trading",
    time_zone: "Asia/Shanghai",
    functional_currency: "CNY",
    currencies: ["CNY", "USD"],
    calendar: "CN",
    first_business_day: on(1),
    dunning_from: on(1),
    exchange_rates_hold_days: 31,
    rate_table: "agreed",
    interest_from: "2026-01-01",
  });
  const rate = { percent: "10", source: "terms of delivery 2026, 7.2" };
  await ask("PUT", "/v1/entities/CN01/interest-rates/agreed/2025-01-01", rate);
  const of = {
    C1: { currency: "CNY" },
    C2: { currency: "CNY", terms: SKONTO },
    C3: { currency: "USD", country: "US" },
  };
  for (const [customer, name] of Object.entries(NAMES)) {
    const about = { name, country: "CN", language: "zh", terms_days: 30, ...of[customer] };
    await ask("PUT", `/v1/customers/CN01/${customer}`, about);
  }
}

/** Days pass; the page shows the last one once everything it brings is heard of. */
async function untilDay(date) {
  await ask("PUT", "/v1/clock", { now: `${date}T09:00:00+08:00` });
  await page.locator(`.day time[datetime="${date}"]`).waitFor({ timeout: 60_000 });
}

async function ledgerOf(customer) {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Customers" }).click();
  await page.locator("main").getByRole("link", { name: NAMES[customer] }).first().click();
  await page.getByRole("link", { name: "Ledger" }).click();
  await page.getByRole("heading", { level: 1, name: NAMES[customer] }).waitFor();
}

async function enter(action) {
  await page.getByRole("navigation", { name: "Enter" }).getByRole("link", { name: action, exact: true }).click();
  await page.getByRole("button", { name: "Preview" }).waitFor();
}

/** Writes into the fields of the form by what stands at them; what is folded away is unfolded first. */
async function write(texts, where = page) {
  for (const [label, value] of Object.entries(texts)) {
    const field = where.getByLabel(label, { exact: true });
    if (!(await field.isVisible())) {
      await page.locator("summary", { hasText: "More" }).click();
    }
    if (await field.evaluate((element) => element instanceof HTMLSelectElement)) {
      await field.selectOption({ label: value });
    } else {
      await field.fill(value);
    }
  }
}

/** Looks at the preview: in every entry debits equal credits, in its currency and in the entity's own. */
async function look() {
  await page.getByRole("button", { name: "Preview" }).click();
  await page.locator(".posting-outcome .entry, .posting-outcome .note, .posting-outcome p").first().waitFor();
  await page.getByRole("button", { name: "Post", exact: true }).waitFor();
  const lines = [];
  for (const entry of await page.locator(".entry").all()) {
    const rows = await entry
      .locator("tbody tr")
      .evaluateAll((found) =>
        found.map((row) => Array.from(row.querySelectorAll("th, td"), (cell) => cell.textContent.replaceAll(",", ""))),
      );
    const total = (of) => rows.reduce((sum, row) => sum + cents(of(row) || "0"), 0);
    assert.ok(rows.length > 0);
    assert.equal(
      total(([, debit]) => debit),
      total(([, , credit]) => credit),
    );
    const [debits, credits] = await amounts(entry.locator("tfoot td.num"));
    assert.equal(debits, credits);
    assert.equal(
      cents(debits),
      total(([, debit]) => debit),
    );
    lines.push(...rows);
  }
  return lines.map(([account, debit, credit]) => [/[A-Z][^A-Z]*/.exec(account)[0].trim(), debit, credit]);
}

async function post(what) {
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await page.getByText(`Posted: ${what}`).waitFor();
  await page.getByRole("link", { name: "Back to the ledger" }).last().click();
}

async function saved(button) {
  const download = page.waitForEvent("download");
  await button.click();
  const file = await download;
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
}

test("a month as a clerk lives it", { timeout: START_MS + WALK_MS }, async () => {
  await introduce();
  await ask("GET", "/v1/clock");
  const key = await system.keyFor("finance", "CN01");

  // The clerk comes with a key of the role finance.
  await page.goto(new URL(system.address).origin);
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await shot("overview-empty");
  await untilDay(on(2));

  // Rates of other currencies come first.
  await page.getByRole("link", { name: "Month end" }).click();
  await shot("month-end-empty");
});
