/** Shows a question's answer, its wait or its problem; an older answer stays visible while a newer one is fetched. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { JSX, ReactNode } from "react";
import { useText } from "../text/index.ts";
import { ProblemNote } from "./problem.tsx";

interface AnswerProps<T> {
  readonly of: Pick<UseQueryResult<T>, "data" | "error" | "isFetching" | "isPlaceholderData" | "refetch">;
  readonly children: (data: T) => ReactNode;
  /** How many grey lines stand in for the answer while it is awaited. */
  readonly lines?: number;
}

export function Answer<T>({ of, children, lines = 4 }: AnswerProps<T>): JSX.Element {
  if (of.data !== undefined) {
    return (
      <div className={of.isPlaceholderData ? "answer stale" : "answer"} aria-busy={of.isFetching}>
        {of.error !== null && <ProblemNote error={of.error} retry={() => void of.refetch()} />}
        {children(of.data)}
      </div>
    );
  }
  if (of.error !== null) {
    return <ProblemNote error={of.error} retry={() => void of.refetch()} />;
  }
  return <Waiting lines={lines} />;
}

export function Waiting({ lines }: { readonly lines: number }): JSX.Element {
  const t = useText();
  return (
    <div className="waiting" role="status" aria-label={t.loading}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}
