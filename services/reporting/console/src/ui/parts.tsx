/** Small parts that every page uses: panels, badges, fields, amounts. */
import { useId, type JSX, type ReactNode } from "react";
import { amount, isZero, longDate, negated, weekday } from "../lib/format.ts";
import { useLanguage } from "../lib/session.ts";
import { useText } from "../text/index.ts";

export function Panel(props: {
  readonly title?: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <section className={`panel ${props.className ?? ""}`}>
      {(props.title !== undefined || props.actions !== undefined) && (
        <header className="panel-head">
          {props.title !== undefined && <h2>{props.title}</h2>}
          {props.actions !== undefined && <div className="panel-actions">{props.actions}</div>}
          {props.note !== undefined && <p className="muted panel-note">{props.note}</p>}
        </header>
      )}
      {props.children}
    </section>
  );
}

export type Tone = "plain" | "good" | "warn" | "bad" | "accent";

export function Badge({
  tone = "plain",
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}): JSX.Element {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}

const GRADE_TONES: Record<string, Tone> = { A: "good", B: "good", C: "warn", D: "bad" };

export function Grade({ grade }: { readonly grade: string | null | undefined }): JSX.Element {
  return grade === null || grade === undefined ? (
    <span className="muted">–</span>
  ) : (
    <Badge tone={GRADE_TONES[grade] ?? "plain"}>{grade}</Badge>
  );
}

/** An amount in a table: zero is a quiet dash, a deduction carries its minus. */
export function Money({
  value,
  deducted = false,
  strong = false,
}: {
  readonly value: string;
  readonly deducted?: boolean;
  readonly strong?: boolean;
}): JSX.Element {
  const language = useLanguage();
  if (isZero(value)) {
    return <span className="zero">–</span>;
  }
  const written = amount(deducted ? negated(value) : value, language);
  return strong ? <strong>{written}</strong> : <>{written}</>;
}

export function DateText({
  date,
  withWeekday = false,
}: {
  readonly date: string;
  readonly withWeekday?: boolean;
}): JSX.Element {
  const language = useLanguage();
  const written = longDate(date, language);
  return (
    <time dateTime={date}>
      {withWeekday
        ? language === "zh"
          ? `${written} ${weekday(date, language)}`
          : `${weekday(date, language)}, ${written}`
        : written}
    </time>
  );
}

export function Field({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly children: (id: string, hintId: string | undefined) => ReactNode;
}): JSX.Element {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field" title={hint}>
      <label htmlFor={id}>{label}</label>
      {children(id, hint === undefined ? undefined : hintId)}
      {hint !== undefined && (
        <span id={hintId} className="hidden">
          {hint}
        </span>
      )}
    </div>
  );
}

export function Choice<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, label: string])[];
  readonly onChange: (value: T) => void;
}): JSX.Element {
  return (
    <Field label={props.label}>
      {(id) => (
        <select
          id={id}
          value={props.value}
          onChange={(event) => {
            props.onChange(event.target.value as T);
          }}
        >
          {props.options.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Segments<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, label: ReactNode])[];
  readonly onChange: (value: T) => void;
}): JSX.Element {
  return (
    <div className="segments" role="group" aria-label={props.label}>
      {props.options.map(([value, label]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.value}
          onClick={() => {
            props.onChange(value);
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

export function Empty({ children }: { readonly children: ReactNode }): JSX.Element {
  return <p className="empty">{children}</p>;
}

/** A table that scrolls within its own frame and can be reached by keyboard when it does. */
export function Scroll({
  label,
  children,
  className,
}: {
  readonly label: string;
  readonly children: ReactNode;
  readonly className?: string;
}): JSX.Element {
  return (
    <div className={`scroll ${className ?? ""}`} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

export function More({
  shown,
  busy,
  onMore,
}: {
  readonly shown: boolean;
  readonly busy: boolean;
  readonly onMore: () => void;
}): JSX.Element | null {
  const t = useText();
  return shown ? (
    <div className="more">
      <button type="button" className="button" disabled={busy} onClick={onMore}>
        {busy ? t.loading : t.more}
      </button>
    </div>
  ) : null;
}
