/** Documents that were begun for a customer and are not posted: each goes on where it was left, or is deleted. */
import type { JSX } from "react";
import { actionOfDraft } from "../../actions/drafts.ts";
import { useDiscard, useDrafts } from "../../api/drafts.ts";
import type { Account } from "../../api/ledger.ts";
import { instant } from "../../lib/format.ts";
import { ledgerHref } from "../../lib/router.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Empty, More, Scroll } from "../parts.tsx";
import { ProblemNote } from "../problem.tsx";

export function Drafts({
  account,
  timeZone,
}: {
  readonly account: Account;
  readonly timeZone: string | undefined;
}): JSX.Element {
  const t = useLedgerText();
  const drafts = useDrafts(account);
  const discard = useDiscard();
  const said = (value: unknown): string => (typeof value === "string" ? value : "");
  return (
    <Answer of={drafts} lines={3}>
      {(rows) => (
        <>
          <p className="tab-filter muted">{t.drafts.note}</p>
          {discard.error !== null && <ProblemNote error={discard.error} />}
          {rows.length === 0 ? (
            <Empty>{t.drafts.empty}</Empty>
          ) : (
            <Scroll label={t.tabs.drafts}>
              <table className="ledger-table">
                <thead>
                  <tr>
                    <th scope="col">{t.columns.document}</th>
                    <th scope="col">{t.columns.kind}</th>
                    <th scope="col">{t.columns.currency}</th>
                    <th scope="col" className="num">
                      {t.columns.amount}
                    </th>
                    <th scope="col">{t.drafts.changed}</th>
                    <th scope="col">{t.columns.by}</th>
                    <th scope="col">{t.columns.actions}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((one) => (
                    <tr key={one.id}>
                      <th scope="row" className="document-number">
                        {one.number}
                      </th>
                      <td>{t.kinds[one.kind] ?? one.kind}</td>
                      <td>{said(one.body["currency"])}</td>
                      <td className="num">{said(one.body["amount"])}</td>
                      <td className="nowrap">{instant(one.changed_at, timeZone)}</td>
                      <td>
                        <code>{one.changed_by}</code>
                      </td>
                      <td>
                        <span className="row-links">
                          <a href={ledgerHref(account, ["post", actionOfDraft(one.kind)], { draft: one.id })}>
                            {t.drafts.goOn}
                          </a>
                          <button
                            type="button"
                            className="link"
                            aria-label={t.drafts.discardLabel(one.number)}
                            disabled={discard.isPending}
                            onClick={() => {
                              discard.mutate(one);
                            }}
                          >
                            {t.drafts.discard}
                          </button>
                        </span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
          <More
            shown={drafts.hasNextPage}
            busy={drafts.isFetchingNextPage}
            onMore={() => void drafts.fetchNextPage()}
          />
        </>
      )}
    </Answer>
  );
}
