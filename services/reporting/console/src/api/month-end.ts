/** What an entity's month ends with: periods closed and reopened, interest claimed, other books compared. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { documentId, inAddress } from "../lib/document.ts";
import { body, chosen, ledger, newKey } from "./client.ts";
import { LEDGER, useListed, type Schemas } from "./ledger.ts";

export type PeriodChange = Schemas["PeriodShown"];
export type Checklist = Schemas["ChecklistShown"];
export type Reconciliation = Schemas["ReconciliationShown"];
export type ReconciliationRecorded = Schemas["ReconciliationRecorded"];
export type Difference = Schemas["DifferenceShown"];

export function usePeriods(entity: string) {
  return useListed([LEDGER, "periods", entity], (cursor) =>
    body(ledger.GET("/v1/periods", { params: { query: { entity, ...chosen({ cursor, limit: 24 }) } } })),
  );
}

export function useChecklist(entity: string, until: string) {
  return useQuery({
    queryKey: [LEDGER, "checklist", entity, until],
    enabled: until !== "",
    queryFn: () => body(ledger.GET("/v1/periods/checklist", { params: { query: { entity, until } } })),
  });
}

export function useClose() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (until: { readonly entity: string; readonly until: string }) =>
      body(
        ledger.POST("/v1/periods/close", { params: { header: { "Idempotency-Key": newKey() } }, body: until }),
      ) as Promise<PeriodChange>,
    onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER] }),
  });
}

export function useReopen() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (from: Schemas["ReopenBody"]) =>
      body(
        ledger.POST("/v1/periods/reopen", { params: { header: { "Idempotency-Key": newKey() } }, body: from }),
      ) as Promise<PeriodChange>,
    onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER] }),
  });
}

export function useTrialBalance(entity: string, asOf: string) {
  return useQuery({
    queryKey: [LEDGER, "trial-balance", entity, asOf],
    queryFn: () => body(ledger.GET("/v1/trial-balance", { params: { query: { entity, ...chosen({ as_of: asOf }) } } })),
    placeholderData: keepPreviousData,
  });
}

export function useAccrual() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (until: { readonly entity: string; readonly until: string }) =>
      body(ledger.POST("/v1/claims/accrue", { body: until })) as Promise<Schemas["AccrualShown"]>,
    onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER] }),
  });
}

export function useExchangeRates(entity: string) {
  return useListed([LEDGER, "exchange-rates", entity], (cursor) =>
    body(
      ledger.GET("/v1/entities/{entity}/exchange-rates", {
        params: { path: { entity }, query: chosen({ cursor, limit: 12 }) },
      }),
    ),
  );
}

export function useStateRate(entity: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rate: Schemas["QuotedRateBody"]) =>
      body(
        ledger.POST("/v1/entities/{entity}/exchange-rates", {
          params: { path: { entity }, header: { "Idempotency-Key": newKey() } },
          body: { rates: [rate] },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER, "exchange-rates"] }),
  });
}

export function useRevaluation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (of: { readonly entity: string; readonly revalued_on: string }) =>
      body(ledger.POST("/v1/revaluations", { body: of })) as Promise<Schemas["RevaluationShown"]>,
    onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER] }),
  });
}

/** All comparisons, page after page: the newest need not be on the first, for they come by their names. */
export function useReconciliations(entity: string) {
  const listed = useListed([LEDGER, "reconciliations", entity], (cursor) =>
    body(ledger.GET("/v1/reconciliations", { params: { query: { entity, ...chosen({ cursor, limit: 500 }) } } })),
  );
  const { hasNextPage, isFetching, fetchNextPage } = listed;
  useEffect(() => {
    if (hasNextPage && !isFetching) {
      void fetchNextPage();
    }
  }, [hasNextPage, isFetching, fetchNextPage]);
  return listed;
}

export interface OtherBooks {
  readonly entity: string;
  readonly source: string;
  readonly number: string;
  readonly as_of: string;
  readonly file: Blob;
}

/** The file goes as it is; what it is of stands in the address. */
export function useCompare() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ file, ...about }: OtherBooks) => {
      const text = await file.text();
      const params = { params: { query: about }, body: text, bodySerializer: (content: unknown) => content };
      const sent = { ...params, headers: { "Content-Type": "text/csv" } };
      return body<ReconciliationRecorded>(ledger.POST("/v1/reconciliations", sent as never));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER] }),
  });
}

export function useDifferences(reconciliation: string, openOnly: boolean) {
  return useInfiniteQuery({
    queryKey: [LEDGER, "differences", reconciliation, openOnly],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        ledger.GET("/v1/reconciliations/{entity}/{source}/{number}/differences", {
          params: {
            path: inAddress(documentId(reconciliation)),
            query: chosen({ open_only: openOnly, cursor: pageParam }),
          },
        }),
      ),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useResolveDifference(entity: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (note: { readonly id: string; readonly note: string }) =>
      body(
        ledger.POST("/v1/reconciliations/{entity}/differences/resolve", {
          params: { path: { entity }, header: { "Idempotency-Key": newKey() } },
          body: note,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER] }),
  });
}
