/** Opening balances sent to the ledger some hundred at a time, so that one sees how far they are. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { GoodRow } from "../lib/opening-file.ts";
import { body, ledger } from "./client.ts";
import { LEDGER, type Schemas } from "./ledger.ts";
import { problemFrom, type Problem } from "./problem.ts";

const AT_ONCE = 500;

/** What became of a row. */
export interface Outcome {
  readonly row: GoodRow;
  readonly status: "accepted" | "repeated" | "refused";
  readonly problem: Problem | null;
}

export interface Upload {
  readonly state: "idle" | "running" | "stopped" | "done";
  readonly outcomes: readonly Outcome[];
  /** Why it could not go on. */
  readonly error: Error | null;
}

const NOTHING: Upload = { state: "idle", outcomes: [], error: null };

/** Sends rows, and goes on where it stopped: what is in the books already is told apart, and never posted twice. */
export function useOpeningUpload() {
  const client = useQueryClient();
  const [upload, setUpload] = useState(NOTHING);
  const stopped = useRef(false);
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );
  const send = async (rows: readonly GoodRow[]): Promise<void> => {
    stopped.current = false;
    let outcomes = upload.outcomes;
    setUpload({ state: "running", outcomes, error: null });
    let error: Error | null = null;
    while (outcomes.length < rows.length && error === null && !isStopped(stopped)) {
      try {
        outcomes = [...outcomes, ...(await post(rows.slice(outcomes.length, outcomes.length + AT_ONCE)))];
        setUpload({ state: "running", outcomes, error });
      } catch (thrown) {
        error = thrown as Error;
      }
    }
    setUpload({ state: outcomes.length < rows.length ? "stopped" : "done", outcomes, error });
    await client.invalidateQueries({ queryKey: [LEDGER] });
  };
  return {
    upload,
    send,
    stop: () => {
      stopped.current = true;
    },
    reset: () => {
      stopped.current = true;
      setUpload(NOTHING);
    },
  };
}

/** Read anew each time: it changes while an answer is waited for. */
const isStopped = (stopped: { readonly current: boolean }): boolean => stopped.current;

async function post(rows: readonly GoodRow[]): Promise<readonly Outcome[]> {
  const documents = rows.map((row) => row.document);
  const answer = await body<unknown>(ledger.POST("/v1/documents", { body: documents as never, parseAs: "text" }));
  const told = String(answer)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Schemas["LineAnswer"]);
  return rows.map((row, index) => {
    const line = told.find((one) => one.line === index + 1);
    if (line === undefined) {
      throw new Error(`The ledger did not answer for line ${row.line}.`);
    }
    const problem = line.problem == null ? null : problemFrom(line.problem.status, line.problem);
    return { row, status: line.status, problem };
  });
}
