/** A receivable as one stacked bar of its five ages; pointing at it tells each part's amount and share. */
import type { CSSProperties, JSX } from "react";
import { amount, isZero, percent, share } from "../lib/format.ts";
import { useLanguage } from "../lib/session.ts";
import { useText } from "../text/index.ts";
import { Detail } from "./detail.tsx";

export interface Aged {
  readonly not_due: string;
  readonly days_1_30: string;
  readonly days_31_60: string;
  readonly days_61_90: string;
  readonly days_over_90: string;
  readonly receivable: string;
}

export function buckets(aged: Aged): readonly [string, string, string, string, string] {
  return [aged.not_due, aged.days_1_30, aged.days_31_60, aged.days_61_90, aged.days_over_90];
}

interface AgingBarProps {
  readonly aged: Aged;
  readonly currency: string;
  readonly asOf: string;
  readonly label: string;
}

export function AgingBar({ aged, currency, asOf, label }: AgingBarProps): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const parts = buckets(aged).map((value, index) => ({ value, index, part: share(value, aged.receivable) }));
  const rows = parts.map(
    ({ value, index, part }) =>
      [t.buckets[index] ?? "", `${currency} ${amount(value, language)} · ${percent(part, language)}`] as const,
  );
  return (
    <Detail
      className="aging-bar"
      title={label}
      rows={[
        ...rows,
        [`${t.denominator}: ${t.amounts.receivable}`, `${currency} ${amount(aged.receivable, language)}`],
        [t.asOf, asOf],
      ]}
    >
      <span className="hidden">{label}</span>
      <span className="aging-parts" aria-hidden="true">
        {parts.map(({ value, index, part }) => {
          const width: CSSProperties = { flexGrow: part ?? 0 };
          return isZero(value) || part === null ? null : (
            <span key={index} className={`aging-part bucket-${index}`} style={width}>
              {part > 0.11 && percent(part, language, 0)}
            </span>
          );
        })}
      </span>
    </Detail>
  );
}

export function AgingLegend(): JSX.Element {
  const t = useText();
  return (
    <ul className="legend" aria-hidden="true">
      {t.buckets.map((name, index) => (
        <li key={name}>
          <span className={`swatch bucket-${index}`} />
          {name}
        </li>
      ))}
    </ul>
  );
}
