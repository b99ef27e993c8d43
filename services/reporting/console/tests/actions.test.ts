/** Actions of a clerk: what their forms ask for, what they send, and which field a refusal is shown at. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { About, Values } from "../src/actions/action.ts";
import { actionOfDraft, canBeDraft, draftName, restored } from "../src/actions/drafts.ts";
import { missing, placed, start, tablesOf, withMore } from "../src/actions/form.ts";
import { ABOUT, ACTIONS, ALONE, actionOf, type ActionName } from "../src/actions/index.ts";
import { Problem } from "../src/api/problem.ts";
import { documentId } from "../src/lib/document.ts";
import { LEDGER_TEXTS } from "../src/text/ledger/index.ts";

const t = LEDGER_TEXTS.en;

const INVOICE = "CN01/invoice/erp/2026%2F17";

function item(invoice: string, open: string) {
  return {
    customer: "0100",
    invoice,
    number: documentId(invoice).number,
    instalment: 1,
    currency: "CNY",
    document_date: "2026-03-01",
    posted_on: "2026-03-01",
    due_on: "2026-03-31",
    amount: "100.00",
    open,
    disputed: "0.00",
  };
}

function about(change: Partial<About> = {}): About {
  return {
    account: { entity: "CN01", customer: "0100" },
    today: "2026-04-02",
    currency: "CNY",
    currencies: ["CNY", "USD"],
    document: null,
    open: [item("CN01/invoice/erp/1", "40.00"), item(INVOICE, "100.00")],
    more: null,
    waiting: [],
    unapplied: [],
    unidentified: [],
    disputes: [],
    writeOffs: [],
    claims: [],
    applied: [],
    ...change,
  };
}

function written(
  values: Values,
  texts: Record<string, string>,
  rows: Record<number, Record<string, string>> = {},
): Values {
  const table = Object.keys(values.rows)[0] ?? "";
  const changed = (values.rows[table] ?? []).map((row, index) => ({ ...row, ...rows[index] }));
  return { texts: { ...values.texts, ...texts }, rows: { ...values.rows, [table]: changed } };
}

const payment = ACTIONS.payment;

describe("an action", () => {
  test.each(Object.keys(ACTIONS) as ActionName[])("%s has names for all it shows, in both languages", (name) => {
    for (const said of Object.values(LEDGER_TEXTS)) {
      expect(said.actions[name]).toBeTruthy();
      expect(said.titles[name]).toBeTruthy();
      const action = actionOf(name);
      const shown = [...(action?.fields ?? []), ...tablesOf(action ?? payment).flatMap((table) => table.columns)];
      for (const field of [...shown, ...tablesOf(action ?? payment)]) {
        expect(said.fields[field.name], field.name).toBeTruthy();
      }
    }
  });
  test("that is offered exists", () => {
    const offered = [...ALONE, ...Object.values(ABOUT).flatMap(({ open, ever }) => [...open, ...ever])];
    expect(offered.filter((name) => actionOf(name) === undefined)).toEqual([]);
    expect(actionOf("toString")).toBeUndefined();
  });
  test("about a document begins with it", () => {
    const begun = start(ACTIONS.adjust, about({ document: documentId(INVOICE) }));
    expect(begun.texts["invoice"]).toBe(INVOICE);
    expect(start(ACTIONS.adjust, about()).texts["invoice"]).toBe("CN01/invoice/erp/1");
  });
  test("names the document in its address as people wrote its number", () => {
    const begun = start(ACTIONS.cancel, about({ document: documentId(INVOICE) }));
    const asked = ACTIONS.cancel.posting(written(begun, { reason: "twice" }), about());
    expect(asked.at).toEqual({ entity: "CN01", source: "erp", number: "2026/17" });
    expect(asked.body).toEqual({ reason: "twice" });
  });
});

describe("a payment", () => {
  const begun = start(payment, about());
  test("sends only the open items that something was written beside", () => {
    const values = written(
      begun,
      { number: "P-1", amount: "95.00" },
      { 1: { amount: "90.00", deduction: "5.00", deduction_reason: "short", deduction_deadline: "2026-04-15" } },
    );
    const { allocations, ...rest } = payment.posting(values, about()).body as { allocations: object[] };
    expect(rest).toMatchObject({
      customer: "0100",
      number: "P-1",
      amount: "95.00",
      allocate: "auto",
      source: "console",
    });
    expect(rest).not.toHaveProperty("posted_on");
    expect(allocations).toHaveLength(1);
    expect(allocations[0]).toMatchObject({ invoice: INVOICE, instalment: 1, amount: "90.00", discount: null });
    expect(allocations[0]).toMatchObject({ deduction: { amount: "5.00", reason: "short", deadline: "2026-04-15" } });
  });
  test("is new money unless it is said to be from before these books", () => {
    const body = (values: Values) => payment.posting(values, about()).body as { opening: boolean };
    expect(body(begun).opening).toBe(false);
    expect(body(written(begun, { opening: "yes" })).opening).toBe(true);
    const credit = ACTIONS["credit-note"];
    const opened = written(start(credit, about()), { opening: "yes" });
    expect((credit.posting(opened, about()).body as { opening: boolean }).opening).toBe(true);
  });
  test("sent again is the same request, deduction and all", () => {
    const values = written(
      begun,
      { number: "P-1", amount: "9" },
      { 0: { amount: "9", deduction: "1", deduction_reason: "x" } },
    );
    expect(payment.posting(values, about())).toEqual(payment.posting(values, about()));
  });
  test("gets more open items behind those that stand there, and keeps what was written", () => {
    const values = written(begun, { number: "P-1" }, { 0: { amount: "40.00" } });
    const more = about({
      open: [item("CN01/invoice/erp/1", "40.00"), item(INVOICE, "100.00"), item("CN01/invoice/erp/3", "7.00")],
    });
    const grown = withMore(payment, more, values);
    expect(grown.texts).toEqual(values.texts);
    expect(grown.rows["allocations"]?.map((row) => [row["invoice"], row["amount"]])).toEqual([
      ["CN01/invoice/erp/1", "40.00"],
      [INVOICE, undefined],
      ["CN01/invoice/erp/3", undefined],
    ]);
  });
  test("without amount or number is not sent, and neither is what is no amount", () => {
    const found = missing(payment, written(begun, { amount: "12,5x" }, { 0: { amount: "ten" } }), t);
    expect(found).toEqual({
      number: t.form.required,
      amount: t.form.notANumber,
      "allocations/0/amount": t.form.notANumber,
    });
  });
});

describe("a payment of invoices in another currency", () => {
  const dollars = { ...item("CN01/invoice/erp/7", "50.00"), currency: "USD" };
  const owing = about({ open: [item("CN01/invoice/erp/1", "40.00"), dollars] });
  const begun = start(payment, owing);
  const sent = (values: Values) => (payment.posting(values, owing).body as { allocations: object[] }).allocations;
  test("says in which, and how much of it was agreed; of its own currency it says neither", () => {
    const values = written(
      begun,
      { number: "P-1", amount: "395.00" },
      { 0: { amount: "40.00" }, 1: { amount: "355.00", settles: "50.00" } },
    );
    expect(sent(values)).toMatchObject([
      { invoice: "CN01/invoice/erp/1", amount: "40.00", currency: null, settles: null },
      { invoice: "CN01/invoice/erp/7", amount: "355.00", currency: "USD", settles: "50.00" },
    ]);
  });
  test("leaves it to the rates of the day where nothing was agreed", () => {
    expect(sent(written(begun, {}, { 1: { amount: "355.00" } }))).toMatchObject([{ currency: "USD", settles: null }]);
  });
  test("is not sent without the money that is given for what was agreed", () => {
    const values = written(begun, { number: "P-1", amount: "1" }, { 1: { settles: "50.00" } });
    expect(missing(payment, values, t)).toEqual({ "allocations/1/amount": t.form.required });
  });
  test("without a rate is refused at its own row", () => {
    const values = written(begun, {}, { 1: { amount: "355.00" } });
    const problem = new Problem(409, "", "", [{ field: "allocations/0/currency", detail: "no rate" }]);
    expect(placed(problem, payment, values)).toEqual({ at: { "allocations/1/amount": "no rate" }, rest: [] });
  });
  test("kept as a draft is the same payment again", () => {
    const values = written(begun, { number: "P-1" }, { 1: { amount: "355.00", settles: "50.00" } });
    const kept = JSON.parse(JSON.stringify(payment.posting(values, owing).body)) as Record<string, unknown>;
    expect(sent(restored(payment, owing, kept))).toEqual(sent(values));
  });
  test("may come from money on account: it is exchanged for the same customer", () => {
    const document = "CN01/payment/bank/1";
    const unapplied = [
      {
        customer: "0100",
        document,
        currency: "CNY",
        posted_on: "2026-03-01",
        amount: "71.00",
        unapplied: "71.00",
        held: false,
        order: null,
        reference: null,
      },
    ];
    const held = about({ unapplied: unapplied as unknown as About["unapplied"], document: documentId(document) });
    const values = start(ACTIONS.exchange, held);
    expect(values.texts["currency"]).toBe("USD");
    const { path, body } = ACTIONS.exchange.posting(written(values, { settles: "10.00", reason: "agreed" }), held);
    expect(path).toBe("/v1/transfers");
    expect(body).toMatchObject({
      customer: "0100",
      to_customer: "0100",
      number: "1",
      currency: "USD",
      settles: "10.00",
    });
    expect(body).not.toHaveProperty("amount");
  });
});

describe("a draft", () => {
  const lines = [{ net: "88.50", tax: "11.50", tax_code: "VAT13", product_line: "bearings" }];
  const invoice = start(ACTIONS.invoice, about());
  const paid = written(
    start(payment, about()),
    { number: "P-1", amount: "95.00", allocate: "none", opening: "yes", reference: "4711" },
    { 1: { amount: "90.00", deduction: "5.00", deduction_reason: "short", deduction_deadline: "2026-04-15" } },
  );
  const others = { customer: "0101", invoice: "erp/9", amount: "3.00", discount: "0.10" };
  const forms: [ActionName, Values][] = [
    [
      "invoice",
      {
        texts: { ...invoice.texts, number: "7", amount: "100.00", kind: "fee", due_date: "2026-05-01" },
        rows: { lines, instalments: [{ due_date: "2026-05-01", amount: "100.00" }] },
      },
    ],
    ["invoice", written(invoice, { number: "7" })],
    ["payment", paid],
    ["payment", { ...paid, rows: { allocations: [...(paid.rows["allocations"] ?? []), others] } }],
    ["credit-note", written(start(ACTIONS["credit-note"], about()), { number: "8", against: INVOICE })],
    ["adjust", written(start(ACTIONS.adjust, about()), { kind: "offset", amount: "1.00", reason: "netted" })],
  ];
  test.each(forms)("of %s gives the form back as it stood", (name, values) => {
    const { body } = ACTIONS[name].posting(values, about());
    // It comes back as JSON.
    const kept = JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
    const again = restored(ACTIONS[name], about(), kept);
    expect(ACTIONS[name].posting(again, about()).body).toEqual(body);
    expect(actionOfDraft(draftName(name, values, about())?.kind ?? "invoice")).toBe(name);
  });
  test("keeps what it settled although it is open no more", () => {
    const { body } = payment.posting(paid, about());
    const later = about({ open: [] });
    const again = restored(payment, later, body as Record<string, unknown>);
    expect((payment.posting(again, later).body as { allocations: object[] }).allocations).toMatchObject([
      { invoice: INVOICE, amount: "90.00", deduction: { amount: "5.00" } },
    ]);
  });
  test("is called what its document will be called, and only some documents can be one", () => {
    expect(draftName("adjust", forms.at(-1)?.[1] ?? invoice, about())).toMatchObject({
      kind: "offset",
      source: "console",
    });
    expect(canBeDraft("refund")).toBe(false);
    expect(draftName("refund", invoice, about())).toBeNull();
  });
});

describe("unidentified money", () => {
  const unidentified = [
    {
      bank_account: "ICBC-4711",
      payment: "CN01/payment/bank/2026-03-31%2F18",
      currency: "CNY",
      posted_on: "2026-03-31",
      amount: "30.00",
      left: "30.00",
      reference: "HENGYUAN",
    },
  ];
  const nobodys = about({ account: { entity: "CN01", customer: "" }, unidentified });
  test("is entered without a customer", () => {
    const action = ACTIONS.unidentified;
    const values = written(start(action, nobodys), { bank_account: "ICBC-4711", number: "P-9", amount: "30.00" });
    const { path, body } = action.posting(values, nobodys);
    expect(path).toBe("/v1/payments");
    expect(body).toMatchObject({ entity: "CN01", bank_account: "ICBC-4711", allocate: "none" });
    expect(body).not.toHaveProperty("customer");
  });
  test("is given away from the bank account it came to, into the books of whom it is given to", () => {
    const action = ACTIONS.assign;
    const values = written(start(action, nobodys), { to_customer: "C2", reason: "the payer called" });
    expect(action.posting(values, nobodys).body).toMatchObject({
      bank_account: "ICBC-4711",
      source: "bank",
      number: "2026-03-31/18",
      to_customer: "C2",
      allocate: "auto",
    });
    expect(action.lands?.(values, nobodys)).toEqual({ entity: "CN01", customer: "C2" });
  });
  test("that the bank took back leaves whole, from the account it came to", () => {
    const action = ACTIONS["return-unidentified"];
    const { path, at, body } = action.posting(written(start(action, nobodys), { reason: "unknown" }), nobodys);
    expect([path, at]).toEqual([
      "/v1/payments/{entity}/{source}/{number}/return",
      { entity: "CN01", source: "bank", number: "2026-03-31/18" },
    ]);
    expect(body).toEqual({ bank_account: "ICBC-4711", returned_on: "2026-04-02", reason: "unknown" });
  });
  test("is sent back as a refund of the account it came to, all that is left or a part", () => {
    const action = ACTIONS["refund-unidentified"];
    const begun = written(start(action, nobodys), { reason: "unknown" });
    const { path, body } = action.posting(begun, nobodys);
    expect(path).toBe("/v1/refunds");
    expect(body).toMatchObject({ bank_account: "ICBC-4711", document: "CN01/payment/bank/2026-03-31%2F18" });
    expect(body).not.toHaveProperty("customer");
    expect(body).not.toHaveProperty("amount");
    expect(action.posting(written(begun, { amount: "10.00" }), nobodys).body).toMatchObject({ amount: "10.00" });
  });
});

describe("a merger", () => {
  test("names the customer who goes in the address, and who stays in the body", () => {
    const values = written(start(ACTIONS.merge, about()), { into: "0101", reason: "entered twice" });
    expect(ACTIONS.merge.posting(values, about())).toEqual({
      path: "/v1/customers/{entity}/{customer}/merger",
      at: { entity: "CN01", customer: "0100" },
      body: { into: "0101", merged_on: "2026-04-02", reason: "entered twice" },
    });
    expect(missing(ACTIONS.merge, start(ACTIONS.merge, about()), t)).toEqual({
      into: t.form.required,
      reason: t.form.required,
    });
  });
});

describe("a refusal", () => {
  const values = written(start(payment, about()), {}, { 1: { amount: "500", deduction: "1" } });
  const refused = (...errors: [field: string, detail: string][]) =>
    placed(
      new Problem(
        409,
        "",
        "all",
        errors.map(([field, detail]) => ({ field, detail })),
      ),
      payment,
      values,
    );
  test("stands at the row as it is shown, though only filled rows were sent", () => {
    expect(refused(["allocations/0/amount", "too much"])).toEqual({
      at: { "allocations/1/amount": "too much" },
      rest: [],
    });
    expect(refused(["allocations/0/deduction/reason", "why?"]).at).toEqual({
      "allocations/1/deduction_reason": "why?",
    });
  });
  test("of a field that is not in the form is said beside it", () => {
    expect(refused(["customer", "insolvent"], ["amount", "negative"])).toEqual({
      at: { amount: "negative" },
      rest: ["insolvent"],
    });
    expect(refused().rest).toEqual(["all"]);
  });
});

describe("taking a payment off", () => {
  const applied = [
    {
      document: "CN01/payment/bank/1",
      invoice: INVOICE,
      instalment: 1,
      applied_on: "",
      amount: "60.00",
      currency: "CNY",
      rule: "explicit",
    },
    {
      document: "CN01/payment/bank/1",
      invoice: "CN01/invoice/erp/1",
      instalment: 1,
      applied_on: "",
      amount: "9.00",
      currency: "CNY",
      rule: "explicit",
    },
    {
      document: "CN01/payment/bank/1",
      invoice: "CN01/invoice/erp/1",
      instalment: 1,
      applied_on: "",
      amount: "-9.00",
      currency: "CNY",
      rule: "taken-back",
    },
  ];
  const values = start(ACTIONS.unapply, about({ applied, document: documentId("CN01/payment/bank/1") }));
  test("offers what stands applied, and nothing that was taken back", () => {
    expect(values.rows["invoices"]?.map((row) => [row["invoice"], row["applied"]])).toEqual([[INVOICE, "60.00"]]);
  });
  test("of nothing is not sent: to the ledger that would mean everything", () => {
    const none = written(values, { reason: "wrong" }, { 0: { take: "" } });
    expect(missing(ACTIONS.unapply, none, t)).toEqual({ invoices: t.form.required });
  });
});

describe("the texts of the ledger", () => {
  const schema = readFileSync(join(import.meta.dirname, "..", "src", "api", "schema", "ledger.ts"), "utf8");
  const codes = (member: RegExp): string[] => [
    ...new Set(
      [...schema.matchAll(member)].flatMap((found) =>
        [...(found[1] ?? "").matchAll(/"([^"]+)"/g)].map((code) => code[1] ?? ""),
      ),
    ),
  ];
  test("say the same in both languages", () => {
    const shape = (value: unknown): unknown =>
      typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]))
        : typeof value;
    expect(shape(LEDGER_TEXTS.zh)).toEqual(shape(LEDGER_TEXTS.en));
  });
  test("know every part of a document, every kind of movement and of document", () => {
    const roles = codes(/\brole: (("[a-z-]+"( \| )?)+);/g);
    expect(roles).toContain("receivable");
    expect(roles.filter((role) => !(role in t.roles))).toEqual([]);
    const kinds = codes(/\bkind: (("[a-z-]+"( \| )?)+);/g);
    const owed = [
      "sale",
      "opening-balance",
      "debit-adjustment",
      "fee",
      "claim",
      "merged",
      "merged-fee",
      "merged-claim",
    ];
    expect(owed.filter((kind) => !(kind in t.owedFor))).toEqual([]);
    const known = { ...t.kinds, ...t.statement.kinds, ...t.owedFor, ...t.claimKinds, ...t.monthEnd.classes };
    const steps = [
      "issued",
      "applied",
      "taken-back",
      "reduced",
      "restored",
      "cancelled",
      "acknowledgement",
      "reconciliation",
      "difference",
    ];
    expect(kinds.filter((kind) => !(kind in known) && !steps.includes(kind))).toEqual([]);
  });
});
