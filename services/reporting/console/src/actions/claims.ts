/** Claims: a fee raised, and any claim waived or recognised as a receivable. */
import { posting } from "../api/posting.ts";
import { documentId, inAddress } from "../lib/document.ts";
import { freshNumber, members, SOURCE, text, type Action } from "./action.ts";
import { CLAIM, CURRENCY, first, INVOICE } from "./choices.ts";
import { AMOUNT, AMOUNT_OR_ALL, NUMBER, REASON, SOURCE_FIELD } from "./fields.ts";

export const raiseFee: Action = {
  fields: [
    AMOUNT,
    CURRENCY,
    { name: "raised_on", kind: "date" },
    { ...INVOICE, optional: true },
    REASON,
    { ...NUMBER, more: true },
    SOURCE_FIELD,
  ],
  start: ({ today, currency, document }) => ({
    currency,
    raised_on: today,
    number: freshNumber("F", today),
    invoice: document?.kind === "invoice" ? document.id : "",
    source: SOURCE,
  }),
  posting: ({ texts }, { account }) =>
    posting(
      "/v1/claims",
      {
        ...account,
        source: text(texts, "source"),
        number: text(texts, "number"),
        currency: text(texts, "currency"),
        amount: text(texts, "amount"),
        raised_on: text(texts, "raised_on"),
        reason: text(texts, "reason"),
        ...members(texts, "invoice"),
      },
      undefined,
    ),
};

export const waiveClaim: Action = {
  fields: [CLAIM, { name: "waived_on", kind: "date" }, REASON],
  start: (about) => ({ document: first(CLAIM, about), waived_on: about.today }),
  posting: ({ texts }) =>
    posting(
      "/v1/claims/{entity}/{source}/{number}/waive",
      { reason: text(texts, "reason"), waived_on: text(texts, "waived_on") },
      inAddress(documentId(text(texts, "document"))),
    ),
};

export const recogniseClaim: Action = {
  fields: [
    CLAIM,
    { name: "posted_on", kind: "date" },
    { name: "due_date", kind: "date", optional: true },
    AMOUNT_OR_ALL,
    { name: "tax", kind: "amount", optional: true, more: true },
    { name: "tax_code", kind: "text", optional: true, more: true },
  ],
  start: (about) => ({ document: first(CLAIM, about), posted_on: about.today }),
  posting: ({ texts }) =>
    posting(
      "/v1/claims/{entity}/{source}/{number}/recognise",
      {
        posted_on: text(texts, "posted_on"),
        tax_code: text(texts, "tax_code") || "none",
        ...members(texts, "due_date", "amount", "tax"),
      },
      inAddress(documentId(text(texts, "document"))),
    ),
};
