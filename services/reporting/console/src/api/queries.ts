/** The questions the console asks, one hook each; an older answer stays on the page until the newer one is there. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { body, chosen, reporting } from "./client.ts";
import type { components } from "./schema/reporting.ts";

export type Schemas = components["schemas"];
export type Entity = Schemas["Entity"];
export type AgingRow = Schemas["AgingRow"];
export type AgingTotal = Schemas["AgingTotal"];
export type OpenItem = Schemas["OpenItem"];
export type Period = Schemas["CollectionPeriod"];
export type Cohort = Schemas["Cohort"];
export type TrendPoint = Schemas["TrendPoint"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type Document = Schemas["Document"];
export type Figure = Schemas["Figure"];

/** When a report is asked for: the business day it is about and what was known; empty means now. */
export interface When {
  readonly as_of?: string | undefined;
  readonly known_at?: string | undefined;
}

export const HEARTBEAT = 4000;

export function useEntities() {
  return useQuery({
    queryKey: ["entities"],
    queryFn: () => body(reporting.GET("/v1/reports/entities")),
    refetchInterval: HEARTBEAT,
  });
}

export function useAgingByEntity(entity: string | undefined) {
  return useQuery({
    queryKey: ["report", "aging", "entity", entity],
    queryFn: () =>
      body(reporting.GET("/v1/reports/aging", { params: { query: chosen({ entity, by: "entity" as const }) } })),
    placeholderData: keepPreviousData,
  });
}

export function useAging(entity: string, currency: string | undefined, when: When) {
  return useInfiniteQuery({
    queryKey: ["report", "aging", entity, currency, when],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        reporting.GET("/v1/reports/aging", {
          params: { query: chosen({ entity, currency, ...when, limit: 200, cursor: pageParam }) },
        }),
      ),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useTrend(entity: string, currency: string) {
  return useQuery({
    queryKey: ["report", "trend", entity, currency],
    queryFn: () => body(reporting.GET("/v1/reports/aging-trend", { params: { query: { entity, currency } } })),
    placeholderData: keepPreviousData,
  });
}

export function useTopOverdue(entity: string, currency: string) {
  return useQuery({
    queryKey: ["report", "top", entity, currency],
    queryFn: () =>
      body(reporting.GET("/v1/reports/top-overdue", { params: { query: { entity, currency, limit: 8 } } })),
    placeholderData: keepPreviousData,
  });
}

export function useCollection(entity: string, currency: string) {
  return useQuery({
    queryKey: ["report", "collection", entity, currency],
    queryFn: () => body(reporting.GET("/v1/reports/collection-rate", { params: { query: { entity, currency } } })),
    placeholderData: keepPreviousData,
  });
}

export function useRecovery(entity: string, currency: string) {
  return useQuery({
    queryKey: ["report", "recovery", entity, currency],
    queryFn: () => body(reporting.GET("/v1/reports/recovery", { params: { query: { entity, currency } } })),
    placeholderData: keepPreviousData,
  });
}

export function useOpenItems(entity: string, customer: string, when: When, currency?: string) {
  return useInfiniteQuery({
    queryKey: ["report", "items", entity, customer, currency, when],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        reporting.GET("/v1/reports/open-items", {
          params: { query: chosen({ entity, customer, currency, ...when, cursor: pageParam }) },
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

export function useMovements(document: string, instalment: number) {
  return useQuery({
    queryKey: ["report", "movements", document, instalment],
    queryFn: () => body(reporting.GET("/v1/reports/movements", { params: { query: { document, instalment } } })),
  });
}

export function useCustomers(entity: string | undefined, q: string) {
  return useInfiniteQuery({
    queryKey: ["report", "customers", entity, q],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(reporting.GET("/v1/reports/customers", { params: { query: chosen({ entity, q, cursor: pageParam }) } })),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useCustomer(entity: string, customer: string) {
  return useQuery({
    queryKey: ["report", "customer", entity, customer],
    queryFn: () => body(reporting.GET("/v1/reports/customer", { params: { query: { entity, customer } } })),
  });
}

export function useTimeline(entity: string, customer: string) {
  return useInfiniteQuery({
    queryKey: ["report", "timeline", entity, customer],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        reporting.GET("/v1/reports/timeline", {
          params: { query: chosen({ entity, customer, cursor: pageParam }) as { entity: string; customer: string } },
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

export function useDocuments(entity: string, customer: string) {
  return useInfiniteQuery({
    queryKey: ["report", "documents", entity, customer],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        reporting.GET("/v1/reports/documents", {
          params: { query: { entity, customer, ...(pageParam === "" ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

export function useWork(entity: string | undefined, day: string | undefined) {
  return useQuery({
    queryKey: ["report", "work", entity, day],
    queryFn: () =>
      body(reporting.GET("/v1/reports/work", { params: { query: chosen({ entity, first_day: day, last_day: day }) } })),
    enabled: day !== undefined,
    placeholderData: keepPreviousData,
  });
}

/** Names for lists that only know numbers; what is missing stays a number. */
export function useCustomerNames(entity: string): ReadonlyMap<string, string> {
  const customers = useQuery({
    queryKey: ["names", entity],
    queryFn: () => body(reporting.GET("/v1/reports/customers", { params: { query: { entity, limit: 500 } } })),
    staleTime: 300_000,
    select: namesOf,
  });
  return customers.data ?? NO_NAMES;
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

function namesOf(answer: Schemas["CustomersAnswer"]): ReadonlyMap<string, string> {
  return new Map(answer.customers.map((customer) => [customer.customer, customer.name]));
}
