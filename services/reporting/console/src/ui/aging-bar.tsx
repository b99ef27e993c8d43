/** A receivable as one stacked bar of its five ages; each part tells its amount, its share and the day it is about. */
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
  return (
    <div className="aging-bar" role="group" aria-label={label}>
      {buckets(aged).map((value, index) => {
        const part = share(value, aged.receivable);
        if (isZero(value) || part === null) {
          return null;
        }
        const name = t.buckets[index] ?? "";
        const width: CSSProperties = { flexGrow: part };
        return (
          <span key={name} className={`aging-part bucket-${index}`} style={width}>
            <Detail
              title={name}
              rows={[
                [t.numerator, `${currency} ${amount(value, language)}`],
                [t.denominator, `${currency} ${amount(aged.receivable, language)}`],
                [t.overview.rate, percent(part, language)],
                [t.asOf, asOf],
              ]}
            >
              <span className="hidden">
                {name} {currency} {amount(value, language)}
              </span>
              {part > 0.11 && <span aria-hidden="true">{percent(part, language, 0)}</span>}
            </Detail>
          </span>
        );
      })}
    </div>
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
