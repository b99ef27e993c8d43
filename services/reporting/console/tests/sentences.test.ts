/** The timeline's sentences: every event the services publish has one in both languages, and data stays data. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { en } from "../src/text/en.ts";
import { zh } from "../src/text/zh.ts";
import { sentence } from "../src/text/sentences.ts";

describe("the two languages", () => {
  test("say the same things", () => {
    expect(shapeOf(zh)).toEqual(shapeOf(en));
  });
});

describe("a sentence", () => {
  test("is plain in either language", () => {
    const issued = {
      invoice: "CN01/invoice/erp/INV%2F7",
      currency: "CNY",
      gross: "10000.00",
      instalments: [{ number: 1, due_on: "2026-03-01", amount: "10000.00" }],
    };
    expect(sentence("invoice-issued", issued, "en")).toBe("Invoice INV/7 over CNY 10,000.00 issued, due 1 Mar 2026.");
    expect(sentence("invoice-issued", issued, "zh")).toBe("开出发票 INV/7，CNY 10,000.00，2026年3月1日 到期。");
  });
  test("says what gave an instalment its due date", () => {
    const dated = {
      invoice: "CN01/invoice/erp/7",
      instalment: 3,
      currency: "CNY",
      amount: "500.00",
      due_event: "warranty-end",
      happened_on: "2026-03-01",
      due_on: "2026-03-31",
    };
    expect(sentence("due-event-reported", dated, "en")).toBe(
      "End of the warranty of invoice 7 (3) on 1 Mar 2026: CNY 500.00 due 31 Mar 2026.",
    );
    expect(sentence("due-event-reported", dated, "zh")).toContain("质保期满");
  });
  test("says for which days interest is claimed", () => {
    const raised = {
      claim: "CN01/claim/erp/7%2F2%2Finterest-20260302",
      kind: "interest",
      invoice: "CN01/invoice/erp/7",
      instalment: 2,
      currency: "CNY",
      amount: "12.34",
      first_on: "2026-03-02",
      last_on: "2026-03-31",
      reason: "LPR",
    };
    expect(sentence("claim-raised", raised, "en")).toBe(
      "Interest of CNY 12.34 on invoice 7 (2) claimed, from 2 Mar 2026 to 31 Mar 2026.",
    );
    expect(sentence("claim-raised", raised, "zh")).toContain("逾期利息");
    const fee = { ...raised, kind: "fee", invoice: null, instalment: null };
    expect(sentence("claim-raised", fee, "en")).toBe("Fee of CNY 12.34 claimed: LPR.");
  });
  test("tells how much interest is claimed at one go, and of how many instalments", () => {
    const accrued = {
      currency: "CNY",
      amount: "120.50",
      raised_on: "2026-03-31",
      claims: [
        { kind: "interest", invoice: "CN01/invoice/erp/1", instalment: 1 },
        { kind: "interest", invoice: "CN01/invoice/erp/2", instalment: 1 },
      ],
    };
    expect(sentence("interest-accrued", accrued, "en")).toBe(
      "Interest of CNY 120.50 claimed up to 31 Mar 2026, of 2 instalments.",
    );
    expect(sentence("interest-accrued", { ...accrued, claims: [{}] }, "en")).toContain("of one instalment.");
    expect(sentence("interest-accrued", accrued, "zh")).toContain("2 笔应收");
    const late = { invoice: "CN01/invoice/erp/1", instalment: 1 };
    const both = {
      ...accrued,
      claims: [
        { kind: "interest", ...late },
        { kind: "fee", ...late },
      ],
    };
    expect(sentence("interest-accrued", both, "en")).toBe(
      "Interest and fixed sums of CNY 120.50 claimed up to 31 Mar 2026, of one instalment.",
    );
    const fixed = { ...accrued, claims: [{ kind: "fee", ...late }] };
    expect(sentence("interest-accrued", fixed, "en")).toContain("Fixed sums of CNY 120.50 claimed");
  });
  test("names each invoice a payment settles", () => {
    const allocated = {
      payment: "CN01/payment/bank/990",
      currency: "CNY",
      rule: "oldest-first",
      parts: [
        { invoice: "CN01/invoice/erp/1", instalment: 1, amount: "5.00" },
        { invoice: "CN01/invoice/erp/2", instalment: 1, amount: "6.50" },
      ],
    };
    expect(sentence("payment-allocated", allocated, "en")).toBe(
      "Payment 990 allocated oldest first to 1 (CNY 5.00), 2 (CNY 6.50).",
    );
  });
  test("survives missing fields and unknown kinds", () => {
    expect(sentence("payment-allocated", {}, "en")).toContain("Payment");
    expect(sentence("brand-new-event", {}, "zh")).toBe("brand-new-event");
  });
});

// Facts of a whole entity belong to no customer, so no customer's timeline shows them.
const NOT_OF_A_CUSTOMER = new Set([
  "entity-configured",
  "accounts-mapped",
  "day-opened",
  "policy-activated",
  "day-evaluated",
]);
const EVENTS = join(import.meta.dirname, "..", "..", "..", "..", "docs", "events");

describe("the catalogue of published events", () => {
  test("has a sentence for each, in both languages", () => {
    const published = readdirSync(EVENTS, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".json"))
      .map((file) => (file.split("/").at(-1) ?? "").replace(/\.v\d+\.json$/, ""))
      .filter((key) => !NOT_OF_A_CUSTOMER.has(key));
    const unsaid = published.filter((key) => sentence(key, {}, "en") === key || sentence(key, {}, "zh") === key);
    expect(published).not.toEqual([]);
    expect(unsaid).toEqual([]);
  });
});

// What English takes from the service's own sentences, Chinese has to name.
const ONE_SIDED = new Set(["verdicts", "refusals"]);

function shapeOf(value: unknown): unknown {
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !ONE_SIDED.has(name))
        .map(([name, inner]) => [name, shapeOf(inner)]),
    );
  }
  return typeof value;
}
