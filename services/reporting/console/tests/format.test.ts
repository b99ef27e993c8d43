/** Amounts, shares and dates: exactly what the service said, written for the reader. */
import { describe, expect, test } from "vitest";
import {
  addDays,
  amount,
  compareDecimals,
  instant,
  isZero,
  longDate,
  negated,
  percent,
  share,
  short,
  sum,
} from "../src/lib/format.ts";

describe("an amount", () => {
  test("keeps just the decimals it came with, whatever the currency", () => {
    expect(amount("1234.50", "en")).toBe("1,234.50");
    expect(amount("41489407", "zh")).toBe("41,489,407");
    expect(amount("0.125", "en")).toBe("0.125");
  });
  test("beyond what a float holds is still exact", () => {
    expect(amount("9007199254740993.07", "en")).toBe("9,007,199,254,740,993.07");
  });
  test("below zero carries a real minus", () => {
    expect(amount("-20.00", "en")).toBe("\u221220.00");
  });
  test("is added to others without losing a cent", () => {
    expect(sum("0.10", "0.20")).toBe("0.30");
    expect(sum("9007199254740993.07", "-0.08")).toBe("9007199254740992.99");
    expect(sum("5", "-5")).toBe("0");
  });
  test("is compared by value, not by spelling", () => {
    expect(compareDecimals("9.5", "10.25")).toBe(-1);
    expect(compareDecimals("-1", "-2")).toBe(1);
    expect(compareDecimals("3.0", "3")).toBe(0);
  });
  test("of zero stays without a sign when it is deducted", () => {
    expect(isZero("0.00")).toBe(true);
    expect(negated("0.00")).toBe("0.00");
    expect(negated("2.00")).toBe("-2.00");
    expect(negated("-2.00")).toBe("2.00");
  });
  test("on an axis is short in either language", () => {
    expect(short(1_200_000, "en")).toBe("1.2M");
    expect(short(1_200_000, "zh")).toBe("120万");
  });
});

describe("a share", () => {
  test("of nothing is a dash and not zero", () => {
    expect(share("0.00", "0.00")).toBeNull();
    expect(percent(share("0.00", "0.00"), "en")).toBe("–");
    expect(percent(0, "en")).toBe("0.0%");
  });
});

describe("a date", () => {
  test("has no time zone and does not move", () => {
    expect(longDate("2026-03-01", "en")).toBe("1 Mar 2026");
    expect(longDate("2026-03-01", "zh")).toBe("2026年3月1日");
    expect(addDays("2024-02-28", 2)).toBe("2024-03-01");
  });
  test("with a time is shown where the business is", () => {
    expect(instant("2026-03-01T20:30:00Z", "Asia/Shanghai")).toBe("2026-03-02 04:30");
    expect(instant("2026-03-01T20:30:00Z", "America/New_York")).toBe("2026-03-01 15:30");
  });
});
