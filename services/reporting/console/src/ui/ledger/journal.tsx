/** The journal of a customer: each line with its account, and behind it what the customer owes by the control accounts. */
import type { JSX } from "react";
import { journalFile } from "../../api/download.ts";
import { useAccountNames, useControlBalances, useJournal, type Account, type JournalLine } from "../../api/ledger.ts";
import { running } from "../../lib/balance.ts";
import { addDays } from "../../lib/format.ts";
import { change } from "../../lib/router.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Empty, Field, Money, More, Scroll } from "../parts.tsx";
import { Downloads } from "./download.tsx";
import { DocumentLink } from "./links.tsx";
import { AccountName } from "./preview.tsx";

interface JournalProps {
  readonly account: Account;
  readonly from: string;
  readonly to: string;
}

export function Journal({ account, from, to }: JournalProps): JSX.Element {
  const t = useLedgerText();
  const journal = useJournal(account, from, to);
  // Before the first day there is nothing, and so there is no balance to bring forward.
  const opening = useControlBalances(account, addDays(from === "" ? "1970-01-02" : from, -1));
  return (
    <>
      <form
        className="filters tab-filter"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <Day label={t.journal.from} name="from" value={from} />
        <Day label={t.journal.to} name="to" value={to} />
        <Downloads
          label={t.journal.exported(account.entity)}
          files={(["csv", "xlsx"] as const).map((format) => ({
            label: t.journal[format],
            title: `${t.journal.exported(account.entity)} (${format.toUpperCase()})`,
            file: journalFile(account.entity, from, to, format),
          }))}
        />
      </form>
      <p className="tab-filter muted">{t.journal.note}</p>
      <Answer of={opening} lines={1}>
        {(balances) => (
          <Answer of={journal} lines={8}>
            {(data) => {
              const lines = data.pages.flatMap((page) => page.items);
              return lines.length === 0 ? (
                <Empty>{t.journal.empty}</Empty>
              ) : (
                <>
                  <Lines
                    account={account}
                    lines={lines}
                    opening={new Map(balances.map((one) => [one.currency, one.balance]))}
                  />
                  <More
                    shown={journal.hasNextPage}
                    busy={journal.isFetchingNextPage}
                    onMore={() => void journal.fetchNextPage()}
                  />
                </>
              );
            }}
          </Answer>
        )}
      </Answer>
    </>
  );
}

function Day({
  label,
  name,
  value,
}: {
  readonly label: string;
  readonly name: "from" | "to";
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

function Lines({
  account,
  lines,
  opening,
}: {
  readonly account: Account;
  readonly lines: readonly JournalLine[];
  readonly opening: ReadonlyMap<string, string>;
}): JSX.Element {
  const t = useLedgerText();
  const names = useAccountNames(account.entity);
  return (
    <Scroll label={t.tabs.journal}>
      <table className="ledger-table journal-table">
        <thead>
          <tr>
            <th scope="col">{t.columns.posted}</th>
            <th scope="col">{t.columns.document}</th>
            <th scope="col">{t.columns.account}</th>
            <th scope="col">{t.columns.currency}</th>
            <th scope="col" className="num">
              {t.columns.debit}
            </th>
            <th scope="col" className="num">
              {t.columns.credit}
            </th>
            <th scope="col" className="num">
              {t.journal.control}
            </th>
          </tr>
        </thead>
        <tbody className="totals">
          {[...opening].map(([currency, balance]) => (
            <tr key={currency}>
              <th scope="row" colSpan={3}>
                {t.journal.before}
              </th>
              <td>{currency}</td>
              <td colSpan={2} />
              <td className="num">
                <Money value={balance} />
              </td>
            </tr>
          ))}
        </tbody>
        <tbody>
          {running(lines, opening).map(([line, balance]) => (
            <tr key={`${line.position} ${line.line}`} className={line.line === 0 ? "entry-first" : "entry-rest"}>
              <td className="nowrap">{line.posted_on}</td>
              <td className="document-number">
                <DocumentLink account={account} document={line.stream} withKind />
              </td>
              <td>
                <AccountName account={line.account} name={names.get(line.account)} role={line.role} />
              </td>
              <td>{line.currency}</td>
              <td className="num">
                <Money value={line.debit} />
              </td>
              <td className="num">
                <Money value={line.credit} />
              </td>
              <td className="num">{balance !== null && <Money value={balance} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
