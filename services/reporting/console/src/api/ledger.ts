/** The questions asked of the ledger itself: a customer's documents, journal and statement, and why an amount is open. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type DocumentId, inAddress } from "../lib/document.ts";
import { body, chosen, ledger } from "./client.ts";
import type { components } from "./schema/ledger.ts";

export type Schemas = components["schemas"];
export type CustomerDocument = Schemas["CustomerDocumentShown"];
export type Applied = Schemas["AppliedShown"];
export type OpenInvoice = Schemas["OpenItemShown"];
export type Waiting = Schemas["WaitingShown"];
export type Unapplied = Schemas["UnappliedShown"];
/** Money that came to a bank account of ours, and nobody knows whose it is. */
export type Unidentified = Schemas["UnidentifiedShown"];
export type Dispute = Schemas["DisputeShown"];
export type WriteOff = Schemas["WriteOffShown"];
export type Claim = Schemas["ClaimShown"];
export type Invoice = Schemas["InvoiceShown"];
export type JournalLine = Schemas["JournalLineShown"];
export type Statement = Schemas["StatementShown"];
export type StatementForm = Statement["form"];
export type LedgerEntity = Schemas["EntityShown"];

/** One customer's account. */
export interface Account {
  readonly entity: string;
  readonly customer: string;
}

/** Whatever may change when something is posted stands under this key. */
export const LEDGER = "ledger";

const PAGE = 500;

