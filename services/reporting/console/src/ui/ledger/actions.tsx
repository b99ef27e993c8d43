/** What can be done about a document, as links to the forms that do it. */
import type { JSX } from "react";
import type { ActionName } from "../../actions/index.ts";
import type { Account } from "../../api/ledger.ts";
import { documentId } from "../../lib/document.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { actionHref } from "./links.tsx";

export function DocumentActions({
  account,
  document,
  actions,
  plain = false,
}: {
  readonly account: Account;
  readonly document: string;
  readonly actions: readonly ActionName[];
  /** Within a row: words only. */
  readonly plain?: boolean;
}): JSX.Element | null {
  const t = useLedgerText();
  const { number } = documentId(document);
  return actions.length === 0 ? null : (
    <nav className={plain ? "row-links" : "enter"} aria-label={t.documents.about(number)}>
      {actions.map((action) => (
        <a
          key={action}
          className={plain ? "" : "button button-small"}
          title={t.titles[action]}
          href={actionHref(account, action, document)}
        >
          {t.actions[action]}
        </a>
      ))}
    </nav>
  );
}
