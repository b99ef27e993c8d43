/** What an invoice loses without money: adjustments, offsets, write-offs; and money that comes after all. */
import { posting } from "../api/posting.ts";
import { documentId, inAddress } from "../lib/document.ts";
import { freshNumber, instalment, members, SOURCE, text, type Action } from "./action.ts";
import { coded, CURRENCY, first, INSTALMENT, INVOICE, PROPOSED, WRITTEN_OFF } from "./choices.ts";
import { AMOUNT, AMOUNT_OR_ALL, DOCUMENT_DATE, NUMBER, POSTED_ON, REASON, SOURCE_FIELD } from "./fields.ts";

export const adjust: Action = {
  fields: [
    INVOICE,
    coded("kind", ["adjustment", "offset"], (t) => t.kinds),
    AMOUNT_OR_ALL,
    DOCUMENT_DATE,
    NUMBER,
    REASON,
    INSTALMENT,
    POSTED_ON,
    SOURCE_FIELD,
  ],
  start: (about) => ({
    invoice: first(INVOICE, about),
    kind: "adjustment",
    number: freshNumber("A", about.today),
    document_date: about.today,
    source: SOURCE,
  }),
  posting: ({ texts }, { account }) =>
    posting(
      "/v1/adjustments",
      {
        ...account,
        source: text(texts, "source"),
        number: text(texts, "number"),
        invoice: text(texts, "invoice"),
        kind: text(texts, "kind") as "adjustment",
        document_date: text(texts, "document_date"),
        reason: text(texts, "reason"),
        ...members(texts, "amount", "posted_on"),
        ...instalment(texts),
      },
      undefined,
    ),
};

export const proposeWriteOff: Action = {
  fields: [INVOICE, AMOUNT_OR_ALL, { name: "proposed_on", kind: "date" }, NUMBER, REASON, INSTALMENT, SOURCE_FIELD],
  start: (about) => ({
    invoice: first(INVOICE, about),
    number: freshNumber("W", about.today),
    proposed_on: about.today,
    source: SOURCE,
  }),
  posting: ({ texts }, { account }) =>
    posting(
      "/v1/write-offs",
      {
        ...account,
        source: text(texts, "source"),
        number: text(texts, "number"),
        invoice: text(texts, "invoice"),
        proposed_on: text(texts, "proposed_on"),
        reason: text(texts, "reason"),
        ...members(texts, "amount"),
        ...instalment(texts),
      },
      undefined,
    ),
};

export const decideWriteOff: Action = {
  fields: [
    PROPOSED,
    coded("decision", ["approved", "rejected"], (t) => t.decisions),
    { name: "decided_on", kind: "date" },
    { ...REASON, optional: true },
  ],
  start: (about) => ({ document: first(PROPOSED, about), decision: "approved", decided_on: about.today }),
  posting: ({ texts }, { account }) =>
    posting(
      "/v1/write-offs/{entity}/{source}/{number}/decision",
      {
        customer: account.customer,
        decision: text(texts, "decision") as "approved",
        decided_on: text(texts, "decided_on"),
        reason: text(texts, "reason"),
      },
      inAddress(documentId(text(texts, "document"))),
    ),
};

export const enterRecovery: Action = {
  fields: [WRITTEN_OFF, NUMBER, AMOUNT, CURRENCY, DOCUMENT_DATE, POSTED_ON],
  start: (about) => ({
    write_off: first(WRITTEN_OFF, about),
    number: freshNumber("REC", about.today),
    currency: about.writeOffs.find((one) => one.id === first(WRITTEN_OFF, about))?.currency ?? about.currency,
    document_date: about.today,
  }),
  posting: ({ texts }, { account }) => {
    const writtenOff = documentId(text(texts, "write_off"));
    return posting(
      "/v1/recoveries",
      {
        ...account,
        // A recovery names its write-off by the number alone, so both come from the same source.
        source: writtenOff.source,
        number: text(texts, "number"),
        write_off: writtenOff.number,
        currency: text(texts, "currency"),
        amount: text(texts, "amount"),
        document_date: text(texts, "document_date"),
        ...members(texts, "posted_on"),
      },
      undefined,
    );
  },
};
