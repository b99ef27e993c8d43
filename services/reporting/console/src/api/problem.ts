/** What a service answers when it does not do what was asked (RFC 9457), as one kind of error for the whole console. */

export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

export class Problem extends Error {
  /** The HTTP status; 0 when no answer came at all. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly retryAfter: number | null;
  /** What kind of refusal it is, for programs: `period-is-closed`; empty where none was told. */
  readonly code: string;
  /** What else it names, such as the currency pair and the day of a rate that is missing. */
  readonly members: Readonly<Record<string, string>>;

  constructor(
    status: number,
    title: string,
    detail: string,
    errors: readonly FieldError[] = [],
    retryAfter: number | null = null,
    code = "",
    members: Readonly<Record<string, string>> = {},
  ) {
    super(`${title}: ${detail}`);
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.retryAfter = retryAfter;
    this.code = code;
    this.members = members;
  }
}

/** Reads a problem document leniently: proxies answer plain text, and even then something true must be shown. */
export function problemFrom(status: number, body: unknown, retryAfter: string | null = null): Problem {
  const members = isRecord(body) ? body : {};
  const text = (name: string): string => (typeof members[name] === "string" ? members[name] : "");
  const listed = Array.isArray(members["errors"]) ? (members["errors"] as unknown[]) : [];
  const errors = listed.filter(isRecord).map((error) => ({
    field: fieldOf(error),
    detail: textOf(error["detail"]) || textOf(error["message"]),
  }));
  const seconds = Number(retryAfter);
  return new Problem(
    status,
    text("title"),
    text("detail"),
    errors,
    retryAfter !== null && seconds > 0 ? seconds : null,
    /^urn:huikuan:problem:([a-z0-9-]+)$/.exec(text("type"))?.[1] ?? "",
    Object.fromEntries(Object.entries(members).filter((member): member is [string, string] => isText(member[1]))),
  );
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, "", error instanceof Error ? error.message : "");
}

/** "/allocations/0/amount" of a body, or the name of a parameter: either names a field of a form. */
function fieldOf(error: Record<string, unknown>): string {
  return textOf(error["field"]) || textOf(error["pointer"]).replace(/^\//, "") || textOf(error["parameter"]);
}

function textOf(value: unknown): string {
  return isText(value) ? value : "";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
