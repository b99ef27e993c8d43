/** What is to be done and what was said: obligations and tasks of dunning, messages of notify. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, dunning, newKey, notify } from "./client.ts";
import type { components } from "./schema/dunning.ts";

type Schemas = components["schemas"];
export type Obligation = Schemas["ObligationShown"];
export type TaskResult = Schemas["TaskDone"]["result"];

interface ObligationsAsked {
  readonly entity: string;
  readonly customer?: string;
  readonly date?: string;
}

export function useObligations(asked: ObligationsAsked) {
  return useInfiniteQuery({
    queryKey: ["work", "obligations", asked],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        dunning.GET("/v1/obligations", {
          params: { query: { ...asked, ...(pageParam === "" ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useTasks(entity: string, role: string) {
  return useInfiniteQuery({
    queryKey: ["work", "tasks", entity, role],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        dunning.GET("/v1/tasks", {
          params: {
            query: { entity, ...(role === "" ? {} : { role }), ...(pageParam === "" ? {} : { cursor: pageParam }) },
          },
        }),
      ),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export interface TaskDone {
  readonly task: Obligation;
  readonly result: TaskResult;
}

export function useTaskDone() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ task, result }: TaskDone) =>
      body(
        dunning.POST("/v1/tasks/{entity}/obligation/{customer}/{date}/{action}/done", {
          params: {
            path: { entity: task.entity, customer: task.customer, date: task.date, action: task.action },
            header: { "Idempotency-Key": newKey() },
          },
          body: { result },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["work"] }),
  });
}

export function useWhyNot(entity: string, customer: string) {
  return useQuery({
    queryKey: ["work", "why-not", entity, customer],
    queryFn: () => body(dunning.GET("/v1/obligations/why-not", { params: { query: { entity, customer } } })),
  });
}

export function useWhyObligation(obligation: string) {
  return useQuery({
    queryKey: ["work", "why", obligation],
    queryFn: () => body(dunning.GET("/v1/obligations/why", { params: { query: { obligation } } })),
  });
}

export function useMessages(entity: string, customer: string) {
  return useInfiniteQuery({
    queryKey: ["work", "messages", entity, customer],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        notify.GET("/v1/messages", {
          params: { query: { entity, customer, ...(pageParam === "" ? {} : { cursor: pageParam }) } },
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
}

export function useWhyMessage(message: string) {
  return useQuery({
    queryKey: ["work", "why-message", message],
    queryFn: () => body(notify.GET("/v1/messages/why", { params: { query: { message } } })),
  });
}
