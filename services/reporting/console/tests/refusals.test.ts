/** Refusals in Chinese: each that a clerk may meet has a sentence, and each sentence belongs to a refusal that exists. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { problemFrom } from "../src/api/problem.ts";
import { en } from "../src/text/en.ts";
import { REFUSALS } from "../src/text/refusals.ts";
import { zh } from "../src/text/zh.ts";
import { ownWords } from "../src/ui/problem.tsx";

const ROOT = join(import.meta.dirname, "..", "..", "..", "..");

/** An administrator's settings, or mistakes that only a program can make. */
const NOT_A_CLERKS = new Set([
  "adjustment-kind-unknown",
  "already-insolvent",
  "calendar-unknown",
  "clock-not-simulated",
  "clock-runs-forward-only",
  "control-account-fixed",
  "currency-in-use",
  "cursor-malformed",
  "day-left-out",
  "event-too-large",
  "first-business-day-fixed",
  "functional-currency-fixed",
  "functional-currency-missing",
  "idempotency-key-malformed",
  "idempotency-key-missing",
  "if-match-malformed",
  "invoice-kind-unknown",
  "mapping-not-usable",
  "own-parent",
  "position-malformed",
  "position-not-reached",
  "position-of-another-topic",
  "positions-not-of-ledger",
  "positions-not-recorded",
  "rate-below-minimum",
  "rate-not-usable",
  "rate-table-unknown",
  "setting-not-offered",
  "shift-unknown",
  "size-unknown",
  "time-zone-unknown",
  "too-deep",
  "years-not-usable",
]);

/** `PeriodIsClosed` → `period-is-closed`, of every refusal that the ledger and what it shares with others define. */
function refusals(kinds: string): ReadonlySet<string> {
  const files = ["services/ledger", "shared"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".py"))
      .map((name) => readFileSync(join(ROOT, folder, name), "utf8")),
  );
  const named = files.flatMap((source) => [...source.matchAll(new RegExp(`^class (\\w+)\\((?:${kinds})\\):`, "gm"))]);
  return new Set(named.map(([, name = ""]) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase()));
}

describe("what the ledger refuses", () => {
  test("is said in Chinese wherever a clerk may meet it", () => {
    const known = refusals("NotFound|Conflict|Invalid");
    expect(known).toContain("period-is-closed");
    expect([...known].filter((code) => !(code in REFUSALS) && !NOT_A_CLERKS.has(code))).toEqual([]);
  });
  test("is no longer said once it is no longer refused", () => {
    const known = new Set([...refusals("NotFound|Conflict|Invalid|Refusal"), "invalid-request"]);
    expect(Object.keys(REFUSALS).filter((code) => !known.has(code))).toEqual([]);
    expect([...NOT_A_CLERKS].filter((code) => code in REFUSALS)).toEqual([]);
  });
  test("is known by the type of the problem, and English keeps the sentence of the service", () => {
    const problem = problemFrom(409, { type: "urn:huikuan:problem:period-is-closed", detail: "2026-02-09 is closed" });
    expect(ownWords(problem, zh)).toBe("该日期所在期间已关账。");
    expect(ownWords(problem, en)).toBeUndefined();
    expect(ownWords(problemFrom(409, { type: "urn:huikuan:problem:constructor" }), zh)).toBeUndefined();
    expect(problemFrom(502, "<html>").code).toBe("");
  });
  test("names the pair and the day of a rate that is missing in Chinese, too", () => {
    const problem = problemFrom(409, {
      type: "urn:huikuan:problem:exchange-rate-missing",
      detail: "CN01 has no exchange rate EUR/CNY for 2026-02-19.",
      pair: "EUR/CNY",
      date: "2026-02-19",
      errors: [{ pointer: "/allocations/0/currency", detail: "…" }],
    });
    expect(ownWords(problem, zh)).toContain("缺少 2026-02-19 的 EUR/CNY 汇率");
    expect(Object.values(REFUSALS).filter((said) => /\{(?!pair\}|date\})/.test(said))).toEqual([]);
  });
});
