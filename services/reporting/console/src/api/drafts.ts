/** Drafts of documents: kept, listed, looked at and deleted, each by the version that was seen. */
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, chosen, ledger } from "./client.ts";
import { LEDGER, useListed, type Account, type Schemas } from "./ledger.ts";

export type Draft = Schemas["DraftListed"];
/** What names a draft, and will name its document. */
export type DraftName = Pick<Draft, "entity" | "kind" | "source" | "number">;

export const nameOf = ({ entity, kind, source, number }: DraftName): DraftName => ({ entity, kind, source, number });

const seen = (version: number | null) => (version === null ? {} : { "if-match": `"${version}"` });

export function useDrafts({ entity, customer }: Account) {
  return useListed([LEDGER, "drafts", entity, customer], (cursor) =>
    body(ledger.GET("/v1/drafts", { params: { query: { entity, customer, ...chosen({ cursor, limit: 50 }) } } })),
  );
}

export function useDraft(name: DraftName | null) {
  return useQuery({
    queryKey: ["draft", name],
    // A form goes on from what was kept when it was opened.
    staleTime: Infinity,
    gcTime: 0,
    queryFn:
      name === null
        ? skipToken
        : () => body(ledger.GET("/v1/drafts/{entity}/{kind}/{source}/{number}", { params: { path: name } })),
  });
}

export interface Kept {
  readonly name: DraftName;
  /** The version that this one replaces; none where it is new. */
  readonly version: number | null;
  readonly body: unknown;
}

export function useKeep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, version, body: content }: Kept) =>
      body(
        ledger.PUT("/v1/drafts/{entity}/{kind}/{source}/{number}", {
          params: { path: name, header: seen(version) },
          body: content as Record<string, unknown>,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER, "drafts"] }),
  });
}

export function useDiscard() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: Draft) =>
      body(
        ledger.DELETE("/v1/drafts/{entity}/{kind}/{source}/{number}", {
          params: { path: nameOf(draft), header: seen(draft.version) },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER, "drafts"] }),
  });
}
