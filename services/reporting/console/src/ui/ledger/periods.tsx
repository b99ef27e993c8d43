/** How far the books are closed: the checklist of a close, the close itself, and opening days again with a reason. */
import { useId, useState, type JSX, type ReactNode } from "react";
import {
  useChecklist,
  useClose,
  usePeriods,
  useReopen,
  type Checklist,
  type PeriodChange,
} from "../../api/month-end.ts";
import { amount, instant, isZero, longDate } from "../../lib/format.ts";
import { lastMonthEnd } from "../../lib/months.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Badge, Field, More, Panel, Scroll } from "../parts.tsx";
import { ProblemNote } from "../problem.tsx";
import { FormField } from "./form-field.tsx";

interface PeriodsProps {
  readonly entity: string;
  readonly today: string;
  readonly timeZone: string;
}

export function Periods({ entity, today, timeZone }: PeriodsProps): JSX.Element {
  const t = useLedgerText();
  const periods = usePeriods(entity);
  return (
    <Panel title={t.monthEnd.periods} note={t.monthEnd.periodsNote}>
      <Answer of={periods} lines={3}>
        {(changes) => (
          <>
            <p className="period-state">
              {changes[0] === undefined
                ? t.monthEnd.openEverything
                : t.monthEnd.closedUntil(longDate(changes[0].closed_until, t.code))}
            </p>
            <div className="period-forms">
              <CloseForm entity={entity} today={today} />
              {changes[0] !== undefined && <ReopenForm entity={entity} closedUntil={changes[0].closed_until} />}
            </div>
            {changes.length > 0 && <Changes changes={changes} timeZone={timeZone} />}
            <More
              shown={periods.hasNextPage}
              busy={periods.isFetchingNextPage}
              onMore={() => void periods.fetchNextPage()}
            />
          </>
        )}
      </Answer>
    </Panel>
  );
}

function CloseForm({ entity, today }: { readonly entity: string; readonly today: string }): JSX.Element {
  const t = useLedgerText();
  const [until, setUntil] = useState(lastMonthEnd(today));
  const [checked, setChecked] = useState("");
  const checklist = useChecklist(entity, checked);
  const close = useClose();
  return (
    <form
      className="period-form"
      onSubmit={(event) => {
        event.preventDefault();
        close.reset();
        setChecked(until);
      }}
    >
      <div className="filters">
        <Field label={t.monthEnd.closeUntil}>
          {(id) => (
            <input
              id={id}
              type="date"
              required
              max={today}
              value={until}
              onChange={(event) => {
                setUntil(event.target.value);
                setChecked("");
              }}
            />
          )}
        </Field>
        <button type="submit" className="button">
          {t.monthEnd.check}
        </button>
      </div>
      {close.error !== null && <ProblemNote error={close.error} />}
      {close.data !== undefined && (
        <p className="note note-good" role="status">
          {t.monthEnd.closed(longDate(close.data.closed_until, t.code))}
        </p>
      )}
      {checked !== "" && close.data === undefined && (
        <Answer of={checklist} lines={4}>
          {(found) => (
            <>
              <h3>{t.monthEnd.checklist(longDate(checked, t.code))}</h3>
              <ChecklistShown checklist={found} />
              <button
                type="button"
                className="button button-strong"
                disabled={close.isPending}
                onClick={() => {
                  close.mutate({ entity, until: checked });
                }}
              >
                {close.isPending ? t.monthEnd.closing : t.monthEnd.close}
              </button>
            </>
          )}
        </Answer>
      )}
    </form>
  );
}

function Check({ good, children }: { readonly good: boolean; readonly children: ReactNode }): JSX.Element {
  return (
    <li>
      <Badge tone={good ? "good" : "bad"}>{good ? "✓" : "✗"}</Badge> {children}
    </li>
  );
}

