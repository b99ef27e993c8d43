/** Credit notes: entered, and applied to what is open. */
import { posting } from "../api/posting.ts";
import { documentId, inAddress } from "../lib/document.ts";
import { filled, member, members, SOURCE, text, type Action } from "./action.ts";
import { CREDIT, CURRENCY, first, INVOICE } from "./choices.ts";
import { AMOUNT, DOCUMENT_DATE, NUMBER, OPENING, POSTED_ON, REASON, SOURCE_FIELD } from "./fields.ts";
import { lineOf, LINES } from "./invoices.ts";
import { allocation, APPLICATIONS, APPLIED_ON, AUTOMATIC } from "./payments.ts";

export const enterCreditNote: Action = {
  fields: [
    NUMBER,
    DOCUMENT_DATE,
    AMOUNT,
    CURRENCY,
    { ...INVOICE, name: "against", optional: true },
    { ...REASON, optional: true },
    POSTED_ON,
    OPENING,
    SOURCE_FIELD,
  ],
  tables: [LINES],
  start: ({ today, currency, document }) => ({
    document_date: today,
    currency,
    against: document?.kind === "invoice" ? document.id : "",
    opening: "no",
    source: SOURCE,
  }),
  posting: ({ texts, rows }, { account }) => {
    const lines = filled(rows["lines"]).map(lineOf);
    return posting(
      "/v1/credit-notes",
      {
        ...account,
        source: text(texts, "source"),
        number: text(texts, "number"),
        currency: text(texts, "currency"),
        amount: text(texts, "amount"),
        document_date: text(texts, "document_date"),
        reason: text(texts, "reason"),
        opening: text(texts, "opening") === "yes",
        ...members(texts, "against", "posted_on"),
        ...(lines.length > 0 ? { lines } : {}),
      },
      undefined,
    );
  },
};

export const applyCredit: Action = {
  fields: [CREDIT, AUTOMATIC, APPLIED_ON],
  table: APPLICATIONS,
  start: (about) => ({ document: first(CREDIT, about), allocate: "none" }),
  posting: ({ texts, rows }) =>
    posting(
      "/v1/credit-notes/{entity}/{source}/{number}/applications",
      {
        allocate: text(texts, "allocate") as "auto",
        allocations: filled(rows["allocations"]).map(allocation),
        ...member(texts, "applied_on"),
      },
      inAddress(documentId(text(texts, "document"))),
    ),
};
