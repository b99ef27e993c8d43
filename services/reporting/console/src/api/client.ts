/** The typed client: every request carries the key, every refusal becomes a Problem, an unknown key is forgotten. */
import createClient, { type Middleware } from "openapi-fetch";
import { dropRefusedKey, key } from "../lib/session.ts";
import { Problem, problemFrom } from "./problem.ts";
import type { paths as Dunning } from "./schema/dunning.ts";
import type { paths as Ledger } from "./schema/ledger.ts";
import type { paths as Local } from "./schema/local.ts";
import type { paths as Notify } from "./schema/notify.ts";
import type { paths as Reporting } from "./schema/reporting.ts";

const withKey: Middleware = {
  onRequest({ request }) {
    const current = key();
    if (current !== null) {
      request.headers.set("Authorization", `Bearer ${current}`);
    }
    return request;
  },
  onError() {
    return new Problem(0, "", "");
  },
};

function client<Paths extends object>() {
  const made = createClient<Paths>({ baseUrl: "" });
  made.use(withKey);
  return made;
}

// One address for all: the ingress, or the one port of a single machine, leads each path to its service.
export const reporting = client<Reporting>();
export const ledger = client<Ledger>();
export const dunning = client<Dunning>();
export const notify = client<Notify>();
export const local = client<Local>();

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of a good answer; anything else is thrown as a Problem. */
export async function body<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok) {
    return data as T;
  }
  if (response.status === 401) {
    dropRefusedKey();
  }
  throw problemFrom(response.status, error, response.headers.get("Retry-After"));
}

/** Leaves out what was not chosen, so that an address never says `as_of=`. */
export function chosen<T extends Record<string, unknown>>(
  query: T,
): { [K in keyof T]?: Exclude<T[K], undefined | ""> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== "")) as {
    [K in keyof T]?: Exclude<T[K], undefined | "">;
  };
}

/** A key for one posting, so that a request which is sent twice does its work once. */
export function newKey(): string {
  return `console-${Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