export function useDocuments(account: Account, openOnly: boolean) {
  return useInfiniteQuery({
    queryKey: [LEDGER, "documents", account, openOnly],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        ledger.GET("/v1/customers/{entity}/{customer}/documents", {
          params: { path: account, query: chosen({ open_only: openOnly, cursor: pageParam, limit: 50 }) },
        }),
      ),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useAllocations(account: Account) {
  return useInfiniteQuery({
    queryKey: [LEDGER, "allocations", account],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        ledger.GET("/v1/customers/{entity}/{customer}/allocations", {
          params: { path: account, query: chosen({ cursor: pageParam, limit: 100 }) },
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

export function useCustomerDetails(account: Account) {
  return useQuery({
    queryKey: [LEDGER, "customer", account],
    queryFn: () => body(ledger.GET("/v1/customers/{entity}/{customer}", { params: { path: account } })),
  });
}

/** A list that comes in pages, as far as it was asked for; `hasNextPage` says that there is more of it. */
export function useListed<Item>(
  queryKey: readonly unknown[],
  ask: (cursor: string) => Promise<{ readonly items: Item[]; readonly next?: string | null }>,
) {
  return useInfiniteQuery({
    queryKey,
    initialPageParam: "",
    queryFn: ({ pageParam }) => ask(pageParam),
    getNextPageParam: (found) => found.next,
    select: (data) => data.pages.flatMap((found) => found.items),
  });
}

const page = (cursor: string) => chosen({ cursor, limit: PAGE });

export function useOpenInvoices({ entity, customer }: Account) {
  return useListed([LEDGER, "open-items", entity, customer], (cursor) =>
    body(ledger.GET("/v1/open-items", { params: { query: { entity, customer, ...page(cursor) } } })),
  );
}

export function useWaiting({ entity, customer }: Account) {
  return useListed([LEDGER, "waiting", entity, customer], (cursor) =>
    body(ledger.GET("/v1/waiting-instalments", { params: { query: { entity, customer, ...page(cursor) } } })),
  );
}

export function useUnapplied({ entity, customer }: Account) {
  return useListed([LEDGER, "unapplied", entity, customer], (cursor) =>
    body(ledger.GET("/v1/unapplied", { params: { query: { entity, customer, ...page(cursor) } } })),
  );
}

export function useUnidentified(entity: string) {
  return useListed([LEDGER, "unidentified", entity], (cursor) =>
    body(ledger.GET("/v1/unidentified-payments", { params: { query: { entity, ...page(cursor) } } })),
  );
}

export function useDisputes({ entity, customer }: Account) {
  return useListed([LEDGER, "disputes", entity, customer], (cursor) =>
    body(ledger.GET("/v1/disputes", { params: { query: { entity, customer, ...page(cursor) } } })),
  );
}

export function useWriteOffs({ entity, customer }: Account) {
  return useListed([LEDGER, "write-offs", entity, customer], (cursor) =>
    body(ledger.GET("/v1/write-offs", { params: { query: { entity, customer, ...page(cursor) } } })),
  );
}

export function useClaims({ entity, customer }: Account) {
  return useListed([LEDGER, "claims", entity, customer], (cursor) =>
    body(ledger.GET("/v1/claims", { params: { query: { entity, customer, ...page(cursor) } } })),
  );
}

export function useDispute(document: DocumentId) {
  return useQuery({
    queryKey: [LEDGER, "dispute", document.id],
    queryFn: () =>
      body(ledger.GET("/v1/disputes/{entity}/{source}/{number}", { params: { path: inAddress(document) } })),
  });
}

export function useInvoice(document: DocumentId | null) {
  return useQuery({
    queryKey: [LEDGER, "invoice", document?.id],
    enabled: document !== null,
    queryFn: () =>
      body(ledger.GET("/v1/invoices/{entity}/{source}/{number}", { params: { path: inAddress(document) } })),
  });
}

export function useFunds(document: DocumentId) {
  return useQuery({
    queryKey: [LEDGER, "funds", document.id],
    queryFn: (): Promise<Schemas["PaymentShown"] | Schemas["CreditNoteShown"]> => {
      const params = { params: { path: inAddress(document) } };
      return document.kind === "payment"
        ? body(ledger.GET("/v1/payments/{entity}/{source}/{number}", params))
        : body(ledger.GET("/v1/credit-notes/{entity}/{source}/{number}", params));
    },
  });
}

export function useClaim(document: DocumentId) {
  return useQuery({
    queryKey: [LEDGER, "claim", document.id],
    queryFn: () => body(ledger.GET("/v1/claims/{entity}/{source}/{number}", { params: { path: inAddress(document) } })),
  });
}

export function useHistory(document: DocumentId) {
  return useInfiniteQuery({
    queryKey: [LEDGER, "history", document.id],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        ledger.GET("/v1/history/{entity}/{kind}/{source}/{number}", {
          params: {
            path: { ...inAddress(document), kind: document.kind as "invoice" },
            query: chosen({ cursor: pageParam }),
          },
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

export function useWhyOpen(document: DocumentId, instalment: number | undefined) {
  return useQuery({
    queryKey: [LEDGER, "why", document.id, instalment],
    queryFn: () =>
      body(
        ledger.GET("/v1/why/{entity}/{source}/{number}", {
          params: { path: inAddress(document), query: chosen({ instalment }) },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useJournal({ entity, customer }: Account, from: string, to: string) {
  return useInfiniteQuery({
    queryKey: [LEDGER, "journal", entity, customer, from, to],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        ledger.GET("/v1/journal", {
          params: {
            query: {
              entity,
              ...chosen({ customer, posted_from: from, posted_to: to, limit: 200, cursor: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** What the control accounts of a customer say at the end of a day; without one, of everything posted. */
export function useControlBalances({ entity, customer }: Account, asOf: string | undefined) {
  return useQuery({
    queryKey: [LEDGER, "control", entity, customer, asOf],
    queryFn: () =>
      body(ledger.GET("/v1/control-balances", { params: { query: { entity, customer, ...chosen({ as_of: asOf }) } } })),
    select: (page) => page.items,
    placeholderData: keepPreviousData,
  });
}

export function useStatement(account: Account, form: StatementForm, from: string, asOf: string) {
  return useQuery({
    queryKey: [LEDGER, "statement", account, form, from, asOf],
    // The same address answers pages and workbooks too; without a format it is this.
    queryFn: () =>
      body(
        ledger.GET("/v1/customers/{entity}/{customer}/statement", {
          params: { path: account, query: { form, ...chosen({ from, as_of: asOf }) } },
        }),
      ) as Promise<Statement>,
    placeholderData: keepPreviousData,
  });
}

/** By account code its name, from the chart of the entity and what is mapped over it. */
export function useAccountNames(entity: string): ReadonlyMap<string, string> {
  const chart = useQuery({
    queryKey: ["chart", entity],
    queryFn: () => body(ledger.GET("/v1/accounts/{entity}", { params: { path: { entity } } })),
    staleTime: 300_000,
    select: namesOf,
  });
  return chart.data ?? NO_NAMES;
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

function namesOf(chart: Schemas["ChartShown"]): ReadonlyMap<string, string> {
  const rules = [...chart.default, ...chart.mappings.flatMap((mapping) => mapping.rules)];
  return new Map(rules.filter((rule) => rule.name !== "").map((rule) => [rule.account, rule.name]));
}
