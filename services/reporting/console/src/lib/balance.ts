/** The running balance of the control accounts over lines of the journal, each currency for itself and to the cent. */
import { compareDecimals, negated, sum } from "./format.ts";

interface Line {
  readonly role: string;
  readonly currency: string;
  readonly debit: string;
  readonly credit: string;
}

/** Receivable less money on account less open credits; the other accounts are not what a customer owes. */
const CONTROL: ReadonlySet<string> = new Set(["receivable", "on-account", "open-credits"]);

/** Beside each line the balance behind it, none where the line is of another account. */
export function running<L extends Line>(
  lines: readonly L[],
  opening: ReadonlyMap<string, string>,
): readonly (readonly [line: L, balance: string | null])[] {
  const balances = new Map(opening);
  return lines.map((line) => {
    if (!CONTROL.has(line.role)) {
      return [line, null];
    }
    const balance = sum(balances.get(line.currency) ?? "0", line.debit, negated(line.credit));
    balances.set(line.currency, balance);
    return [line, balance];
  });
}

/** Balances of accounts as a trial balance adds them up: those on the debit side, those on the credit side, and what is between. */
export function trialSums(balances: readonly string[]): {
  readonly debit: string;
  readonly credit: string;
  readonly difference: string;
} {
  const side = (sign: 1 | -1): string => sum("0", ...balances.filter((one) => compareDecimals(one, "0") === sign));
  return { debit: side(1), credit: negated(side(-1)), difference: sum("0", ...balances) };
}
