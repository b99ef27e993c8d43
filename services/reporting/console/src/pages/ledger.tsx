/** A customer's account as the clerk who keeps it sees it: balances, documents, journal, statement, and what can be posted. */
import type { JSX } from "react";
import { ALONE, actionOf, type ActionName } from "../actions/index.ts";
import { useControlBalances, useCustomerDetails, type Account } from "../api/ledger.ts";
import type { Entity } from "../api/queries.ts";
import { monthsBack } from "../lib/months.ts";
import { change, customerHref, ledgerHref } from "../lib/router.ts";
import { useText } from "../text/index.ts";
import { useLedgerText } from "../text/ledger/index.ts";
import { Answer } from "../ui/answer.tsx";
import { Detail } from "../ui/detail.tsx";
import { Allocations } from "../ui/ledger/allocations.tsx";
import { Cases } from "../ui/ledger/cases.tsx";
import { CustomerDocuments } from "../ui/ledger/documents.tsx";
import { Drafts } from "../ui/ledger/drafts.tsx";
import { Journal } from "../ui/ledger/journal.tsx";
import { actionHref } from "../ui/ledger/links.tsx";
import { StatementOfAccount } from "../ui/ledger/statement.tsx";
import { Money, Panel, Scroll } from "../ui/parts.tsx";
import { DocumentPage } from "./document.tsx";
import { PostingPage } from "./posting.tsx";

interface PageProps {
  readonly account: Account;
  readonly entity: Entity | undefined;
  /** What stands behind `ledger` in the address: nothing, `document`, or `post` and an action. */
  readonly place: readonly string[];
  readonly params: URLSearchParams;
}

const TABS = ["documents", "drafts", "cases", "allocations", "journal", "statement"] as const;

export function LedgerPage({ account, entity, place, params }: PageProps): JSX.Element {
  const customer = useCustomerDetails(account);
  const today = entity?.day ?? "";
  const [kind, action] = place;
  return (
    <Answer of={customer} lines={8}>
      {({ name, merged_into: mergedInto }) => {
        if (kind === "document") {
          return (
            <DocumentPage account={account} id={params.get("id") ?? ""} name={name} timeZone={entity?.time_zone} />
          );
        }
        if (kind === "post" && actionOf(action) !== undefined) {
          const document = params.get("document");
          const draft = params.get("draft");
          return (
            <PostingPage
              key={`${action ?? ""} ${document ?? ""} ${draft ?? ""}`}
              account={account}
              action={action as ActionName}
              document={document}
              draft={draft}
              today={today}
              name={name}
            />
          );
        }
        return (
          <Overview
            mergedInto={mergedInto}
            account={account}
            name={name}
            today={today}
            timeZone={entity?.time_zone}
            params={params}
          />
        );
      }}
    </Answer>
  );
}

interface OverviewProps {
  /** Who owes now what this customer owed. */
  readonly mergedInto: string | null;
  readonly account: Account;
  readonly name: string;
  readonly today: string;
  readonly timeZone: string | undefined;
  readonly params: URLSearchParams;
}

function Overview({ account, mergedInto, name, today, timeZone, params }: OverviewProps): JSX.Element {
  const t = useLedgerText();
  const tab = TABS.find((one) => one === params.get("tab")) ?? "documents";
  const set = (name: string, fallback: string): string => params.get(name) ?? fallback;
  return (
    <>
      <header className="customer-head">
        <p>
          <a href={customerHref(account.entity, account.customer)}>‹ {t.toCustomer}</a>
        </p>
        <h1>{name}</h1>
        <p className="muted">
          {t.title} · {account.entity} · {account.customer}
        </p>
      </header>
      {mergedInto !== null && (
        <div className="note note-warn">
          <p>
            {t.mergedInto} <a href={ledgerHref({ entity: account.entity, customer: mergedInto })}>{mergedInto}</a>
          </p>
        </div>
      )}
      {mergedInto === null && (
        <nav className="enter" aria-label={t.enter}>
          <span className="muted">{t.enter}</span>
          {ALONE.map((action) => (
            <a key={action} className="button button-small" title={t.titles[action]} href={actionHref(account, action)}>
              {t.actions[action]}
            </a>
          ))}
        </nav>
      )}
      <Balances account={account} />
      <div className="tabs" role="group" aria-label={t.title}>
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === tab}
            onClick={() => {
              change({ tab: one });
            }}
          >
            {t.tabs[one]}
          </button>
        ))}
      </div>
      <Panel className="tab-panel">
        {tab === "documents" && <CustomerDocuments account={account} openOnly={params.get("open") === "yes"} />}
        {tab === "drafts" && <Drafts account={account} timeZone={timeZone} />}
        {tab === "cases" && <Cases account={account} />}
        {tab === "allocations" && <Allocations account={account} />}
        {tab === "journal" && (
          <Journal account={account} from={set("from", monthsBack(today, 3).at(-1)?.first ?? "")} to={set("to", "")} />
        )}
        {tab === "statement" && (
          <StatementOfAccount
            account={account}
            form={params.get("form") === "activity" ? "activity" : "open-items"}
            from={set("since", `${today.slice(0, 7)}-01`)}
            asOf={set("as_of", today)}
            today={today}
          />
        )}
      </Panel>
    </>
  );
}

/** What the control accounts say of the customer, currency by currency. */
function Balances({ account }: { readonly account: Account }): JSX.Element {
  const t = useLedgerText();
  const { amounts, formula, none } = useText();
  const balances = useControlBalances(account, undefined);
  return (
    <Panel title={t.balances.title} note={t.balances.note}>
      <Answer of={balances} lines={1}>
        {(rows) => (
          <Scroll label={t.balances.title}>
            <table className="control-table">
              <thead>
                <tr>
                  <th scope="col">{t.columns.currency}</th>
                  <th scope="col" className="num">
                    {amounts.receivable}
                  </th>
                  <th scope="col" className="num">
                    {amounts.onAccount}
                  </th>
                  <th scope="col" className="num">
                    {amounts.openCredits}
                  </th>
                  <th scope="col" className="num">
                    {amounts.balance}
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.length === 0 && (
                  <tr>
                    <td colSpan={5} className="muted">
                      {none}
                    </td>
                  </tr>
                )}
                {rows.map((row) => (
                  <tr key={row.currency}>
                    <th scope="row">{row.currency}</th>
                    <td className="num">
                      <Money value={row.receivable} />
                    </td>
                    <td className="num">
                      <Money value={row.on_account} deducted />
                    </td>
                    <td className="num">
                      <Money value={row.open_credits} deducted />
                    </td>
                    <td className="num">
                      <Detail title={amounts.balance} rows={[[formula, t.balances.formula]]}>
                        <Money value={row.balance} strong />
                      </Detail>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Answer>
    </Panel>
  );
}
