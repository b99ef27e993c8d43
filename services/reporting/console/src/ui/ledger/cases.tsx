/** What stands beside the books of a customer: disputes, claims of interest and fees, and write-offs. */
import type { JSX, ReactNode } from "react";
import { useClaims, useDisputes, useWriteOffs, type Account } from "../../api/ledger.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Empty, Money, More, Scroll } from "../parts.tsx";
import { DocumentActions } from "./actions.tsx";
import { DocumentLink } from "./links.tsx";
import { ledgerHref } from "../../lib/router.ts";
import { State } from "./state.tsx";

export function Cases({ account }: { readonly account: Account }): JSX.Element {
  return (
    <>
      <Disputes account={account} />
      <Claims account={account} />
      <WriteOffs account={account} />
    </>
  );
}

/** A list of which more may be had. */
type Paged = Pick<ReturnType<typeof useDisputes>, "hasNextPage" | "isFetchingNextPage"> & {
  readonly fetchNextPage: () => unknown;
};

/** A heading with a table below, or a sentence where there is nothing to show. */
function Section({
  title,
  empty,
  head,
  of,
  children,
}: {
  readonly title: string;
  readonly empty: string | null;
  readonly head: ReactNode;
  readonly of: Paged;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <section className="ledger-section">
      <h2>{title}</h2>
      {empty !== null ? (
        <Empty>{empty}</Empty>
      ) : (
        <Scroll label={title}>
          <table className="ledger-table">
            <thead>
              <tr>{head}</tr>
            </thead>
            <tbody>{children}</tbody>
          </table>
        </Scroll>
      )}
      <More shown={of.hasNextPage} busy={of.isFetchingNextPage} onMore={() => void of.fetchNextPage()} />
    </section>
  );
}

function Disputes({ account }: { readonly account: Account }): JSX.Element {
  const t = useLedgerText();
  const disputes = useDisputes(account);
  return (
    <Answer of={disputes} lines={2}>
      {(rows) => (
        <Section
          title={t.cases.disputes}
          of={disputes}
          empty={rows.length === 0 ? t.cases.noDisputes : null}
          head={
            <>
              <th scope="col">{t.kinds["dispute"]}</th>
              <th scope="col">{t.kinds["invoice"]}</th>
              <th scope="col" className="num">
                {t.columns.amount}
              </th>
              <th scope="col">{t.columns.dated}</th>
              <th scope="col">{t.columns.deadline}</th>
              <th scope="col">{t.columns.owner}</th>
              <th scope="col">{t.columns.reason}</th>
              <th scope="col">{t.columns.state}</th>
              <th scope="col">{t.columns.actions}</th>
            </>
          }
        >
          {rows.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <DocumentLink account={account} document={one.id} />
              </th>
              <td>
                <DocumentLink account={account} document={one.invoice} />
                {one.instalment !== null && <span className="muted"> · {one.instalment}</span>}
              </td>
              <td className="num">
                {one.currency} <Money value={one.amount} />
              </td>
              <td className="nowrap">{one.opened_on}</td>
              <td className="nowrap">{one.deadline ?? "–"}</td>
              <td>{t.ownerRoles[one.owner_role] ?? one.owner_role}</td>
              <td className="sentence">{one.reason}</td>
              <td>
                <State state={one.outcome ?? "open"} />
              </td>
              <td>
                <DocumentActions
                  account={account}
                  document={one.id}
                  actions={one.outcome === null ? ["resolve"] : []}
                  plain
                />
              </td>
            </tr>
          ))}
        </Section>
      )}
    </Answer>
  );
}

function Claims({ account }: { readonly account: Account }): JSX.Element {
  const t = useLedgerText();
  const claims = useClaims(account);
  return (
    <Answer of={claims} lines={2}>
      {(rows) => (
        <Section
          title={t.cases.claims}
          of={claims}
          empty={rows.length === 0 ? t.cases.noClaims : null}
          head={
            <>
              <th scope="col">{t.kinds["claim"]}</th>
              <th scope="col">{t.columns.kind}</th>
              <th scope="col">{t.kinds["invoice"]}</th>
              <th scope="col">{t.columns.period}</th>
              <th scope="col" className="num">
                {t.columns.amount}
              </th>
              <th scope="col" className="num">
                {t.columns.open}
              </th>
              <th scope="col" className="num">
                {t.columns.recognised}
              </th>
              <th scope="col">{t.columns.state}</th>
              <th scope="col">{t.columns.actions}</th>
            </>
          }
        >
          {rows.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <a href={ledgerHref(account, ["document"], { id: one.id })}>{one.number}</a>
              </th>
              <td>{t.claimKinds[one.kind] ?? one.kind}</td>
              <td>{one.invoice === null ? "–" : <DocumentLink account={account} document={one.invoice} />}</td>
              <td className="nowrap">
                {one.first_on === null ? one.raised_on : `${one.first_on} – ${one.last_on ?? ""}`}
              </td>
              <td className="num">
                {one.currency} <Money value={one.amount} />
              </td>
              <td className="num">
                <Money value={one.raised} strong />
              </td>
              <td className="num">
                <Money value={one.recognised} />
              </td>
              <td>
                <State state={one.status} />
              </td>
              <td>
                <DocumentActions
                  account={account}
                  document={one.id}
                  actions={one.status === "raised" ? ["recognise", "waive"] : []}
                  plain
                />
              </td>
            </tr>
          ))}
        </Section>
      )}
    </Answer>
  );
}

function WriteOffs({ account }: { readonly account: Account }): JSX.Element {
  const t = useLedgerText();
  const writeOffs = useWriteOffs(account);
  return (
    <Answer of={writeOffs} lines={2}>
      {(rows) => (
        <Section
          title={t.cases.writeOffs}
          of={writeOffs}
          empty={rows.length === 0 ? t.cases.noWriteOffs : null}
          head={
            <>
              <th scope="col">{t.kinds["write-off"]}</th>
              <th scope="col">{t.kinds["invoice"]}</th>
              <th scope="col" className="num">
                {t.columns.amount}
              </th>
              <th scope="col" className="num">
                {t.columns.writtenOff}
              </th>
              <th scope="col" className="num">
                {t.columns.recovered}
              </th>
              <th scope="col">{t.columns.dated}</th>
              <th scope="col">{t.columns.proposedBy}</th>
              <th scope="col">{t.columns.reason}</th>
              <th scope="col">{t.columns.state}</th>
              <th scope="col">{t.columns.actions}</th>
            </>
          }
        >
          {rows.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <DocumentLink account={account} document={one.id} />
              </th>
              <td>
                <DocumentLink account={account} document={one.invoice} />
                <span className="muted"> · {one.instalment ?? t.cases.whole}</span>
              </td>
              <td className="num">
                {one.currency} <Money value={one.amount} />
              </td>
              <td className="num">
                <Money value={one.written_off} />
              </td>
              <td className="num">
                <Money value={one.recovered} />
              </td>
              <td className="nowrap">{one.proposed_on}</td>
              <td>
                <code>{one.proposed_by}</code>
              </td>
              <td className="sentence">{one.reason}</td>
              <td>
                <State state={one.state} />
              </td>
              <td>
                <DocumentActions
                  account={account}
                  document={one.id}
                  actions={
                    one.state === "proposed" ? ["decide-write-off"] : one.state === "approved" ? ["recovery"] : []
                  }
                  plain
                />
              </td>
            </tr>
          ))}
        </Section>
      )}
    </Answer>
  );
}
