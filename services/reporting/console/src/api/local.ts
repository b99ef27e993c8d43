/** What only the one-machine deployment has: the demo's progress, a clock that can be moved, a mailbox. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { body, local } from "./client.ts";
import { Problem } from "./problem.ts";
import type { components } from "./schema/local.ts";

type Schemas = components["schemas"];
export type Mail = Schemas["MailLine"];

const WATCHING = 1500;
const MOVING = 700;

/** Where there is no demo and no local clock, or the key may not look at them, the pages about them are not offered. */
export function isAbsent(error: Error | null): boolean {
  return error instanceof Problem && (error.status === 404 || error.status === 403);
}

export function useStatus() {
  return useQuery({
    queryKey: ["local", "status"],
    queryFn: () => body(local.GET("/local/status")),
    // Where it was refused once, it would be refused for ever.
    enabled: (query) => !isAbsent(query.state.error),
    retry: false,
    refetchInterval: (query) =>
      query.state.data !== undefined && query.state.data.phase !== "ready" ? WATCHING : false,
  });
}

export function useClock() {
  return useQuery({
    queryKey: ["local", "clock"],
    queryFn: () => body(local.GET("/local/clock")),
    refetchInterval: (query) => (query.state.data?.draining === true ? MOVING : WATCHING * 4),
  });
}

export function useNextDay() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(local.POST("/local/clock/next-working-day")),
    onSuccess: () => client.invalidateQueries({ queryKey: ["local", "clock"] }),
  });
}

export function useMailbox(date: string | undefined, q: string) {
  return useInfiniteQuery({
    queryKey: ["local", "mailbox", date, q],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      body(
        local.GET("/local/mailbox", {
          params: {
            query: {
              ...(date === undefined ? {} : { date }),
              ...(q === "" ? {} : { q }),
              ...(pageParam === "" ? {} : { cursor: pageParam }),
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useMail(id: string) {
  return useQuery({
    queryKey: ["local", "mail", id],
    queryFn: () => body(local.GET("/local/mailbox/{mail_id}", { params: { path: { mail_id: id } } })),
    staleTime: Infinity,
  });
}
