/** What a posting would do, before it is done: its journal lines, and what is applied to what. */
import type { JSX } from "react";
import type { Account, Applied } from "../../api/ledger.ts";
import type { Preview, PreviewedLine } from "../../api/posting.ts";
import { documentId } from "../../lib/document.ts";
import { amount, compareDecimals, longDate, sum } from "../../lib/format.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Scroll } from "../parts.tsx";
import { DocumentLink } from "./links.tsx";

export function PreviewShown({
  preview,
  account,
}: {
  readonly preview: Preview;
  readonly account: Account;
}): JSX.Element {
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
          <AppliedShown
            applied={preview.applied}
            account={account}
            label={t.preview.applied}
            ofItself={preview.applied.every((one) => one.document === preview.id)}
          />
        </>
      )}
      {preview.status === "accepted" && <Beside preview={preview} />}
    </>
  );
}

interface EntryOf {
  readonly key: string;
  readonly customer: string;
  readonly document: string;
  readonly posted_on: string;
  readonly currency: string;
  /** The lines of each event; they balance, and so do all together. */
  readonly events: readonly (readonly PreviewedLine[])[];
}

type Growing = Omit<EntryOf, "events"> & { readonly events: PreviewedLine[][] };

/** Lines of one document on one day stand together, in the order they would be posted, event by event. */
export function entriesOf(lines: readonly PreviewedLine[]): readonly EntryOf[] {
  const entries = new Map<string, Growing>();
  for (const line of lines) {
    const { customer, document, posted_on, currency } = line;
    const key = [customer, document, posted_on, currency].join(" ");
    const entry: Growing = entries.get(key) ?? { key, customer, document, posted_on, currency, events: [] };
    entries.set(key, entry);
    const last = entry.events.at(-1);
    // An event is told whole before the next one begins: where its lines balance, it ends.
    if (last === undefined || balances(last)) {
      entry.events.push([line]);
    } else {
      last.push(line);
    }
  }
  return [...entries.values()];
}

const total = (lines: readonly PreviewedLine[], side: "debit" | "credit"): string =>
  sum("0", ...lines.map((line) => line[side] ?? "0"));

/** An exchange difference is nothing in the document's currency: only its worth tells where it ends. */
const balances = (lines: readonly PreviewedLine[]): boolean =>
  compareDecimals(total(lines, "debit"), total(lines, "credit")) === 0 && compareDecimals(worth(lines), "0") === 0;

const worth = (lines: readonly PreviewedLine[]): string =>
  sum("0", ...lines.map((line) => line.functional_amount ?? "0"));

function Entry({ entry, account }: { readonly entry: EntryOf; readonly account: Account }): JSX.Element {
  const t = useLedgerText();
  const { customer, document, posted_on, currency, events } = entry;
  const { kind, number } = documentId(document);
  const title = `${t.kinds[kind] ?? kind} ${number}`;
  const all = events.flat();
  const own = all[0]?.functional_currency ?? currency;
  const foreign = own !== currency;
  return (
    <Scroll label={`${t.preview.lines}: ${title}`}>
      <table className="entry">
        <caption>
          <strong>{title}</strong> · {longDate(posted_on, t.code)} · {currency}
          {customer !== account.customer && ` · ${customer.replace(/^unidentified\//, "")}`}
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
            {foreign && (
              <th scope="col" className="num">
                {t.columns.worth(own)}
              </th>
            )}
          </tr>
        </thead>
        {events.map((lines, event) => (
          <tbody key={event}>
            {lines.map((line, index) => (
              <tr key={index}>
                <th scope="row">
                  <AccountName account={line.account} name={line.account_name} role={line.role} />
                </th>
                <td className="num entry-debit">{line.debit !== null && amount(line.debit, t.code)}</td>
                <td className="num">{line.credit !== null && amount(line.credit, t.code)}</td>
                {foreign && (
                  <td className="num">{line.functional_amount !== null && amount(line.functional_amount, t.code)}</td>
                )}
              </tr>
            ))}
          </tbody>
        ))}
        <tfoot>
          <tr>
            <th scope="row">{t.preview.total}</th>
            <td className="num entry-debit">{amount(total(all, "debit"), t.code)}</td>
            <td className="num">{amount(total(all, "credit"), t.code)}</td>
            {foreign && <td className="num">{amount(worth(all), t.code)}</td>}
          </tr>
        </tfoot>
      </table>
    </Scroll>
  );
}

/** What would be recorded beside the journal: a dispute, a claim, a proposal; not that an invoice is overdue again. */
function Beside({ preview }: { readonly preview: Preview }): JSX.Element | null {
  const t = useLedgerText();
  const posted = new Set(preview.lines.map((line) => line.document));
  const beside = new Set(
    preview.events
      .map((event) => event.stream)
      .filter((stream) => !posted.has(stream) && documentId(stream).kind !== "invoice"),
  );
  return beside.size === 0 ? null : (
    <p>
      <span className="muted">{t.preview.beside}: </span>
      {[...beside]
        .map((stream) => {
          const { kind, number } = documentId(stream);
          return `${t.kinds[kind] ?? kind} ${number}`;
        })
        .join(" · ")}
    </p>
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
  ofItself = false,
}: {
  readonly applied: readonly Applied[];
  readonly account: Account;
  readonly label: string;
  /** All of it is of the document that is looked at, which then need not be named in each row. */
  readonly ofItself?: boolean;
}): JSX.Element {
  const t = useLedgerText();
  return (
    <Scroll label={label}>
      <table className="ledger-table">
        <thead>
          <tr>
            {!ofItself && <th scope="col">{t.columns.document}</th>}
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
              {!ofItself && (
                <th scope="row" className="document-number">
                  <DocumentLink account={account} document={one.document} withKind />
                </th>
              )}
              <td className="document-number">
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
