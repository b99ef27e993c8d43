/** What a clerk asks the ledger to post: first as a preview that records nothing, then for good, once for each key. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { body, ledger, newKey } from "./client.ts";
import { LEDGER, type Schemas } from "./ledger.ts";
import type { paths as Ledger } from "./schema/ledger.ts";

interface Posts<Body> {
  readonly post: { readonly requestBody: { readonly content: { readonly "application/json": Body } } };
}

type PostPath = { [P in keyof Ledger]: Ledger[P] extends Posts<unknown> ? P : never }[keyof Ledger];
type BodyOf<P extends PostPath> = Ledger[P] extends Posts<infer Body> ? Body : never;
type AddressOf<P extends PostPath> = Ledger[P] extends { post: { parameters: { path: infer At } } } ? At : undefined;

/** One request to post, of whatever kind. */
export interface Posting {
  readonly path: PostPath;
  readonly at: unknown;
  readonly body: unknown;
}

/** Makes a request; path, names in the path and body must fit together as the ledger's OpenAPI document says. */
export function posting<P extends PostPath>(path: P, content: BodyOf<P>, at: AddressOf<P>): Posting {
  return { path, at, body: content };
}

export type Preview = Schemas["DocumentPreviewed"];
export type PreviewedLine = Schemas["JournalLinePreviewed"];
/** What was posted, or had been posted before by the very same request. */
export type Recorded = Schemas["DocumentRecorded"];

export function usePreview() {
  return useMutation({ mutationFn: (asked: Posting) => send<Preview>(asked, newKey(), { preview: true }) });
}

export function usePost() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ asked, key }: { readonly asked: Posting; readonly key: string }) => send<Recorded>(asked, key, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER] }),
  });
}

function send<Answer>(asked: Posting, key: string, query: object): Promise<Answer> {
  // That these three fit together was checked where the request was made.
  const path = asked.path as "/v1/invoices";
  const content = { params: { path: asked.at, query, header: { "Idempotency-Key": key } }, body: asked.body };
  return body(ledger.POST(path, content as never));
}
