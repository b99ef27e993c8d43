/** Addresses of the ledger pages, and documents as links to their own page. */
import type { JSX } from "react";
import type { Account } from "../../api/ledger.ts";
import { documentId } from "../../lib/document.ts";
import { ledgerHref } from "../../lib/router.ts";
import { useLedgerText } from "../../text/ledger/index.ts";

export function actionHref(account: Account, action: string, document?: string): string {
  return ledgerHref(account, ["post", action], { document });
}

export function DocumentLink({
  account,
  document,
  withKind = false,
}: {
  readonly account: Account;
  readonly document: string;
  readonly withKind?: boolean;
}): JSX.Element {
  const t = useLedgerText();
  const { kind, number } = documentId(document);
  return (
    <a href={ledgerHref(account, ["document"], { id: document })}>
      {withKind && `${t.kinds[kind] ?? kind} `}
      {number}
    </a>
  );
}
