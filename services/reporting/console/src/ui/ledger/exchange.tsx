/** Exchange rates entered and looked up, and balances in other currencies revalued at the rates of a day. */
import { useState, type JSX } from "react";
import { useExchangeRates, useRevaluation, useStateRate } from "../../api/month-end.ts";
import { amount } from "../../lib/format.ts";
import { lastMonthEnd } from "../../lib/months.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Empty, Field, More, Panel, Scroll } from "../parts.tsx";
import { ProblemNote } from "../problem.tsx";

interface OfEntity {
  readonly entity: string;
  readonly today: string;
}

export function Exchange(props: OfEntity): JSX.Element {
  const t = useLedgerText();
  return (
    <Panel title={t.monthEnd.exchange} note={t.monthEnd.exchangeNote}>
      <Revaluation {...props} />
      <Rates {...props} />
    </Panel>
  );
}

function Revaluation({ entity, today }: OfEntity): JSX.Element {
  const t = useLedgerText();
  const [revaluedOn, setRevaluedOn] = useState(lastMonthEnd(today));
  const revaluation = useRevaluation();
  return (
    <form
      className="period-form"
      onSubmit={(event) => {
        event.preventDefault();
        revaluation.mutate({ entity, revalued_on: revaluedOn });
      }}
    >
      <div className="filters">
        <Field label={t.monthEnd.revaluedOn}>
          {(id) => (
            <input
              id={id}
              type="date"
              required
              value={revaluedOn}
              onChange={(event) => {
                setRevaluedOn(event.target.value);
                revaluation.reset();
              }}
            />
          )}
        </Field>
        <button type="submit" className="button" disabled={revaluation.isPending}>
          {revaluation.isPending ? t.monthEnd.revaluing : t.monthEnd.revalue}
        </button>
      </div>
      {revaluation.error !== null && <ProblemNote error={revaluation.error} />}
      {revaluation.data !== undefined && (
        <div className="note note-good" role="status">
          <p>{t.monthEnd.revalued(revaluation.data.reversed_on)}</p>
          {revaluation.data.currencies.map((one) => (
            <p key={one.currency}>
              {one.currency} × {one.rate.rate}: {amount(one.difference, t.code)} {revaluation.data.functional_currency}
            </p>
          ))}
          {revaluation.data.left_out.length > 0 && (
            <p>
              {t.monthEnd.leftOut}{" "}
              {revaluation.data.left_out
                .map(
                  (one) =>
                    `${one.customer} ${t.roles[one.role] ?? one.role} ${one.currency} ${amount(one.balance, t.code)}`,
                )
                .join("; ")}
            </p>
          )}
        </div>
      )}
    </form>
  );
}

function Rates({ entity, today }: OfEntity): JSX.Element {
  const t = useLedgerText();
  const start = { currency: "", valid_on: today, rate: "", source: "" };
  const [typed, setTyped] = useState(start);
  const rates = useExchangeRates(entity);
  const entered = useStateRate(entity);
  const input = (name: keyof typeof start, type: "text" | "date", pattern?: string) => (
    <Field label={t.monthEnd.rateFields[name]}>
      {(id) => (
        <input
          id={id}
          type={type}
          required
          pattern={pattern}
          value={typed[name]}
          onChange={(event) => {
            setTyped({ ...typed, [name]: event.target.value });
            entered.reset();
          }}
        />
      )}
    </Field>
  );
  return (
    <>
      <form
        className="period-form"
        onSubmit={(event) => {
          event.preventDefault();
          entered.mutate(
            { ...typed, per: 1 },
            {
              onSuccess: () => {
                setTyped({ ...start, source: typed.source });
              },
            },
          );
        }}
      >
        <div className="filters">
          {input("currency", "text", "[A-Z]{3}")}
          {input("valid_on", "date")}
          {input("rate", "text", "[0-9]+([.][0-9]+)?")}
          {input("source", "text")}
          <button type="submit" className="button" disabled={entered.isPending}>
            {t.monthEnd.enterRate}
          </button>
        </div>
        {entered.error !== null && <ProblemNote error={entered.error} />}
      </form>
      <Answer of={rates} lines={3}>
        {(items) =>
          items.length === 0 ? (
            <Empty>{t.monthEnd.noRates}</Empty>
          ) : (
            <>
              <Scroll label={t.monthEnd.exchange}>
                <table className="ledger-table">
                  <thead>
                    <tr>
                      {(["currency", "valid_on", "rate", "source"] as const).map((name) => (
                        <th key={name} scope="col" className={name === "rate" ? "num" : undefined}>
                          {t.monthEnd.rateFields[name]}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((one) => (
                      <tr key={`${one.currency} ${one.valid_on}`}>
                        <th scope="row">{one.currency}</th>
                        <td>{one.valid_on}</td>
                        <td className="num">{one.rate}</td>
                        <td>{one.source}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
              <More
                shown={rates.hasNextPage}
                busy={rates.isFetchingNextPage}
                onMore={() => void rates.fetchNextPage()}
              />
            </>
          )
        }
      </Answer>
    </>
  );
}