/** What a close finds: whether all balances, and what is left to do. */
function ChecklistShown({ checklist }: { readonly checklist: Checklist }): JSX.Element {
  const t = useLedgerText();
  const m = t.monthEnd;
  const balanced = checklist.trial_balance.every((one) => isZero(one.difference));
  const controlled = checklist.control.every((one) => isZero(one.difference) && one.differing === 0);
  return (
    <>
      <ul className="checklist">
        <Check good={balanced}>{balanced ? m.balanced : m.unbalanced}</Check>
        <Check good={controlled}>{controlled ? m.controlled : m.uncontrolled}</Check>
        {checklist.held_payments.length === 0 ? (
          <Check good>{m.nothingHeld}</Check>
        ) : (
          checklist.held_payments.map((one) => (
            <li key={one.currency}>
              <Badge tone="warn">!</Badge> {m.heldPayments(one.payments)} · {one.currency}{" "}
              {amount(one.unapplied, t.code)}
            </li>
          ))
        )}
      </ul>
      <Scroll label={m.checklist(checklist.closed_until)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.columns.currency}</th>
              <th scope="col" className="num">
                {m.debit}
              </th>
              <th scope="col" className="num">
                {m.credit}
              </th>
              <th scope="col" className="num">
                {m.control}
              </th>
              <th scope="col" className="num">
                {m.openItems}
              </th>
              <th scope="col" className="num">
                {m.unapplied}
              </th>
            </tr>
          </thead>
          <tbody>
            {checklist.trial_balance.map((sums) => {
              const control = checklist.control.find((one) => one.currency === sums.currency);
              const unapplied = checklist.unapplied.find((one) => one.currency === sums.currency);
              return (
                <tr key={sums.currency}>
                  <th scope="row">{sums.currency}</th>
                  <td className="num">{amount(sums.debit, t.code)}</td>
                  <td className="num">{amount(sums.credit, t.code)}</td>
                  <td className="num">{control === undefined ? "–" : amount(control.control, t.code)}</td>
                  <td className="num">{control === undefined ? "–" : amount(control.open_items, t.code)}</td>
                  <td className="num">{unapplied === undefined ? "–" : amount(unapplied.on_account, t.code)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function ReopenForm({ entity, closedUntil }: { readonly entity: string; readonly closedUntil: string }): JSX.Element {
  const t = useLedgerText();
  const [from, setFrom] = useState(`${closedUntil.slice(0, 7)}-01`);
  const [reason, setReason] = useState("");
  const reopen = useReopen();
  const id = useId();
  return (
    <details className="form-more period-form">
      <summary id={id}>{t.monthEnd.reopen}</summary>
      <form
        aria-labelledby={id}
        onSubmit={(event) => {
          event.preventDefault();
          reopen.mutate({ entity, from, reason });
        }}
      >
        <div className="filters">
          <FormField
            field={{ name: "from", kind: "date" }}
            label={t.monthEnd.reopenFrom}
            value={from}
            onChange={setFrom}
          />
          <FormField
            field={{ name: "reason", kind: "text" }}
            label={t.fields["reason"] ?? ""}
            value={reason}
            onChange={setReason}
          />
          <button type="submit" className="button" disabled={reopen.isPending || reason.trim() === "" || from === ""}>
            {reopen.isPending ? t.monthEnd.reopening : t.monthEnd.reopen}
          </button>
        </div>
      </form>
      {reopen.error !== null && <ProblemNote error={reopen.error} />}
      {reopen.data !== undefined && (
        <p className="note note-good" role="status">
          {t.monthEnd.reopened(longDate(reopen.data.closed_until, t.code))}
        </p>
      )}
    </details>
  );
}

function Changes({
  changes,
  timeZone,
}: {
  readonly changes: readonly PeriodChange[];
  readonly timeZone: string;
}): JSX.Element {
  const t = useLedgerText();
  return (
    <Scroll label={t.monthEnd.changes}>
      <table className="ledger-table">
        <caption>{t.monthEnd.changes}</caption>
        <thead>
          <tr>
            <th scope="col">{t.monthEnd.change}</th>
            <th scope="col">{t.monthEnd.days}</th>
            <th scope="col">{t.columns.reason}</th>
            <th scope="col">{t.columns.recordedAt}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((one) => (
            <tr key={one.recorded_at}>
              <th scope="row">
                <Badge tone={one.change === "closed" ? "good" : "warn"}>{t.monthEnd.changesOf[one.change]}</Badge>
              </th>
              <td className="nowrap">
                {one.change === "closed"
                  ? `${one.closed_from ?? "…"} – ${one.closed_until}`
                  : `${one.reopened_from ?? ""} – ${one.reopened_until ?? ""}`}
              </td>
              <td className="sentence">{one.reason ?? ""}</td>
              <td className="nowrap">{instant(one.recorded_at, timeZone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
