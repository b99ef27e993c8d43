/** Money of which nobody knows whose it is: received on a bank account, and given to the customer who turned up. */
import { posting } from "../api/posting.ts";
import { documentId } from "../lib/document.ts";
import { amount } from "../lib/format.ts";
import { freshNumber, members, SOURCE, text, type Action, type Field } from "./action.ts";
import { CURRENCY, first } from "./choices.ts";
import {
  AMOUNT,
  AMOUNT_OR_ALL,
  DOCUMENT_DATE,
  EXCHANGE_RATE,
  NUMBER,
  POSTED_ON,
  REASON,
  SOURCE_FIELD,
} from "./fields.ts";
import { AUTOMATIC } from "./payments.ts";

const UNIDENTIFIED: Field = {
  name: "document",
  kind: "choice",
  wide: true,
  options: (about, t) =>
    about.unidentified.map((one) => [
      one.payment,
      `${documentId(one.payment).number} · ${one.currency} ${amount(one.left, t.code)} · ${one.reference ?? one.bank_account}`,
    ]),
};

export const receiveUnidentified: Action = {
  fields: [
    { name: "bank_account", kind: "text" },
    NUMBER,
    DOCUMENT_DATE,
    AMOUNT,
    CURRENCY,
    { name: "reference", kind: "text", optional: true, wide: true },
    { name: "value_date", kind: "date", optional: true, more: true },
    POSTED_ON,
    EXCHANGE_RATE,
    SOURCE_FIELD,
  ],
  start: ({ today, currency }) => ({ document_date: today, currency, source: SOURCE }),
  posting: ({ texts }, { account }) =>
    posting(
      "/v1/payments",
      {
        entity: account.entity,
        bank_account: text(texts, "bank_account"),
        source: text(texts, "source"),
        number: text(texts, "number"),
        currency: text(texts, "currency"),
        amount: text(texts, "amount"),
        document_date: text(texts, "document_date"),
        allocate: "none",
        opening: false,
        ...members(texts, "reference", "value_date", "posted_on", "exchange_rate"),
      },
      undefined,
    ),
};

export const assign: Action = {
  fields: [
    UNIDENTIFIED,
    { name: "to_customer", kind: "customer" },
    AMOUNT_OR_ALL,
    { name: "moved_on", kind: "date" },
    AUTOMATIC,
    REASON,
    { name: "transfer", kind: "text", more: true },
  ],
  start: (about) => ({
    document: first(UNIDENTIFIED, about),
    transfer: freshNumber("T", about.today),
    moved_on: about.today,
    allocate: "auto",
  }),
  lands: ({ texts }, { account }) => ({ entity: account.entity, customer: text(texts, "to_customer") }),
  posting: ({ texts }, { account, unidentified }) => {
    const held = documentId(text(texts, "document"));
    return posting(
      "/v1/transfers",
      {
        entity: account.entity,
        bank_account: unidentified.find((one) => one.payment === held.id)?.bank_account ?? "",
        kind: "payment",
        source: held.source,
        number: held.number,
        to_customer: text(texts, "to_customer"),
        transfer: text(texts, "transfer"),
        moved_on: text(texts, "moved_on"),
        allocate: text(texts, "allocate") as "auto",
        reason: text(texts, "reason"),
        ...members(texts, "amount"),
      },
      undefined,
    );
  },
};
