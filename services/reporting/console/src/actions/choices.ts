/** What a field of a form can be chosen from: open invoices, money and credits that settle nothing yet, and so on. */
import { documentId } from "../lib/document.ts";
import { amount, sum } from "../lib/format.ts";
import type { LedgerTexts } from "../text/ledger/index.ts";
import { text, type About, type Field, type Option } from "./action.ts";

const money = (value: string, currency: string, t: LedgerTexts): string => `${currency} ${amount(value, t.code)}`;

/** Invoices of which something is open, the earliest due first; the one in the address is among them in any case. */
function openInvoices(about: About, t: LedgerTexts): readonly Option[] {
  const items = [...about.open, ...about.waiting.map((one) => ({ ...one, open: one.amount }))];
  const open = new Map<string, string>();
  for (const item of items) {
    open.set(item.invoice, sum(open.get(item.invoice) ?? "0", item.open));
  }
  const found = new Map<string, Option>(
    items.map(({ invoice, number, currency }) => [
      invoice,
      [invoice, `${number} · ${t.form.open(money(open.get(invoice) ?? "0", currency, t))}`],
    ]),
  );
  const named = about.document;
  if (named?.kind === "invoice" && !found.has(named.id)) {
    found.set(named.id, [named.id, named.number]);
  }
  return [...found.values()];
}

const funds =
  (...kinds: readonly string[]) =>
  (about: About, t: LedgerTexts): readonly Option[] => {
    const options = about.unapplied
      .filter((one) => kinds.includes(documentId(one.document).kind))
      .map((one): Option => {
        const { kind, number } = documentId(one.document);
        return [one.document, `${t.kinds[kind] ?? kind} ${number} · ${money(one.unapplied, one.currency, t)}`];
      });
    return withNamed(options, about, kinds);
  };

/** The document a form was opened for can be chosen even where it no longer stands among the open ones. */
function withNamed(options: readonly Option[], about: About, kinds: readonly string[]): readonly Option[] {
  const named = about.document;
  return named !== null && kinds.includes(named.kind) && !options.some(([value]) => value === named.id)
    ? [...options, [named.id, named.number]]
    : options;
}

/** An invoice of which something is open. */
export const INVOICE: Field = { name: "invoice", kind: "choice", wide: true, options: openInvoices };

/** The instalment of the invoice chosen; by default all of it. */
export const INSTALMENT: Field = {
  name: "instalment",
  kind: "choice",
  optional: true,
  more: true,
  options: (about, t, values) =>
    [...about.open, ...about.waiting]
      .filter((item) => item.invoice === text(values.texts, "invoice"))
      .map((item) => [
        String(item.instalment),
        t.form.instalmentOf(item.instalment, "due_on" in item ? item.due_on : ""),
      ]),
};

/** Money on account, an advance or an open credit. */
export const HELD: Field = { name: "document", kind: "choice", wide: true, options: funds("payment", "credit-note") };
export const PAYMENT: Field = { name: "document", kind: "choice", wide: true, options: funds("payment") };
export const CREDIT: Field = { name: "document", kind: "choice", wide: true, options: funds("credit-note") };

export const DISPUTE: Field = {
  name: "document",
  kind: "choice",
  wide: true,
  options: (about, t) =>
    about.disputes
      .filter((one) => one.outcome === null || one.id === about.document?.id)
      .map((one) => [
        one.id,
        `${documentId(one.id).number} · ${documentId(one.invoice).number} · ${money(one.amount, one.currency, t)}`,
      ]),
};

const writeOffs =
  (...states: readonly string[]) =>
  (about: About, t: LedgerTexts): readonly Option[] =>
    about.writeOffs
      .filter((one) => states.includes(one.state) || one.id === about.document?.id)
      .map((one) => [
        one.id,
        `${documentId(one.id).number} · ${documentId(one.invoice).number} · ${money(one.amount, one.currency, t)}`,
      ]);

export const PROPOSED: Field = { name: "document", kind: "choice", wide: true, options: writeOffs("proposed") };
export const WRITTEN_OFF: Field = { name: "write_off", kind: "choice", wide: true, options: writeOffs("approved") };

export const CLAIM: Field = {
  name: "document",
  kind: "choice",
  wide: true,
  options: (about, t) =>
    about.claims
      .filter((one) => one.status === "raised" || one.id === about.document?.id)
      .map((one) => [one.id, `${t.claimKinds[one.kind]} ${one.number} · ${money(one.raised, one.currency, t)}`]),
};

export const CURRENCY: Field = {
  name: "currency",
  kind: "choice",
  options: (about) => about.currencies.map((one) => [one, one]),
};

/** Codes of the ledger and what they are called. */
export function coded(
  name: string,
  codes: readonly string[],
  names: (t: LedgerTexts) => Readonly<Record<string, string>>,
  rest: Partial<Field> = {},
): Field {
  return { name, kind: "choice", options: (_, t) => codes.map((code) => [code, names(t)[code] ?? code]), ...rest };
}

/** The value a field of choices begins with: what the form was opened for, else the first that can be chosen. */
export function first(field: Field, about: About): string {
  const named = about.document?.id;
  const options = field.options?.(about, PLAIN, { texts: {}, rows: {} }) ?? [];
  return (options.find(([value]) => value === named) ?? options[0])?.[0] ?? "";
}

/** Labels do not matter where only values are asked for. */
export const PLAIN = {
  code: "en",
  kinds: {},
  claimKinds: {},
  form: { open: String, instalmentOf: String },
} as unknown as LedgerTexts;
