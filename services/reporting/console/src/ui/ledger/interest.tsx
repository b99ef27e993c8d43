/** Interest claimed for a whole entity up to a day. */
import { useState, type JSX } from "react";
import { useAccrual } from "../../api/month-end.ts";
import { amount, isZero, negated } from "../../lib/format.ts";
import { lastMonthEnd } from "../../lib/months.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Field, Panel } from "../parts.tsx";
import { ProblemNote } from "../problem.tsx";

export function Interest({ entity, today }: { readonly entity: string; readonly today: string }): JSX.Element {
  const t = useLedgerText();
  const [until, setUntil] = useState(lastMonthEnd(today));
  const accrual = useAccrual();
  return (
    <Panel title={t.monthEnd.interest} note={t.monthEnd.interestNote}>
      <form
        className="period-form"
        onSubmit={(event) => {
          event.preventDefault();
          accrual.mutate({ entity, until });
        }}
      >
        <div className="filters">
          <Field label={t.monthEnd.accrueUntil}>
            {(id) => (
              <input
                id={id}
                type="date"
                required
                value={until}
                onChange={(event) => {
                  setUntil(event.target.value);
                  accrual.reset();
                }}
              />
            )}
          </Field>
          <button type="submit" className="button" disabled={accrual.isPending}>
            {accrual.isPending ? t.monthEnd.accruing : t.monthEnd.accrue}
          </button>
        </div>
        {accrual.error !== null && <ProblemNote error={accrual.error} />}
        {accrual.data !== undefined && (
          <div className="note note-good" role="status">
            <p>{t.monthEnd.accrued(accrual.data.raised, accrual.data.reversed)}</p>
            {accrual.data.amounts.map((one) => (
              <p key={one.currency}>
                {one.currency} {amount(one.raised, t.code)}
                {!isZero(one.reversed) && ` · ${amount(negated(one.reversed), t.code)}`}
              </p>
            ))}
          </div>
        )}
      </form>
    </Panel>
  );
}
