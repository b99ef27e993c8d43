/** Drafts: which actions can be kept unfinished, under which name, and how a form is filled again from what was kept. */
import type { DraftName } from "../api/drafts.ts";
import { text, type About, type Action, type Row, type Table, type Values } from "./action.ts";
import { rowsOf, start, tablesOf } from "./form.ts";
import type { ActionName } from "./index.ts";

type Kind = DraftName["kind"];

const KINDS: Partial<Record<ActionName, Kind>> = {
  invoice: "invoice",
  payment: "payment",
  "credit-note": "credit-note",
  adjust: "adjustment",
};

/** What a draft of a form would be called, and so its document; null where none can be kept. */
export function draftName(action: ActionName, { texts }: Values, { account }: About): DraftName | null {
  const kind = KINDS[action];
  if (kind === undefined) {
    return null;
  }
  return {
    entity: account.entity,
    kind: kind === "adjustment" && text(texts, "kind") === "offset" ? "offset" : kind,
    source: text(texts, "source"),
    number: text(texts, "number"),
  };
}

export const canBeDraft = (action: ActionName): boolean => KINDS[action] !== undefined;

/** The action that goes on with a draft of a kind. */
export const actionOfDraft = (kind: Kind): ActionName => (kind === "adjustment" || kind === "offset" ? "adjust" : kind);

type Body = Readonly<Record<string, unknown>>;

/** The form as it stood: what the body says, over what the form begins with. */
export function restored(action: Action, about: About, body: Body): Values {
  const texts: Record<string, string> = { ...action.start(about) };
  for (const { name, optional } of action.fields) {
    const kept = written(body[name]);
    if (kept !== undefined) {
      texts[name] = kept;
    } else if (optional === true || name in body) {
      texts[name] = "";
    }
  }
  const { rows } = start(action, about);
  return {
    texts,
    rows: Object.fromEntries(
      tablesOf(action).map((table) => [table.name, rowsFrom(table, about, body[table.name]) ?? rows[table.name] ?? []]),
    ),
  };
}

function written(value: unknown): string | undefined {
  if (typeof value === "boolean") {
    return value ? "yes" : "no";
  }
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

function rowsFrom(table: Table, about: About, kept: unknown): readonly Row[] | undefined {
  const parts = Array.isArray(kept) ? kept.filter(isBody) : undefined;
  if (parts === undefined || table.kind === "applied") {
    return undefined;
  }
  if (table.kind === "lines") {
    return parts.map((part) => rowOf(table, { ...(isBody(part["dimensions"]) ? part["dimensions"] : {}), ...part }));
  }
  const open = rowsOf(table, about);
  const own = parts.filter((part) => open.some((row) => isOf(row, part)));
  return [
    ...open.map((row) => {
      const part = own.find((one) => isOf(row, one));
      return part === undefined ? row : { ...row, ...allocationRow(part) };
    }),
    // What is no longer open here, or was another customer's all along, stays as it was written.
    ...parts
      .filter((part) => !own.includes(part))
      .map((part) => ({ customer: written(part["customer"]) ?? "", invoice: "", ...allocationRow(part) })),
  ];
}

const isOf = (row: Row, part: Body): boolean =>
  row["invoice"] === part["invoice"] && row["instalment"] === written(part["instalment"]);

function rowOf(table: Table, part: Body): Row {
  return Object.fromEntries(table.columns.map(({ name }) => [name, written(part[name]) ?? ""]));
}

function allocationRow(part: Body): Row {
  const deduction = isBody(part["deduction"]) ? part["deduction"] : {};
  const told: Record<string, unknown> = {
    invoice: part["invoice"],
    instalment: part["instalment"],
    amount: part["amount"],
    settles: part["settles"],
    discount: part["discount"],
    deduction: deduction["amount"],
    deduction_number: deduction["number"],
    deduction_reason: deduction["reason"],
    deduction_deadline: deduction["deadline"],
  };
  return Object.fromEntries(
    Object.entries(told).flatMap(([name, value]) => {
      const kept = written(value);
      return kept === undefined ? [] : [[name, kept] as const];
    }),
  );
}

const isBody = (value: unknown): value is Body => typeof value === "object" && value !== null && !Array.isArray(value);
