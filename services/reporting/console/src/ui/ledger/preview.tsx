/** What a posting would do, before it is done: its journal lines, and what is applied to what. */
import type { JSX } from "react";
import type { Account, Applied } from "../../api/ledger.ts";
import type { Preview, PreviewedLine } from "../../api/posting.ts";
import { documentId } from "../../lib/document.ts";
import { amount, longDate, sum } from "../../lib/format.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Scroll } from "../parts.tsx";
import { DocumentLink } from "./links.tsx";

export function PreviewShown({ preview, account }: { readonly preview: Preview; readonly account: Account }): JSX.Element {
  const t = useLedgerText();
  const moved = preview.moved ?? null;
  return (
    <>
      {preview.status === "repeated" && <p className="note">{t.preview.repeated}</p>}
      {moved !== null && (
        <p className="note note-warn">
          {t.preview.moved(longDate(moved.closed_day, t.code), longDate(moved.posted_on, t.code))}
        </p>
      )}
      {preview.status === "accepted" &&
        (preview.lines.length === 0 ? (
          <p className="muted">{t.preview.nothingPosted}</p>
        ) : (
          entriesOf(preview.lines).map((entry) => <Entry key={entry.key} entry={entry} account={account} />)
        ))}
      {preview.applied.length > 0 && (
        <>
          <h3>{t.preview.applied}</h3>
          <AppliedShown applied={preview.applied} account={account} label={t.preview.applied} />
        </>
      )}
    </>
  );
}

interface EntryOf {
  readonly key: string;
  readonly customer: string;
  readonly document: string;
  readonly posted_on: string;
  readonly currency: string;
  readonly lines: readonly PreviewedLine[];
}

/** Lines of one document on one day stand together, in the order they would be posted. */
export function entriesOf(lines: readonly PreviewedLine[]): readonly EntryOf[] {
  const entries = new Map<string, EntryOf & { readonly lines: PreviewedLine[] }>();
  for (const line of lines) {
    const { customer, document, posted_on, currency } = line;
    const key = [customer, document, posted_on, currency].join(" ");
    const entry = entries.get(key);
    if (entry === undefined) {
      entries.set(key, { key, customer, document, posted_on, currency, lines: [line] });
    } else {
      entry.lines.push(line);
    }
  }
  return [...entries.values()];
}

function Entry({ entry, account }: { readonly entry: EntryOf; readonly account: Account }): JSX.Element {
  const t = useLedgerText();
  const { customer, document, posted_on, currency, lines } = entry;
  const { kind, number } = documentId(document);
  const title = `${t.kinds[kind] ?? kind} ${number}`;
  const total = (side: "debit" | "credit"): string => sum("0", ...lines.map((line) => line[side] ?? "0"));
  return (
    <Scroll label={`${t.preview.lines}: ${title}`}>
      <table className="entry">
        <caption>
          <strong>{title}</strong> · {longDate(posted_on, t.code)} · {currency}
          {customer !== account.customer && ` · ${customer}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t.columns.account}</th>
            <th scope="col" className="num entry-debit">
              {t.columns.debit}
            </th>
            <th scope="col" className="num">
              {t.columns.credit}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={index}>
              <th scope="row">
                <AccountName account={line.account} name={line.account_name} role={line.role} />
              </th>
              <td className="num entry-debit">{line.debit !== null && amount(line.debit, t.code)}</td>
              <td className="num">{line.credit !== null && amount(line.credit, t.code)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.preview.total}</th>
            <td className="num entry-debit">{amount(total("debit"), t.code)}</td>
            <td className="num">{amount(total("credit"), t.code)}</td>
          </tr>
        </tfoot>
      </table>
    </Scroll>
  );
}

/** An account by its code and what it is for; its own name beside it where that says more. */
export function AccountName({
  account,
  name,
  role,
}: {
  readonly account: string;
  readonly name: string | undefined;
  readonly role: string;
}): JSX.Element {
  const t = useLedgerText();
  const purpose = t.roles[role] ?? role;
  return (
    <>
      <code>{account}</code> {purpose}
      {name !== undefined && name !== "" && name !== purpose && <span className="account-name">{name}</span>}
    </>
  );
}

/** What settles what, from when on, and how it came together. */
export function AppliedShown({
  applied,
  account,
  label,
}: {
  readonly applied: readonly Applied[];
  readonly account: Account;
  readonly label: string;
}): JSX.Element {
  const t = useLedgerText();
  return (
    <Scroll label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.columns.document}</th>
            <th scope="col">{t.columns.settles}</th>
            <th scope="col">{t.columns.appliedOn}</th>
            <th scope="col" className="num">
              {t.columns.amount}
            </th>
            <th scope="col">{t.columns.rule}</th>
          </tr>
        </thead>
        <tbody>
          {applied.map((one, index) => (
            <tr key={index}>
              <th scope="row">
                <DocumentLink account={account} document={one.document} withKind />
              </th>
              <td>
                <DocumentLink account={account} document={one.invoice} />{" "}
                <span className="muted">· {one.instalment}</span>
              </td>
              <td className="nowrap">{one.applied_on}</td>
              <td className="num">
                {one.currency} {amount(one.amount, t.code)}
              </td>
              <td>{t.rules[one.rule] ?? one.rule}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
