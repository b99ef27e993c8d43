/** Money of which nobody knows whose it is: received, given to the customer who turned up, or sent back where it came from. */
import { posting } from "../api/posting.ts";
import { documentId, inAddress } from "../lib/document.ts";
import { amount } from "../lib/format.ts";
import { freshNumber, member, members, SOURCE, text, type About, type Action, type Field } from "./action.ts";
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

/** The bank account that some money came to, and is still of. */
const accountOf = (document: string, { unidentified }: About): string =>
  unidentified.find((one) => one.payment === document)?.bank_account ?? "";

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
  posting: ({ texts }, about) => {
    const held = documentId(text(texts, "document"));
    return posting(
      "/v1/transfers",
      {
        entity: about.account.entity,
        bank_account: accountOf(held.id, about),
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

/** The bank itself took it back: all of it, as if it had not come. */
export const returnUnidentified: Action = {
  fields: [UNIDENTIFIED, { name: "returned_on", kind: "date" }, REASON, POSTED_ON],
  start: (about) => ({ document: first(UNIDENTIFIED, about), returned_on: about.today }),
  posting: ({ texts }, about) => {
    const held = documentId(text(texts, "document"));
    return posting(
      "/v1/payments/{entity}/{source}/{number}/return",
      {
        bank_account: accountOf(held.id, about),
        returned_on: text(texts, "returned_on"),
        reason: text(texts, "reason"),
        ...member(texts, "posted_on"),
      },
      inAddress(held),
    );
  },
};

/** We send back what nobody has claimed, or a part of it. */
export const refundUnidentified: Action = {
  fields: [UNIDENTIFIED, NUMBER, DOCUMENT_DATE, AMOUNT_OR_ALL, REASON, POSTED_ON, EXCHANGE_RATE, SOURCE_FIELD],
  start: (about) => ({
    document: first(UNIDENTIFIED, about),
    number: freshNumber("R", about.today),
    document_date: about.today,
    source: SOURCE,
  }),
  posting: ({ texts }, about) => {
    const document = text(texts, "document");
    return posting(
      "/v1/refunds",
      {
        entity: about.account.entity,
        bank_account: accountOf(document, about),
        source: text(texts, "source"),
        number: text(texts, "number"),
        document,
        document_date: text(texts, "document_date"),
        reason: text(texts, "reason"),
        ...members(texts, "amount", "posted_on", "exchange_rate"),
      },
      undefined,
    );
  },
};
