/** The statement of account as the debtor will read it: what is open, or every movement between two balances. */
import type { JSX } from "react";
import { statementFile } from "../../api/download.ts";
import { useStatement, type Account, type Schemas, type StatementForm } from "../../api/ledger.ts";
import { amount } from "../../lib/format.ts";
import { change } from "../../lib/router.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Empty, Field, Money, Scroll, Segments } from "../parts.tsx";
import { Downloads } from "./download.tsx";
import { IssuedStatements } from "./issued-statements.tsx";
import { DocumentLink } from "./links.tsx";

interface StatementProps {
  readonly account: Account;
  readonly form: StatementForm;
  readonly from: string;
  readonly asOf: string;
  readonly today: string;
}

type Section = Schemas["StatementCurrencyShown"];

export function StatementOfAccount({ account, form, from, asOf, today }: StatementProps): JSX.Element {
  const t = useLedgerText();
  const since = form === "activity" ? from : "";
  const statement = useStatement(account, form, since, asOf);
  return (
    <>
      <form
        className="filters tab-filter"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <Segments
          label={t.statement.form}
          value={form}
          options={(["open-items", "activity"] as const).map((one) => [one, t.statement.forms[one]])}
          onChange={(value) => {
            change({ form: value });
          }}
        />
        {form === "activity" && <Day label={t.statement.from} name="since" value={from} />}
        <Day label={t.statement.asOf} name="as_of" value={asOf} />
        <Downloads
          label={t.statement.download}
          files={(["html", "xlsx"] as const).flatMap((format) =>
            (["zh", "en"] as const).map((language) => ({
              label: t.statement.file(format.toUpperCase(), t.statement.languages[language] ?? language),
              file: statementFile({ ...account, form, from: since, asOf }, format, language),
            })),
          )}
        />
      </form>
      <Answer of={statement} lines={6}>
        {(data) =>
          data.currencies.length === 0 ? (
            <Empty>{t.statement.empty}</Empty>
          ) : (
            data.currencies.map((section) => (
              <section key={section.currency} className="ledger-section">
                <h2>{section.currency}</h2>
                <Sums section={section} form={form} />
                {form === "activity" ? (
                  <Movements account={account} section={section} />
                ) : (
                  <OpenItems account={account} section={section} />
                )}
              </section>
            ))
          )
        }
      </Answer>
      <IssuedStatements account={account} today={today} form={form} from={since} asOf={asOf} />
    </>
  );
}

function Day({
  label,
  name,
  value,
}: {
  readonly label: string;
  readonly name: "since" | "as_of";
  readonly value: string;
}): JSX.Element {
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          type="date"
          value={value}
          onChange={(event) => {
            change({ [name]: event.target.value });
          }}
        />
      )}
    </Field>
  );
}

function Sums({ section, form }: { readonly section: Section; readonly form: StatementForm }): JSX.Element {
  const t = useLedgerText();
  const facts: [string, string][] = [
    ...(form === "activity" ? [[t.statement.opening, section.opening] as [string, string]] : []),
    [t.statement.receivable, section.receivable],
    [t.statement.overdue, section.overdue],
    [t.statement.onAccount, section.on_account],
    [t.statement.openCredits, section.open_credits],
    [t.statement.closing, section.closing],
  ];
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{amount(value, t.code)}</dd>
        </div>
      ))}
    </dl>
  );
}

function OpenItems({ account, section }: { readonly account: Account; readonly section: Section }): JSX.Element {
  const t = useLedgerText();
  return (
    <Scroll label={t.statement.forms["open-items"] ?? ""}>
      <table className="ledger-table">
        <thead>
          <tr>
            <th scope="col">{t.columns.document}</th>
            <th scope="col">{t.columns.dated}</th>
            <th scope="col">{t.columns.due}</th>
            <th scope="col" className="num">
              {t.columns.overdue}
            </th>
            <th scope="col" className="num">
              {t.columns.amount}
            </th>
            <th scope="col" className="num">
              {t.columns.open}
            </th>
          </tr>
        </thead>
        <tbody>
          {section.items.map((item) => (
            <tr key={`${item.invoice} ${item.instalment}`}>
              <th scope="row">
                <DocumentLink account={account} document={item.invoice} withKind />{" "}
                <span className="muted">· {item.instalment}</span>
              </th>
              <td className="nowrap">{item.document_date}</td>
              <td className="nowrap">{item.due_on}</td>
              <td className="num">{item.days_overdue > 0 ? item.days_overdue : "–"}</td>
              <td className="num">
                <Money value={item.amount} />
              </td>
              <td className="num">
                <Money value={item.open} strong />
              </td>
            </tr>
          ))}
          {section.funds.map((funds) => (
            <tr key={funds.document}>
              <th scope="row">
                <DocumentLink account={account} document={funds.document} withKind />
              </th>
              <td className="nowrap">{funds.document_date}</td>
              <td>–</td>
              <td className="num">–</td>
              <td className="num">
                <Money value={funds.amount} deducted />
              </td>
              <td className="num">
                <Money value={funds.unapplied} deducted strong />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Movements({ account, section }: { readonly account: Account; readonly section: Section }): JSX.Element {
  const t = useLedgerText();
  return (
    <Scroll label={t.statement.forms["activity"] ?? ""}>
      <table className="ledger-table">
        <thead>
          <tr>
            <th scope="col">{t.columns.posted}</th>
            <th scope="col">{t.columns.what}</th>
            <th scope="col">{t.columns.document}</th>
            <th scope="col">{t.columns.settles}</th>
            <th scope="col" className="num">
              {t.statement.moved}
            </th>
            <th scope="col" className="num">
              {t.columns.amount}
            </th>
            <th scope="col" className="num">
              {t.columns.balance}
            </th>
          </tr>
        </thead>
        <tbody className="totals">
          <tr>
            <th scope="row" colSpan={6}>
              {t.statement.opening}
            </th>
            <td className="num">{amount(section.opening, t.code)}</td>
          </tr>
        </tbody>
        <tbody>
          {section.movements.map((move, index) => (
            <tr key={index}>
              <td className="nowrap">{move.posted_on}</td>
              <th scope="row">{t.statement.kinds[move.kind] ?? move.kind}</th>
              <td>
                <DocumentLink account={account} document={move.document} />
              </td>
              <td>
                {move.invoice !== null && move.invoice !== move.document && (
                  <DocumentLink account={account} document={move.invoice} />
                )}
              </td>
              <td className="num">
                <Money value={move.applied} />
              </td>
              <td className="num">
                <Money value={move.amount} />
              </td>
              <td className="num">{amount(move.balance, t.code)}</td>
            </tr>
          ))}
        </tbody>
        <tbody className="totals">
          <tr>
            <th scope="row" colSpan={6}>
              {t.statement.closing}
            </th>
            <td className="num">{amount(section.closing, t.code)}</td>
          </tr>
        </tbody>
      </table>
    </Scroll>
  );
}
