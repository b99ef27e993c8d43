/** Fields that many forms have. */
import type { Field } from "./action.ts";
import { coded } from "./choices.ts";

export const NUMBER: Field = { name: "number", kind: "text" };
export const AMOUNT: Field = { name: "amount", kind: "amount" };
/** Without it, all that is open or left. */
export const AMOUNT_OR_ALL: Field = { name: "amount", kind: "amount", optional: true };
export const REASON: Field = { name: "reason", kind: "text", wide: true };
export const DOCUMENT_DATE: Field = { name: "document_date", kind: "date" };
export const POSTED_ON: Field = { name: "posted_on", kind: "date", optional: true, more: true };
/** Of what is in another currency than the entity's own. */
export const EXCHANGE_RATE: Field = { name: "exchange_rate", kind: "text", optional: true, more: true };
export const ORDER: Field = { name: "order", kind: "text", optional: true, more: true };
export const REFERENCE: Field = { name: "reference", kind: "text", optional: true, more: true };
/** Whether a document is new, or was on account or open when these books began. */
export const OPENING: Field = coded("opening", ["no", "yes"], (t) => t.openings, { more: true });
export const SOURCE_FIELD: Field = { name: "source", kind: "text", more: true };
