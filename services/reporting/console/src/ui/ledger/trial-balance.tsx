/** Every account with its debits and credits up to a day; together they are equal in each currency. */
import { useState, type JSX } from "react";
import { useAccountNames } from "../../api/ledger.ts";
import { useTrialBalance } from "../../api/month-end.ts";
import { trialSums } from "../../lib/balance.ts";
import { amount } from "../../lib/format.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Empty, Field, Money, Panel, Scroll } from "../parts.tsx";
import { AccountName } from "./preview.tsx";

export function TrialBalance({ entity, today }: { readonly entity: string; readonly today: string }): JSX.Element {
  const t = useLedgerText();
  const [asOf, setAsOf] = useState(today);
  const balance = useTrialBalance(entity, asOf);
  const names = useAccountNames(entity);
  return (
    <Panel
      title={t.monthEnd.trial}
      actions={
        <Field label={t.statement.asOf}>
          {(id) => (
            <input
              id={id}
              type="date"
              value={asOf}
              onChange={(event) => {
                setAsOf(event.target.value);
              }}
            />
          )}
        </Field>
      }
    >
      <Answer of={balance} lines={6}>
        {(data) => {
          const own = data.functional_currency;
          // Where all is in the entity's own currency, its worth there would be said twice.
          const foreign = data.accounts.some((one) => one.currency !== own);
          const inOwn = trialSums(data.accounts.map((one) => one.functional_balance));
          return data.accounts.length === 0 ? (
            <Empty>{t.monthEnd.noTrial}</Empty>
          ) : (
            <Scroll label={t.monthEnd.trial}>
              <table className="ledger-table">
                <thead>
                  <tr>
                    <th scope="col">{t.columns.account}</th>
                    <th scope="col">{t.columns.currency}</th>
                    <th scope="col" className="num">
                      {t.columns.debit}
                    </th>
                    <th scope="col" className="num">
                      {t.columns.credit}
                    </th>
                    <th scope="col" className="num">
                      {t.columns.balance}
                    </th>
                    {foreign && (
                      <th scope="col" className="num">
                        {t.columns.worth(own)}
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {data.accounts.map((one) => (
                    <tr key={`${one.account} ${one.role} ${one.currency}`}>
                      <th scope="row">
                        <AccountName account={one.account} name={names.get(one.account)} role={one.role} />
                      </th>
                      <td>{one.currency}</td>
                      <td className="num">
                        <Money value={one.debit} />
                      </td>
                      <td className="num">
                        <Money value={one.credit} />
                      </td>
                      <td className="num">
                        <Money value={one.balance} />
                      </td>
                      {foreign && (
                        <td className="num">
                          <Money value={one.functional_balance} />
                        </td>
                      )}
                    </tr>
                  ))}
                </tbody>
                <tfoot>
                  {data.totals.map((one) => (
                    <tr key={one.currency}>
                      <th scope="row">{t.preview.total}</th>
                      <td>{one.currency}</td>
                      <td className="num">{amount(one.debit, t.code)}</td>
                      <td className="num">{amount(one.credit, t.code)}</td>
                      <td className="num">
                        <Money value={one.difference} />
                      </td>
                      {foreign && (
                        <td className="num">
                          <Money value={one.functional_difference} />
                        </td>
                      )}
                    </tr>
                  ))}
                  {foreign && (
                    <tr className="trial-own">
                      <th scope="row">{t.monthEnd.allIn(own)}</th>
                      <td>{own}</td>
                      <td className="num">{amount(inOwn.debit, t.code)}</td>
                      <td className="num">{amount(inOwn.credit, t.code)}</td>
                      <td />
                      <td className="num">
                        <Money value={inOwn.difference} />
                      </td>
                    </tr>
                  )}
                </tfoot>
              </table>
            </Scroll>
          );
        }}
      </Answer>
    </Panel>
  );
}
