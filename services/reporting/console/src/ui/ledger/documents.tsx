/** Every document of a customer that was posted, the newest first. */
import type { JSX } from "react";
import { ABOUT } from "../../actions/index.ts";
import { useDocuments, type Account } from "../../api/ledger.ts";
import { change } from "../../lib/router.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Empty, Money, More, Scroll } from "../parts.tsx";
import { DocumentActions } from "./actions.tsx";
import { DocumentLink } from "./links.tsx";
import { State } from "./state.tsx";

export function CustomerDocuments({
  account,
  openOnly,
}: {
  readonly account: Account;
  readonly openOnly: boolean;
}): JSX.Element {
  const t = useLedgerText();
  const documents = useDocuments(account, openOnly);
  return (
    <>
      <label className="form-check tab-filter">
        <input
          type="checkbox"
          checked={openOnly}
          onChange={(event) => {
            change({ open: event.target.checked ? "yes" : undefined });
          }}
        />
        <span>{t.documents.openOnly}</span>
      </label>
      <Answer of={documents} lines={6}>
        {(data) => {
          const all = data.pages.flatMap((page) => page.items);
          return all.length === 0 ? (
            <Empty>{openOnly ? t.documents.noneOpen : t.documents.empty}</Empty>
          ) : (
            <>
              <Scroll label={t.tabs.documents}>
                <table className="ledger-table">
                  <thead>
                    <tr>
                      <th scope="col">{t.columns.document}</th>
                      <th scope="col">{t.columns.kind}</th>
                      <th scope="col">{t.columns.posted}</th>
                      <th scope="col">{t.columns.due}</th>
                      <th scope="col">{t.columns.currency}</th>
                      <th scope="col" className="num">
                        {t.columns.amount}
                      </th>
                      <th scope="col" className="num">
                        {t.columns.open}
                      </th>
                      <th scope="col">{t.columns.state}</th>
                      <th scope="col">{t.columns.reference}</th>
                      <th scope="col">{t.columns.actions}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {all.map((one) => (
                      <tr key={one.document}>
                        <th scope="row" className="document-number">
                          <DocumentLink account={account} document={one.document} />
                        </th>
                        <td className="nowrap">
                          {t.kinds[one.kind] ?? one.kind}
                          {one.owed_for !== null && one.owed_for !== "sale" && (
                            <span className="muted"> · {t.owedFor[one.owed_for] ?? one.owed_for}</span>
                          )}
                        </td>
                        <td className="nowrap">{one.posted_on}</td>
                        <td className="nowrap">{one.due_on ?? "–"}</td>
                        <td>{one.currency}</td>
                        <td className="num">
                          <Money value={one.amount} />
                        </td>
                        <td className="num">
                          <Money value={one.open} strong />
                        </td>
                        <td>
                          <State state={one.held ? "held" : one.state} />
                        </td>
                        <td className="clip">{one.reference ?? one.order ?? ""}</td>
                        <td>
                          {one.state === "open" && (
                            <DocumentActions
                              account={account}
                              document={one.document}
                              actions={(ABOUT[one.kind]?.open ?? []).slice(0, 3)}
                              plain
                            />
                          )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
              <More
                shown={documents.hasNextPage}
                busy={documents.isFetchingNextPage}
                onMore={() => void documents.fetchNextPage()}
              />
            </>
          );
        }}
      </Answer>
    </>
  );
}
