/** What an action of a clerk is: which fields its form has, what they begin with, and what it asks the ledger to post. */
import type {
  Account,
  Applied,
  Claim,
  Dispute,
  OpenInvoice,
  Unapplied,
  Unidentified,
  Waiting,
  WriteOff,
} from "../api/ledger.ts";
import type { Posting } from "../api/posting.ts";
import type { DocumentId } from "../lib/document.ts";
import type { LedgerTexts } from "../text/ledger/index.ts";

/** What a form is about: whose account, on which day, perhaps about which document, and what is open there. */
export interface About {
  readonly account: Account;
  readonly today: string;
  readonly currency: string;
  readonly currencies: readonly string[];
  readonly document: DocumentId | null;
  readonly open: readonly OpenInvoice[];
  /** Asks for what does not stand in these lists yet, which begin with what falls due first; null once all is there. */
  readonly more: (() => Promise<unknown>) | null;
  readonly waiting: readonly Waiting[];
  readonly unapplied: readonly Unapplied[];
  /** What is nobody's yet; only where the form is not about a customer. */
  readonly unidentified: readonly Unidentified[];
  readonly disputes: readonly Dispute[];
  readonly writeOffs: readonly WriteOff[];
  readonly claims: readonly Claim[];
  readonly applied: readonly Applied[];
}

/** One line of a table in a form: texts by the names of its columns. */
export type Row = Readonly<Record<string, string>>;

/** What stands in a form: its texts, and its tables. */
export interface Values {
  readonly texts: Row;
  readonly rows: Readonly<Record<string, readonly Row[]>>;
}

export type Option = readonly [value: string, label: string];

export interface Field {
  readonly name: string;
  readonly kind: "text" | "amount" | "date" | "number" | "choice" | "customer";
  /** May stay empty; what happens then is said by its hint. */
  readonly optional?: true;
  /** Seldom needed, so it stands folded away. */
  readonly more?: true;
  readonly wide?: true;
  /** Only of what is owed in another currency than the money that pays it. */
  readonly exchanged?: true;
  readonly options?: (about: About, t: LedgerTexts, values: Values) => readonly Option[];
}

/** A table in a form: lines that can be added, or what is open to be settled, or what is settled to be taken back. */
export interface Table {
  readonly name: string;
  readonly kind: "lines" | "allocations" | "applied";
  readonly columns: readonly Field[];
}

export interface Action {
  readonly fields: readonly Field[];
  readonly table?: Table;
  /** Lines that only some documents have, such as instalments, stand folded away. */
  readonly tables?: readonly Table[];
  readonly start: (about: About) => Row;
  readonly posting: (values: Values, about: About) => Posting;
  /** Whose account the posting lands in, where that is only known from what stands in the form. */
  readonly lands?: (values: Values, about: About) => Account;
}

// ---------------------------------------------------------------- reading a form

export const text = (row: Row, name: string): string => row[name]?.trim() ?? "";

/** A member of a body, left out where its field stayed empty. */
export function member<Name extends string>(row: Row, name: Name): Partial<Record<Name, string>> {
  const value = text(row, name);
  return (value === "" ? {} : { [name]: value }) as Partial<Record<Name, string>>;
}

export function members<Name extends string>(row: Row, ...names: readonly Name[]): Partial<Record<Name, string>> {
  return Object.assign({}, ...names.map((name) => member(row, name))) as Partial<Record<Name, string>>;
}

/** The number of an instalment, where one was given. */
export function instalment(row: Row): { readonly instalment?: number } {
  const value = text(row, "instalment");
  return value === "" ? {} : { instalment: Number(value) };
}

/** The rows of a table in which something stands; only these are sent, in this order. */
export function filled(rows: readonly Row[] | undefined): readonly Row[] {
  return (rows ?? []).filter(isFilled);
}

export function isFilled(row: Row): boolean {
  return Object.entries(row).some(([name, value]) => !GIVEN.has(name) && value.trim() !== "");
}

/** What a row of open items or applied money brings with it, before anybody wrote into it. */
const GIVEN: ReadonlySet<string> = new Set([
  "invoice",
  "instalment",
  "open",
  "currency",
  "due_on",
  "applied",
  "deduction_number",
]);

/** A number for a document that is made here and has none from elsewhere: readable, and not given twice. */
export function freshNumber(prefix: string, today: string): string {
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => LETTERS[byte % LETTERS.length]);
  return [prefix, today.replaceAll("-", ""), letters.join("")].filter((part) => part !== "").join("-");
}

const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";

/** Where documents come from that a clerk enters here; the ERP's numbers stay its own. */
export const SOURCE = "console";
