/** Where the reader is: the page and its settings live in the address (#/aging?entity=CN01), so links and the back button work. */
import { useMemo, useSyncExternalStore } from "react";

export interface Route {
  readonly path: readonly string[];
  readonly params: URLSearchParams;
}

export type Params = Record<string, string | undefined>;

/** Reads "#/customers/CN01/0100?tab=events"; anything that is not an address of ours is the first page. */
export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const segments = path.split("/").filter((segment) => segment !== "");
  return { path: segments.map(decode), params: new URLSearchParams(query) };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function href(path: readonly string[], params: Params = {}): string {
  const kept = Object.entries(params).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== "",
  );
  const query = new URLSearchParams(kept).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${query === "" ? "" : `?${query}`}`;
}

export const customerHref = (entity: string, customer: string): string => href(["customers", entity, customer]);

/** `#/customers/CN01/0100/ledger`, with what stands behind it: a document, an action. */
export function ledgerHref(
  { entity, customer }: { readonly entity: string; readonly customer: string },
  rest: readonly string[] = [],
  params: Params = {},
): string {
  return href(["customers", entity, customer, "ledger", ...rest], params);
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => {
    window.removeEventListener("hashchange", changed);
  };
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parse(hash), [hash]);
}

/** Changes settings of the page that is open, without a new entry in the history. */
export function change(params: Params): void {
  const route = parse(window.location.hash);
  const merged: Params = Object.fromEntries(route.params);
  window.location.replace(href(route.path, { ...merged, ...params }));
}

export function go(path: readonly string[], params: Params = {}): void {
  window.location.hash = href(path, params);
}
