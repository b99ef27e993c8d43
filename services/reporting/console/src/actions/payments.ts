/** Money: received, allocated, exchanged, taken off again, returned by the bank, paid back, moved to another customer. */
import { posting } from "../api/posting.ts";
import { documentId, inAddress } from "../lib/document.ts";
import {
  filled,
  freshNumber,
  member,
  members,
  SOURCE,
  text,
  type Action,
  type Field,
  type Row,
  type Table,
} from "./action.ts";
import { coded, CURRENCY, first, HELD, PAYMENT, PLAIN } from "./choices.ts";
import {
  AMOUNT,
  AMOUNT_OR_ALL,
  DOCUMENT_DATE,
  EXCHANGE_RATE,
  NUMBER,
  OPENING,
  ORDER,
  POSTED_ON,
  REASON,
  SOURCE_FIELD,
} from "./fields.ts";

export const AUTOMATIC = coded("allocate", ["auto", "none"], (t) => t.allocate);
export const APPLIED_ON = { name: "applied_on", kind: "date", optional: true, more: true } as const;

/** What is open, and beside each item what is to be settled of it, deducted, or taken for paying early. */
export const ALLOCATIONS: Table = {
  name: "allocations",
  kind: "allocations",
  columns: [
    { name: "amount", kind: "amount" },
    { name: "discount", kind: "amount", optional: true },
    { name: "deduction", kind: "amount", optional: true },
    { name: "deduction_reason", kind: "text", optional: true },
    { name: "deduction_deadline", kind: "date", optional: true },
  ],
};

/** New money may settle what is owed in another currency too: it is exchanged for what payer and payee agreed. */
export const RECEIVED: Table = {
  ...ALLOCATIONS,
  columns: ALLOCATIONS.columns.flatMap((column) =>
    column.name === "amount"
      ? [column, { name: "settles", kind: "amount", optional: true, exchanged: true }]
      : [column],
  ),
};

export const APPLICATIONS: Table = { ...ALLOCATIONS, columns: [{ name: "amount", kind: "amount" }] };

export function allocation(row: Row) {
  const instalment = text(row, "instalment");
  const deducted = text(row, "deduction");
  return {
    invoice: text(row, "invoice"),
    instalment: instalment === "" ? null : Number(instalment),
    amount: text(row, "amount") || "0",
    discount: text(row, "discount") || null,
    deduction:
      deducted === ""
        ? null
        : {
            number: text(row, "deduction_number"),
            amount: deducted,
            reason: text(row, "deduction_reason"),
            owner_role: "sales",
            deadline: text(row, "deduction_deadline") || null,
          },
  };
}

/** In which other currency the invoice is, and how much of it was agreed; nothing where it is that of the money. */
function exchanged(row: Row, currency: string) {
  const of = text(row, "currency") || currency;
  return of === currency ? { currency: null, settles: null } : { currency: of, settles: text(row, "settles") || null };
}

export const enterPayment: Action = {
  fields: [
    NUMBER,
    DOCUMENT_DATE,
    AMOUNT,
    CURRENCY,
    { name: "reference", kind: "text", optional: true },
    AUTOMATIC,
    { name: "value_date", kind: "date", optional: true, more: true },
    POSTED_ON,
    EXCHANGE_RATE,
    ORDER,
    OPENING,
    SOURCE_FIELD,
  ],
  table: RECEIVED,
  start: ({ today, currency }) => ({
    document_date: today,
    currency,
    allocate: "auto",
    opening: "no",
    source: SOURCE,
  }),
  posting: ({ texts, rows }, { account }) => {
    const allocations = filled(rows["allocations"]).map((row) => ({
      ...allocation(row),
      customer: text(row, "customer") || null,
      ...exchanged(row, text(texts, "currency")),
    }));
    return posting(
      "/v1/payments",
      {
        ...account,
        source: text(texts, "source"),
        number: text(texts, "number"),
        currency: text(texts, "currency"),
        amount: text(texts, "amount"),
        document_date: text(texts, "document_date"),
        allocate: text(texts, "allocate") as "auto",
        opening: text(texts, "opening") === "yes",
        ...members(texts, "reference", "value_date", "posted_on", "exchange_rate", "order"),
        ...(allocations.length > 0 ? { allocations } : {}),
      },
      undefined,
    );
  },
};

export const allocatePayment: Action = {
  fields: [PAYMENT, AUTOMATIC, APPLIED_ON],
  table: ALLOCATIONS,
  start: (about) => ({ document: first(PAYMENT, about), allocate: "none" }),
  posting: ({ texts, rows }) =>
    posting(
      "/v1/payments/{entity}/{source}/{number}/allocations",
      {
        allocate: text(texts, "allocate") as "auto",
        allocations: filled(rows["allocations"]).map(allocation),
        ...member(texts, "applied_on"),
      },
      inAddress(documentId(text(texts, "document"))),
    ),
};

