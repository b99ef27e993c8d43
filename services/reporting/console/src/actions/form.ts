/** A form of an action: what it begins with, what is still missing, and which field a refusal speaks of. */
import type { Problem } from "../api/problem.ts";
import { compareDecimals, sum } from "../lib/format.ts";
import type { LedgerTexts } from "../text/ledger/index.ts";
import {
  freshNumber,
  isFilled,
  text,
  type About,
  type Action,
  type Field,
  type Row,
  type Table,
  type Values,
} from "./action.ts";

/** Sentences by the place they belong to: `amount`, or `allocations/2/amount` for the third row as it is shown. */
export type Sentences = Readonly<Record<string, string>>;

export const tablesOf = (action: Action): readonly Table[] => [
  ...(action.table === undefined ? [] : [action.table]),
  ...(action.tables ?? []),
];

export function start(action: Action, about: About): Values {
  const rows = Object.fromEntries(tablesOf(action).map((table) => [table.name, rowsOf(table, about)]));
  return { texts: action.start(about), rows };
}

/** What stands in a form, and behind it the open items that were loaded since. */
export function withMore(action: Action, about: About, values: Values): Values {
  const grown = tablesOf(action).map((table) => {
    const rows = values.rows[table.name] ?? [];
    const isThere = (row: Row): boolean =>
      rows.some((one) => one["invoice"] === row["invoice"] && one["instalment"] === row["instalment"]);
    return [table.name, [...rows, ...rowsOf(table, about).filter((row) => !isThere(row))]] as const;
  });
  return { texts: values.texts, rows: Object.fromEntries(grown) };
}

/** What a table begins with: every open item, everything that is applied, or nothing. */
export function rowsOf(table: Table, about: About): readonly Row[] {
  switch (table.kind) {
    case "allocations":
      return [...about.open, ...about.waiting].map((item) => ({
        invoice: item.invoice,
        instalment: String(item.instalment),
        currency: item.currency,
        due_on: "due_on" in item ? item.due_on : "",
        open: "open" in item ? item.open : item.amount,
        deduction_number: freshNumber("D", about.today),
      }));
    case "applied":
      return standing(about.applied).map(([invoice, applied]) => ({ invoice, applied, take: "yes" }));
    case "lines":
      return [];
  }
}

/** By invoice what of a payment stands applied to it, what was taken back deducted. */
function standing(applied: About["applied"]): [invoice: string, amount: string][] {
  const sums = new Map<string, string>();
  for (const each of applied) {
    sums.set(each.invoice, sum(sums.get(each.invoice) ?? "0", each.amount));
  }
  return [...sums].filter(([, amount]) => compareDecimals(amount, "0") > 0);
}

const DECIMAL = /^-?[0-9]+(\.[0-9]+)?$/;

/** What can be said of a form before the ledger is asked: what is empty but needed, and what is no amount. */
export function missing(action: Action, values: Values, t: LedgerTexts): Sentences {
  const found: Record<string, string> = {};
  const judge = (place: string, field: Field, value: string): void => {
    if (value === "" ? field.optional !== true : field.kind === "amount" && !DECIMAL.test(value)) {
      found[place] = value === "" ? t.form.required : t.form.notANumber;
    }
  };
  for (const field of action.fields) {
    judge(field.name, field, text(values.texts, field.name));
  }
  for (const table of tablesOf(action)) {
    // Naming nothing would mean all of it to the ledger.
    if (table.kind === "applied" && !(values.rows[table.name] ?? []).some(isFilled)) {
      found[table.name] = t.form.required;
    }
    (values.rows[table.name] ?? []).forEach((row, index) => {
      if (isFilled(row)) {
        for (const column of table.columns) {
          // Of an open item, whatever was written is enough: a deduction alone settles nothing by itself.
          const field: Field = table.kind === "allocations" ? { ...column, optional: true } : column;
          judge(`${table.name}/${index}/${column.name}`, field, text(row, column.name));
        }
        // What was agreed in the invoice's currency says nothing without the money that is given for it.
        if (text(row, "settles") !== "" && text(row, "amount") === "") {
          found[`${table.name}/${index}/amount`] = t.form.required;
        }
      }
    });
  }
  return found;
}

/** The columns that a part of an allocation stands in. */
const NESTED: Readonly<Record<string, string>> = {
  "deduction/amount": "deduction",
  "deduction/number": "deduction",
  "deduction/reason": "deduction_reason",
  "deduction/deadline": "deduction_deadline",
};

/** What a refusal says, each sentence at the field it names; what names no field of the form is left over. */
export function placed(
  problem: Problem,
  action: Action,
  values: Values,
): { readonly at: Sentences; readonly rest: readonly string[] } {
  const at: Record<string, string> = {};
  const rest: string[] = [];
  for (const { field, detail } of problem.errors) {
    const place = placeOf(field, action, values);
    if (place === null || place in at) {
      rest.push(detail);
    } else {
      at[place] = detail;
    }
  }
  return { at, rest: problem.errors.length === 0 && problem.detail !== "" ? [problem.detail] : rest };
}

function placeOf(field: string, action: Action, values: Values): string | null {
  const [name = "", index, ...inner] = field.split("/");
  const table = tablesOf(action).find((one) => one.name === name);
  if (table === undefined) {
    return action.fields.some((one) => one.name === name) ? name : null;
  }
  const shown = shownIndex(values.rows[name] ?? [], index);
  if (shown === null) {
    return name;
  }
  const column = NESTED[inner.join("/")] ?? inner[0] ?? "";
  const known = table.columns.find((one) => one.name === column) ?? table.columns[0];
  return known === undefined ? name : `${name}/${shown}/${known.name}`;
}

/** Only rows in which something stands are sent, so the ledger counts them otherwise than the form does. */
function shownIndex(rows: readonly Row[], sent: string | undefined): number | null {
  if (sent === undefined || !/^[0-9]+$/.test(sent)) {
    return null;
  }
  const places = rows.flatMap((row, index) => (isFilled(row) ? [index] : []));
  return places[Number(sent)] ?? null;
}
