/**
 * Opening balances as rows of a file: what was open, on account or still to be credited when an entity's books began.
 *
 * Each good row is a document for the ledger's bulk; of each bad one it is said on which line, at which column, and why.
 */
import type { components } from "../api/schema/ledger.ts";
import { readCsv, type CsvRow } from "./csv.ts";
import { sum } from "./format.ts";

type Schemas = components["schemas"];
export type OpeningDocument =
  | (Schemas["InvoiceBody"] & { readonly type: "invoice" })
  | (Schemas["PaymentBody"] & { readonly type: "payment" })
  | (Schemas["CreditNoteBody"] & { readonly type: "credit-note" });

export const COLUMNS = [
  "kind",
  "customer",
  "number",
  "currency",
  "amount",
  "document_date",
  "due_date",
  "order",
  "reference",
  "exchange_rate",
] as const;
export type Column = (typeof COLUMNS)[number];

/** Without these nobody knows what is owed. */
export const NEEDED: readonly Column[] = ["kind", "customer", "number", "currency", "amount", "document_date"];

export const KINDS = ["invoice", "payment", "credit-note"] as const;
export type Kind = (typeof KINDS)[number];

/** What columns and kinds are called, besides their codes: in every language, whatever the reader's is. */
export interface Names {
  readonly columns: Readonly<Record<Column, string>>;
  readonly kinds: Readonly<Record<string, string>>;
}

/** What all rows have in common. */
export interface About {
  readonly entity: string;
  readonly source: string;
  /** The day on which all of it enters the books: the first business day. */
  readonly postedOn: string;
}

export type Fault = "required" | "kind" | "currency" | "amount" | "date" | "late" | "twice";

export interface GoodRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly kind: Kind;
  readonly document: OpeningDocument;
}

export interface BadRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly column: Column;
  readonly fault: Fault;
  /** What stands there; of a document that is there twice, the line on which it stands first. */
  readonly what: string;
}

export interface OpeningFile {
  readonly head: readonly string[];
  /** Columns whose name says nothing to us, and which were passed over. */
  readonly unread: readonly string[];
  readonly good: readonly GoodRow[];
  readonly bad: readonly BadRow[];
}

/** The first line names no such columns, so no row says anything. */
export class ColumnsMissing extends Error {
  readonly columns: readonly Column[];

  constructor(columns: readonly Column[]) {
    super(`The first line does not name ${columns.join(", ")}.`);
    this.name = "ColumnsMissing";
    this.columns = columns;
  }
}

/** The first line names such a column more than once, and nobody can say which of them counts. */
export class ColumnsTwice extends Error {
  readonly columns: readonly Column[];

  constructor(columns: readonly Column[]) {
    super(`The first line names ${columns.join(", ")} more than once.`);
    this.name = "ColumnsTwice";
    this.columns = columns;
  }
}

export function readOpening(content: ArrayBuffer, about: About, names: readonly Names[]): OpeningFile {
  const [first, ...rows] = readCsv(content);
  const head = first?.cells ?? [];
  const columns = head.map((cell) => columnNamed(cell, names));
  const missing = NEEDED.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    throw new ColumnsMissing(missing);
  }
  const twice = COLUMNS.filter((column) => columns.filter((one) => one === column).length > 1);
  if (twice.length > 0) {
    throw new ColumnsTwice(twice);
  }
  const places = new Map(COLUMNS.map((column) => [column, columns.indexOf(column)]));
  const good: GoodRow[] = [];
  const bad: BadRow[] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const read = readRow(row, places, about, names);
    if ("fault" in read) {
      bad.push(read);
      continue;
    }
    const name = `${read.kind} ${read.document.number}`;
    const before = seen.get(name);
    if (before === undefined) {
      seen.set(name, row.line);
      good.push(read);
    } else {
      bad.push({ line: row.line, cells: row.cells, column: "number", fault: "twice", what: String(before) });
    }
  }
  const unread = head.filter((cell, place) => cell !== "" && columns[place] === undefined);
  return { head, unread, good, bad };
}

/** `Document date`, `document_date` and 单据日期 are the same. */
const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, "_");

function columnNamed(cell: string, names: readonly Names[]): Column | undefined {
  return COLUMNS.find((column) =>
    [column, ...names.map(({ columns }) => columns[column])].map(plain).includes(plain(cell)),
  );
}

function kindNamed(cell: string, names: readonly Names[]): Kind | undefined {
  return KINDS.find((kind) =>
    [kind, ...names.map(({ kinds }) => kinds[kind] ?? kind)].map(plain).includes(plain(cell)),
  );
}

