/** Invoices: entered, cancelled, and what their instalments wait for reported. */
import { posting } from "../api/posting.ts";
import { inAddress } from "../lib/document.ts";
import { filled, instalment, member, members, SOURCE, text, type Action, type Row, type Table } from "./action.ts";
import { coded, CURRENCY, first, INSTALMENT, INVOICE } from "./choices.ts";
import {
  AMOUNT,
  DOCUMENT_DATE,
  EXCHANGE_RATE,
  NUMBER,
  ORDER,
  POSTED_ON,
  REASON,
  REFERENCE,
  SOURCE_FIELD,
} from "./fields.ts";
import { documentId } from "../lib/document.ts";

/** Net and tax of a document by tax code; without lines it bears no tax. */
export const LINES: Table = {
  name: "lines",
  kind: "lines",
  columns: [
    { name: "net", kind: "amount" },
    { name: "tax", kind: "amount", optional: true },
    { name: "tax_code", kind: "text", optional: true },
    { name: "product_line", kind: "text", optional: true },
  ],
};

const INSTALMENTS: Table = {
  name: "instalments",
  kind: "lines",
  columns: [
    { name: "due_date", kind: "date" },
    { name: "amount", kind: "amount" },
  ],
};

export function lineOf(row: Row) {
  const productLine = text(row, "product_line");
  return {
    net: text(row, "net"),
    tax: text(row, "tax") || "0",
    tax_code: text(row, "tax_code") || "none",
    revenue_account: null,
    ...(productLine === "" ? {} : { dimensions: { product_line: productLine } }),
  };
}

export const enterInvoice: Action = {
  fields: [
    NUMBER,
    DOCUMENT_DATE,
    AMOUNT,
    CURRENCY,
    { name: "due_date", kind: "date", optional: true },
    coded("kind", ["sale", "opening-balance", "debit-adjustment", "fee"], (t) => t.owedFor),
    ORDER,
    REFERENCE,
    POSTED_ON,
    EXCHANGE_RATE,
    SOURCE_FIELD,
  ],
  tables: [LINES, INSTALMENTS],
  start: ({ today, currency }) => ({ document_date: today, currency, kind: "sale", source: SOURCE }),
  posting: ({ texts, rows }, { account }) => {
    const lines = filled(rows["lines"]).map(lineOf);
    const instalments = filled(rows["instalments"]).map((row) => ({
      due_date: text(row, "due_date"),
      amount: text(row, "amount"),
    }));
    return posting(
      "/v1/invoices",
      {
        ...account,
        source: text(texts, "source"),
        number: text(texts, "number"),
        currency: text(texts, "currency"),
        amount: text(texts, "amount"),
        document_date: text(texts, "document_date"),
        kind: text(texts, "kind") as "sale",
        ...members(texts, "due_date", "order", "reference", "posted_on", "exchange_rate"),
        ...(lines.length > 0 ? { lines } : {}),
        ...(instalments.length > 0 ? { instalments } : {}),
      },
      undefined,
    );
  },
};

export const cancelInvoice: Action = {
  fields: [INVOICE, REASON, POSTED_ON],
  start: (about) => ({ invoice: first(INVOICE, about) }),
  posting: ({ texts }) =>
    posting(
      "/v1/invoices/{entity}/{source}/{number}/cancellation",
      { reason: text(texts, "reason"), ...member(texts, "posted_on") },
      inAddress(documentId(text(texts, "invoice"))),
    ),
};

export const reportDueEvent: Action = {
  fields: [
    INVOICE,
    coded("event", ["delivery", "acceptance", "invoice-receipt", "warranty-end"], (t) => t.dueEvents),
    { name: "happened_on", kind: "date" },
    INSTALMENT,
  ],
  start: (about) => ({
    invoice: about.document?.id ?? about.waiting[0]?.invoice ?? "",
    event:
      (about.waiting.find((one) => one.invoice === about.document?.id) ?? about.waiting[0])?.due_event ?? "delivery",
    happened_on: about.today,
  }),
  posting: ({ texts }) =>
    posting(
      "/v1/invoices/{entity}/{source}/{number}/due-events",
      {
        event: text(texts, "event") as "delivery",
        happened_on: text(texts, "happened_on"),
        ...instalment(texts),
      },
      inAddress(documentId(text(texts, "invoice"))),
    ),
};
