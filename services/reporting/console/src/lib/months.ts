/** Months as the books know them: their first and last days, counted back from a day. */
import { addDays } from "./format.ts";

export interface Month {
  readonly first: string;
  readonly last: string;
}

/** The months up to the one of a day, the newest first. */
export function monthsBack(day: string, count: number): readonly Month[] {
  const months: Month[] = [];
  let first = `${day.slice(0, 7)}-01`;
  // Thirty-one days from a first always lead into the next month, and the day before a first is a last.
  let last = addDays(`${addDays(first, 31).slice(0, 7)}-01`, -1);
  while (months.length < count) {
    months.push({ first, last });
    last = addDays(first, -1);
    first = `${last.slice(0, 7)}-01`;
  }
  return months;
}

/** The last day of the month before: what is closed next, as a rule. */
export function lastMonthEnd(day: string): string {
  return addDays(`${day.slice(0, 7)}-01`, -1);
}