const DECIMAL = /^-?[0-9]+(\.[0-9]+)?$/;
const DAY = /^([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?(?:[ T][0-9:.]+)?$/;

/** A day as spreadsheets write it, 2026/1/5, as the ledger reads it; null where there is none such. */
export function dayOf(text: string): string | null {
  const [, year = "", month = "", day = ""] = DAY.exec(text) ?? [];
  const written = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) ? written : null;
}

function readRow(
  { line, cells }: CsvRow,
  places: ReadonlyMap<Column, number>,
  about: About,
  names: readonly Names[],
): GoodRow | BadRow {
  const text = (column: Column): string => cells[places.get(column) ?? -1] ?? "";
  const bad = (column: Column, fault: Fault): BadRow => ({ line, cells, column, fault, what: text(column) });
  const empty = NEEDED.find((column) => text(column) === "");
  if (empty !== undefined) {
    return bad(empty, "required");
  }
  const kind = kindNamed(text("kind"), names);
  if (kind === undefined) {
    return bad("kind", "kind");
  }
  const currency = text("currency").toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) {
    return bad("currency", "currency");
  }
  // Amounts come grouped, too: 1,130.00.
  const amount = text("amount").replaceAll(/[,，\s]/g, "");
  if (!DECIMAL.test(amount)) {
    return bad("amount", "amount");
  }
  const dated = dayOf(text("document_date"));
  if (dated === null) {
    return bad("document_date", "date");
  }
  if (dated > about.postedOn) {
    return bad("document_date", "late");
  }
  const due = text("due_date") === "" ? undefined : dayOf(text("due_date"));
  if (due === null) {
    return bad("due_date", "date");
  }
  const member = <Name extends string>(name: Name, column: Column): Partial<Record<Name, string>> =>
    (text(column) === "" ? {} : { [name]: text(column) }) as Partial<Record<Name, string>>;
  const common = {
    entity: about.entity,
    customer: text("customer"),
    source: about.source,
    number: text("number"),
    currency,
    amount,
    document_date: dated,
    posted_on: about.postedOn,
    ...member("exchange_rate", "exchange_rate"),
  };
  const document = documentOf(kind, common, {
    ...(due === undefined ? {} : { due_date: due }),
    ...member("order", "order"),
    ...member("reference", "reference"),
  });
  return { line, cells, kind, document };
}

type Common = Pick<
  Schemas["InvoiceBody"],
  "entity" | "customer" | "source" | "number" | "currency" | "amount" | "document_date" | "posted_on" | "exchange_rate"
>;

function documentOf(
  kind: Kind,
  common: Common,
  { due_date, order, reference }: { readonly due_date?: string; readonly order?: string; readonly reference?: string },
): OpeningDocument {
  const ofOrder = order === undefined ? {} : { order };
  const referred = reference === undefined ? {} : { reference };
  switch (kind) {
    case "invoice":
      return {
        ...common,
        type: "invoice",
        kind: "opening-balance",
        ...(due_date === undefined ? {} : { due_date }),
        ...ofOrder,
        ...referred,
      };
    // What was on account then is on account now: it settles nothing before somebody says so.
    case "payment":
      return { ...common, type: "payment", opening: true, allocate: "none", ...ofOrder, ...referred };
    case "credit-note":
      return { ...common, type: "credit-note", opening: true, reason: reference ?? "" };
  }
}

/** What documents of one kind and currency come to, and the accounts that they are posted to. */
export interface Sum {
  readonly kind: Kind;
  readonly currency: string;
  readonly debit: string;
  readonly credit: string;
  readonly documents: number;
  readonly amount: string;
}

export function sums(documents: readonly OpeningDocument[]): readonly Sum[] {
  const found = new Map<string, Sum>();
  for (const document of documents) {
    const [debit, credit] = rolesOf(document);
    const { type: kind, currency, amount } = document;
    const key = [currency, KINDS.indexOf(kind), credit].join(" ");
    const before = found.get(key) ?? { kind, currency, debit, credit, documents: 0, amount: "0" };
    found.set(key, { ...before, documents: before.documents + 1, amount: sum(before.amount, amount) });
  }
  return [...found].sort(([one], [other]) => one.localeCompare(other)).map(([, each]) => each);
}

function rolesOf(document: OpeningDocument): readonly [debit: string, credit: string] {
  switch (document.type) {
    case "invoice":
      return ["receivable", "opening"];
    case "payment":
      return ["opening", "order" in document ? "advances" : "on-account"];
    case "credit-note":
      return ["opening", "open-credits"];
  }
}
