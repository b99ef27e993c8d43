/** How amounts, shares and dates are written: exactly as the service said them, grouped for the reader's language. */

export type Language = "en" | "zh";

export const LOCALES: Record<Language, string> = { en: "en-GB", zh: "zh-CN" };

// Axes have little room, and American English writes the shorter forms: 1.2M, Sep 25.
const NARROW: Record<Language, string> = { en: "en-US", zh: "zh-CN" };

const MINUS = "\u2212";

const cache = new Map<string, Intl.NumberFormat>();

function numbers(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let format = cache.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(LOCALES[language], options);
    cache.set(key, format);
  }
  return format;
}

/** A decimal string with thousands separators and just the decimals it came with; never through a float. */
export function amount(value: string, language: Language): string {
  const decimals = value.split(".")[1]?.length ?? 0;
  const written = numbers(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return written.format(value as Intl.StringNumericLiteral).replace("-", MINUS);
}

/** An amount short enough for an axis or a narrow card: 1.2M, 120万. */
export function short(value: number | string, language: Language): string {
  return new Intl.NumberFormat(NARROW[language], { notation: "compact", maximumSignificantDigits: 3 })
    .format(Number(value))
    .replace("-", MINUS);
}

export function count(value: number, language: Language): string {
  return numbers(language, {}).format(value).replace("-", MINUS);
}

/** A share between 0 and 1 as a percentage; nothing to divide by is a dash, not zero. */
export function percent(value: string | number | null | undefined, language: Language, decimals = 1): string {
  if (value === null || value === undefined) {
    return "–";
  }
  return numbers(language, { style: "percent", minimumFractionDigits: decimals, maximumFractionDigits: decimals })
    .format(value as number)
    .replace("-", MINUS);
}

/** Adds decimal strings exactly, keeping the most decimals among them. */
export function sum(...values: string[]): string {
  const decimals = Math.max(0, ...values.map((value) => value.split(".")[1]?.length ?? 0));
  const total = values.reduce((minor, value) => minor + toMinor(value, decimals), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals > 0 ? `.${digits.slice(-decimals)}` : "";
  return (total < 0n ? "-" : "") + whole + fraction;
}

export function negated(value: string): string {
  return isZero(value) ? value : value.startsWith("-") ? value.slice(1) : `-${value}`;
}

export function isZero(value: string): boolean {
  return !/[1-9]/.test(value);
}

/** Orders decimal strings by value, exactly. */
export function compareDecimals(left: string, right: string): number {
  const decimals = Math.max(left.split(".")[1]?.length ?? 0, right.split(".")[1]?.length ?? 0);
  const difference = toMinor(left, decimals) - toMinor(right, decimals);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The share one amount has in another, for a bar's width or a percentage; null when there is nothing to divide by. */
export function share(part: string, whole: string): number | null {
  return isZero(whole) ? null : Number(part) / Number(whole);
}

function toMinor(value: string, decimals: number): bigint {
  const [whole = "0", fraction = ""] = value.replace("-", "").split(".");
  const minor = BigInt(whole + fraction.padEnd(decimals, "0"));
  return value.startsWith("-") ? -minor : minor;
}

const noon = (date: string): Date => new Date(`${date.slice(0, 10)}T12:00:00Z`);

/** A local date as people say it: 4 Mar 2026, 2026年3月4日. The date has no time zone, so none is applied. */
export function longDate(date: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: "UTC",
    year: "numeric",
    month: language === "zh" ? "long" : "short",
    day: "numeric",
  }).format(noon(date));
}

export function weekday(date: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: "UTC",
    weekday: language === "zh" ? "short" : "long",
  }).format(noon(date));
}

export function month(date: string, language: Language): string {
  return new Intl.DateTimeFormat(NARROW[language], { timeZone: "UTC", year: "2-digit", month: "short" }).format(
    noon(`${date.slice(0, 7)}-01`),
  );
}

/** An instant in the time zone of the business it belongs to, to the minute, in the shape that sorts. */
export function instant(value: string, timeZone: string | undefined): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    ...(timeZone === undefined ? {} : { timeZone }),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  return parts.format(new Date(value));
}

export function addDays(date: string, days: number): string {
  const moved = noon(date);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}
