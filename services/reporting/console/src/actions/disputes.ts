/** Disputes: opened about an invoice or a part of it, and resolved. */
import { posting } from "../api/posting.ts";
import { documentId, inAddress } from "../lib/document.ts";
import { freshNumber, instalment, members, SOURCE, text, type Action } from "./action.ts";
import { coded, DISPUTE, first, INSTALMENT, INVOICE } from "./choices.ts";
import { AMOUNT_OR_ALL, NUMBER, REASON, SOURCE_FIELD } from "./fields.ts";

export const openDispute: Action = {
  fields: [
    INVOICE,
    AMOUNT_OR_ALL,
    { name: "opened_on", kind: "date" },
    coded("owner_role", ["sales", "finance", "legal"], (t) => t.ownerRoles),
    { name: "deadline", kind: "date", optional: true },
    REASON,
    INSTALMENT,
    { ...NUMBER, more: true },
    SOURCE_FIELD,
  ],
  start: (about) => ({
    invoice: first(INVOICE, about),
    number: freshNumber("D", about.today),
    opened_on: about.today,
    owner_role: "sales",
    source: SOURCE,
  }),
  posting: ({ texts }, { account }) =>
    posting(
      "/v1/disputes",
      {
        ...account,
        source: text(texts, "source"),
        number: text(texts, "number"),
        invoice: text(texts, "invoice"),
        opened_on: text(texts, "opened_on"),
        owner_role: text(texts, "owner_role"),
        reason: text(texts, "reason"),
        ...members(texts, "amount", "deadline"),
        ...instalment(texts),
      },
      undefined,
    ),
};

export const resolveDispute: Action = {
  fields: [
    DISPUTE,
    coded("outcome", ["accepted", "rejected", "withdrawn"], (t) => t.outcomes),
    { name: "resolved_on", kind: "date" },
  ],
  start: (about) => ({ document: first(DISPUTE, about), outcome: "accepted", resolved_on: about.today }),
  posting: ({ texts }) =>
    posting(
      "/v1/disputes/{entity}/{source}/{number}/resolution",
      { outcome: text(texts, "outcome") as "accepted", resolved_on: text(texts, "resolved_on") },
      inAddress(documentId(text(texts, "document"))),
    ),
};
