/** Addresses of the ledger pages, and documents as links to their own page. */
import type { JSX } from "react";
import type { Account } from "../../api/ledger.ts";
import { documentId } from "../../lib/document.ts";
import { href, type Params } from "../../lib/router.ts";
import { useLedgerText } from "../../text/ledger/index.ts";

/** `#/customers/CN01/0100/ledger`, with what stands behind it: a document, an action. */
export function ledgerHref(account: Account, rest: readonly string[] = [], params: Params = {}): string {
  return href(["customers", account.entity, account.customer, "ledger", ...rest], params);
}

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