export const unapplyPayment: Action = {
  fields: [REASON, POSTED_ON],
  table: { name: "invoices", kind: "applied", columns: [] },
  start: () => ({}),
  posting: ({ texts, rows }, { document }) =>
    posting(
      "/v1/payments/{entity}/{source}/{number}/unapplications",
      {
        reason: text(texts, "reason"),
        invoices: filled(rows["invoices"]).map((row) => text(row, "invoice")),
        ...member(texts, "posted_on"),
      },
      inAddress(document),
    ),
};

export const returnPayment: Action = {
  fields: [{ name: "returned_on", kind: "date" }, { name: "fee", kind: "amount", optional: true }, REASON, POSTED_ON],
  start: ({ today }) => ({ returned_on: today }),
  posting: ({ texts }, { account, document }) =>
    posting(
      "/v1/payments/{entity}/{source}/{number}/return",
      {
        customer: account.customer,
        returned_on: text(texts, "returned_on"),
        reason: text(texts, "reason"),
        ...members(texts, "fee", "posted_on"),
      },
      inAddress(document),
    ),
};

export const refund: Action = {
  fields: [HELD, NUMBER, DOCUMENT_DATE, AMOUNT_OR_ALL, REASON, POSTED_ON, EXCHANGE_RATE, SOURCE_FIELD],
  start: (about) => ({
    document: first(HELD, about),
    number: freshNumber("R", about.today),
    document_date: about.today,
    source: SOURCE,
  }),
  posting: ({ texts }, { account }) =>
    posting(
      "/v1/refunds",
      {
        ...account,
        source: text(texts, "source"),
        number: text(texts, "number"),
        document: text(texts, "document"),
        document_date: text(texts, "document_date"),
        reason: text(texts, "reason"),
        ...members(texts, "amount", "posted_on", "exchange_rate"),
      },
      undefined,
    ),
};

/** What some money could become: the entity's other currencies. */
const OTHER_CURRENCY: Field = {
  name: "currency",
  kind: "choice",
  options: ({ unapplied, currencies }, _, { texts }) => {
    const own = unapplied.find((one) => one.document === text(texts, "document"))?.currency;
    return currencies.filter((one) => one !== own).map((one) => [one, one]);
  },
};

/** Money on account becomes money in another currency, which settles what is owed in it. */
export const exchange: Action = {
  fields: [
    PAYMENT,
    AMOUNT_OR_ALL,
    OTHER_CURRENCY,
    { name: "settles", kind: "amount", optional: true },
    { name: "moved_on", kind: "date" },
    AUTOMATIC,
    REASON,
    { name: "transfer", kind: "text", more: true },
  ],
  start: (about) => {
    const texts = { document: first(PAYMENT, about) };
    return {
      ...texts,
      currency: OTHER_CURRENCY.options?.(about, PLAIN, { texts, rows: {} })[0]?.[0] ?? "",
      transfer: freshNumber("T", about.today),
      moved_on: about.today,
      allocate: "auto",
    };
  },
  posting: ({ texts }, { account }) => {
    const held = documentId(text(texts, "document"));
    return posting(
      "/v1/transfers",
      {
        ...account,
        kind: "payment",
        source: held.source,
        number: held.number,
        to_customer: account.customer,
        currency: text(texts, "currency"),
        transfer: text(texts, "transfer"),
        moved_on: text(texts, "moved_on"),
        allocate: text(texts, "allocate") as "auto",
        reason: text(texts, "reason"),
        ...members(texts, "amount", "settles"),
      },
      undefined,
    );
  },
};

export const transfer: Action = {
  fields: [
    HELD,
    { name: "to_customer", kind: "customer" },
    { name: "transfer", kind: "text" },
    { name: "moved_on", kind: "date" },
    AMOUNT_OR_ALL,
    AUTOMATIC,
    REASON,
    ORDER,
  ],
  start: (about) => ({
    document: first(HELD, about),
    transfer: freshNumber("T", about.today),
    moved_on: about.today,
    allocate: "auto",
  }),
  posting: ({ texts }, { account }) => {
    const held = documentId(text(texts, "document"));
    return posting(
      "/v1/transfers",
      {
        ...account,
        kind: held.kind as "payment",
        source: held.source,
        number: held.number,
        to_customer: text(texts, "to_customer"),
        transfer: text(texts, "transfer"),
        moved_on: text(texts, "moved_on"),
        allocate: text(texts, "allocate") as "auto",
        reason: text(texts, "reason"),
        ...members(texts, "amount", "order"),
      },
      undefined,
    );
  },
};
