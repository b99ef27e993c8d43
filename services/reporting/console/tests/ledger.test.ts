/** What the ledger pages work out themselves: running balances, entries of a preview, numbers of documents, months. */
import { describe, expect, test } from "vitest";
import { running, trialSums } from "../src/lib/balance.ts";
import { documentId, inAddress } from "../src/lib/document.ts";
import { lastMonthEnd, monthsBack } from "../src/lib/months.ts";
import { entriesOf } from "../src/ui/ledger/preview.tsx";

describe("the running balance", () => {
  const line = (role: string, debit: string, credit: string, currency = "CNY") => ({ role, debit, credit, currency });
  test("goes on from what was brought forward, and only the control accounts move it", () => {
    const lines = [
      line("receivable", "113.00", "0.00"),
      line("revenue", "0.00", "100.00"),
      line("on-account", "0.00", "50.10"),
      line("open-credits", "0.20", "0.00"),
    ];
    const behind = running(lines, new Map([["CNY", "1000.00"]])).map(([, balance]) => balance);
    expect(behind).toEqual(["1113.00", null, "1062.90", "1063.10"]);
  });
  test("is kept for each currency alone", () => {
    const lines = [
      line("receivable", "5", "0", "JPY"),
      line("receivable", "1.50", "0.00"),
      line("receivable", "0", "7", "JPY"),
    ];
    expect(running(lines, new Map()).map(([, balance]) => balance)).toEqual(["5", "1.50", "-2"]);
  });
});

describe("a trial balance", () => {
  test("adds up what stands on either side, to the cent", () => {
    expect(trialSums(["700.00", "-720.00", "20.00", "0.00"])).toEqual({
      debit: "720.00",
      credit: "720.00",
      difference: "0.00",
    });
    expect(trialSums(["5", "-7"])).toEqual({ debit: "5", credit: "7", difference: "-2" });
  });
});

describe("a preview", () => {
  const line = (
    document: string,
    debit: string | null,
    credit: string | null,
    posted_on = "2026-03-31",
    functional_amount: string | null = null,
  ) => ({
    customer: "0100",
    posted_on,
    document,
    account: "1",
    account_name: "",
    role: "bank",
    currency: "CNY",
    debit,
    credit,
    tax_code: null,
    functional_currency: "CNY",
    functional_amount,
    dimensions: {},
  });
  test("tells each document once, and its events one after the other", () => {
    const entries = entriesOf([
      line("P", "10.00", null),
      line("P", null, "10.00"),
      line("P", "4.00", null),
      line("P", null, "3.00"),
      line("P", null, "1.00"),
      line("I", "5.00", null),
      line("I", null, "5.00"),
    ]);
    expect(entries.map((entry) => [entry.document, entry.events.map((lines) => lines.length)])).toEqual([
      ["P", [2, 3]],
      ["I", [2]],
    ]);
  });
  test("keeps the two lines of an exchange difference together: they differ in worth alone", () => {
    const dollars = (debit: string | null, credit: string | null, worth: string) =>
      line("P", debit, credit, "2026-03-31", worth);
    const [entry] = entriesOf([
      dollars("100.00", null, "700.00"),
      dollars(null, "100.00", "-700.00"),
      dollars(null, null, "-20.00"),
      dollars(null, null, "20.00"),
    ]);
    expect(entry?.events.map((lines) => lines.length)).toEqual([2, 2]);
  });
  test("keeps days apart", () => {
    const entries = entriesOf([line("P", "1", null), line("P", null, "1"), line("P", "1", null, "2026-04-01")]);
    expect(entries.map((entry) => entry.posted_on)).toEqual(["2026-03-31", "2026-04-01"]);
  });
});

describe("a document's id", () => {
  test("is taken apart, and its number is what people wrote", () => {
    const id = documentId("CN01/invoice/erp/2026%2F17%25");
    expect(id).toMatchObject({ kind: "invoice", source: "erp", number: "2026/17%" });
    expect(inAddress(id)).toEqual({ entity: "CN01", source: "erp", number: "2026/17%" });
  });
  test("of a transfer has no source", () => {
    expect(documentId("CN01/transfer/T-7")).toMatchObject({ kind: "transfer", source: "", number: "T-7" });
  });
  test("that is none is shown as far as it goes", () => {
    expect(documentId("oops").number).toBe("");
  });
});

describe("months", () => {
  test("are counted back whole, over the turn of a year and a leap day", () => {
    expect(monthsBack("2024-03-15", 3)).toEqual([
      { first: "2024-03-01", last: "2024-03-31" },
      { first: "2024-02-01", last: "2024-02-29" },
      { first: "2024-01-01", last: "2024-01-31" },
    ]);
    expect(lastMonthEnd("2026-01-31")).toBe("2025-12-31");
  });
});
