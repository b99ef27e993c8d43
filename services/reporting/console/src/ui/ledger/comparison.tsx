/** Other books held against these: a file is compared, and each difference is looked at until it is closed. */
import { useState, type JSX } from "react";
import {
  useCompare,
  useDifferences,
  useReconciliations,
  useResolveDifference,
  type Difference,
  type Reconciliation,
  type ReconciliationRecorded,
} from "../../api/month-end.ts";
import { documentId } from "../../lib/document.ts";
import { amount, isZero } from "../../lib/format.ts";
import { lastMonthEnd } from "../../lib/months.ts";
import { change, ledgerHref } from "../../lib/router.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Badge, Empty, Field, Money, More, Panel, Scroll } from "../parts.tsx";
import { ProblemNote } from "../problem.tsx";
import { DocumentLink } from "./links.tsx";

interface ComparisonProps {
  readonly entity: string;
  readonly today: string;
  /** The comparison whose differences are shown. */
  readonly shown: string | null;
}

const show = (reconciliation: string): void => {
  change({ comparison: reconciliation });
};

export function Comparison({ entity, today, shown }: ComparisonProps): JSX.Element {
  const t = useLedgerText();
  const reconciliations = useReconciliations(entity);
  return (
    <Panel title={t.monthEnd.compare} note={t.monthEnd.compareNote}>
      <CompareForm entity={entity} today={today} />
      <Answer of={reconciliations} lines={2}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>{t.monthEnd.noComparisons}</Empty>
          ) : (
            <Scroll label={t.monthEnd.compare}>
              <table className="ledger-table">
                <thead>
                  <tr>
                    <th scope="col">{t.monthEnd.number}</th>
                    <th scope="col">{t.monthEnd.asOf}</th>
                    <th scope="col" className="num">
                      {t.monthEnd.matched}
                    </th>
                    {CLASSES.map(([kind]) => (
                      <th key={kind} scope="col" className="num">
                        {t.monthEnd.classes[kind]}
                      </th>
                    ))}
                    <th scope="col">{t.monthEnd.difference}</th>
                    <th scope="col">{t.columns.state}</th>
                  </tr>
                </thead>
                <tbody>
                  {[...rows]
                    .sort((one, other) => other.as_of.localeCompare(one.as_of))
                    .map((one) => (
                      <Compared key={one.id} compared={one} />
                    ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Answer>
      {shown !== null && documentId(shown).entity === entity && <Differences entity={entity} reconciliation={shown} />}
    </Panel>
  );
}

const CLASSES = [
  ["missing-here", "missing_here"],
  ["missing-there", "missing_there"],
  ["amount", "amount_differs"],
  ["date", "date_differs"],
] as const;

function Compared({ compared }: { readonly compared: Reconciliation }): JSX.Element {
  const t = useLedgerText();
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="link"
          onClick={() => {
            show(compared.id);
          }}
        >
          {compared.source} {compared.number}
        </button>
      </th>
      <td className="nowrap">{compared.as_of}</td>
      <td className="num">{compared.matched}</td>
      {CLASSES.map(([kind, member]) => (
        <td key={kind} className="num">
          {compared[member] === 0 ? <span className="zero">–</span> : compared[member]}
        </td>
      ))}
      <td className="nowrap">
        {compared.totals
          .filter((one) => !isZero(one.difference))
          .map((one) => `${one.currency} ${amount(one.difference, t.code)}`)
          .join(" · ") || <span className="zero">–</span>}
      </td>
      <td>
        <Badge tone={compared.open === 0 ? "good" : "warn"}>{t.monthEnd.openCount(compared.open)}</Badge>
      </td>
    </tr>
  );
}

function CompareForm({ entity, today }: { readonly entity: string; readonly today: string }): JSX.Element {
  const t = useLedgerText();
  const [asOf, setAsOf] = useState(lastMonthEnd(today));
  const [source, setSource] = useState("erp");
  const [number, setNumber] = useState(lastMonthEnd(today).slice(0, 7));
  const [file, setFile] = useState<Blob | null>(null);
  const compare = useCompare();
  return (
    <form
      className="period-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== null) {
          compare.mutate(
            { entity, source, number, as_of: asOf, file },
            {
              onSuccess: (recorded) => {
                show(recorded.id);
              },
            },
          );
        }
      }}
    >
      <div className="filters">
        <Field label={t.monthEnd.file}>
          {(id) => (
            <input
              id={id}
              type="file"
              accept=".csv,text/csv"
              required
              onChange={(event) => {
                setFile(event.target.files?.[0] ?? null);
                compare.reset();
              }}
            />
          )}
        </Field>
        <Field label={t.monthEnd.asOf}>
          {(id) => (
            <input
              id={id}
              type="date"
              required
              value={asOf}
              onChange={(event) => {
                setAsOf(event.target.value);
              }}
            />
          )}
        </Field>
        <Field label={t.monthEnd.source}>
          {(id) => (
            <input
              id={id}
              required
              value={source}
              onChange={(event) => {
                setSource(event.target.value);
              }}
            />
          )}
        </Field>
        <Field label={t.monthEnd.number}>
          {(id) => (
            <input
              id={id}
              required
              value={number}
              onChange={(event) => {
                setNumber(event.target.value);
              }}
            />
          )}
        </Field>
        <button type="submit" className="button" disabled={compare.isPending}>
          {compare.isPending ? t.monthEnd.comparing : t.monthEnd.doCompare}
        </button>
      </div>
      {compare.error !== null && <ProblemNote error={compare.error} />}
      {compare.data !== undefined && <BadRows compared={compare.data} />}
    </form>
  );
}

/** Rows of the file that are no balance: on which line, and why. */
function BadRows({ compared }: { readonly compared: ReconciliationRecorded }): JSX.Element | null {
  const t = useLedgerText();
  return compared.bad_rows.length === 0 ? null : (
    <div className="note note-bad" role="status">
      <p className="note-title">{t.monthEnd.unreadable(compared.unreadable)}</p>
      <ul>
        {compared.bad_rows.slice(0, 20).map((row) => (
          <li key={row.line}>
            {t.monthEnd.line} {row.line}, <code>{row.field}</code>: {row.detail}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Differences({
  entity,
  reconciliation,
}: {
  readonly entity: string;
  readonly reconciliation: string;
}): JSX.Element {
  const t = useLedgerText();
  const [all, setAll] = useState(false);
  const differences = useDifferences(reconciliation, !all);
  const resolve = useResolveDifference(entity);
  const { source, number } = documentId(reconciliation);
  const title = t.monthEnd.differences(`${source} ${number}`);
  return (
    <section className="ledger-section">
      <h2>{title}</h2>
      <label className="form-check tab-filter">
        <input
          type="checkbox"
          checked={all}
          onChange={(event) => {
            setAll(event.target.checked);
          }}
        />
        <span>{t.monthEnd.allDifferences}</span>
      </label>
      {resolve.error !== null && <ProblemNote error={resolve.error} />}
      <Answer of={differences} lines={3}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.items);
          return rows.length === 0 ? (
            <Empty>{t.monthEnd.noDifferences}</Empty>
          ) : (
            <>
              <Scroll label={title}>
                <table className="ledger-table">
                  <thead>
                    <tr>
                      <th scope="col">{t.monthEnd.customer}</th>
                      <th scope="col">{t.monthEnd.class}</th>
                      <th scope="col">{t.columns.document}</th>
                      <th scope="col">{t.columns.currency}</th>
                      <th scope="col" className="num">
                        {t.monthEnd.ours}
                      </th>
                      <th scope="col" className="num">
                        {t.monthEnd.theirs}
                      </th>
                      <th scope="col">{t.monthEnd.note}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((one) => (
                      <DifferenceRow
                        key={one.id}
                        entity={entity}
                        difference={one}
                        busy={resolve.isPending}
                        onResolve={(note) => {
                          resolve.mutate({ id: one.id, note });
                        }}
                      />
                    ))}
                  </tbody>
                </table>
              </Scroll>
              <More
                shown={differences.hasNextPage}
                busy={differences.isFetchingNextPage}
                onMore={() => void differences.fetchNextPage()}
              />
            </>
          );
        }}
      </Answer>
    </section>
  );
}

interface DifferenceProps {
  readonly entity: string;
  readonly difference: Difference;
  readonly busy: boolean;
  readonly onResolve: (note: string) => void;
}

function DifferenceRow({ entity, difference, busy, onResolve }: DifferenceProps): JSX.Element {
  const t = useLedgerText();
  const [note, setNote] = useState("");
  const account = { entity, customer: difference.customer };
  const isOurs = difference.document?.includes("/") === true && difference.kind !== "missing-here";
  const what = `${difference.customer} ${difference.document ?? difference.currency}`;
  const dated = (value: string | null, date: string | null): JSX.Element => (
    <>
      {value === null ? "–" : <Money value={value} />}
      {date !== null && <span className="muted"> {date}</span>}
    </>
  );
  return (
    <tr>
      <th scope="row">
        <a href={ledgerHref(account)}>{difference.customer}</a>
      </th>
      <td>
        <Badge tone={difference.kind === "amount" ? "warn" : difference.kind === "date" ? "plain" : "bad"}>
          {t.monthEnd.classes[difference.kind] ?? difference.kind}
        </Badge>
      </td>
      <td>
        {difference.document === null ? (
          "–"
        ) : isOurs ? (
          <DocumentLink account={account} document={difference.document} />
        ) : (
          difference.document
        )}
      </td>
      <td>{difference.currency}</td>
      <td className="num">{dated(difference.ours, difference.our_date)}</td>
      <td className="num">{dated(difference.theirs, difference.their_date)}</td>
      <td>
        {difference.outcome === null ? (
          <form
            className="task-done"
            onSubmit={(event) => {
              event.preventDefault();
              onResolve(note);
            }}
          >
            <input
              aria-label={t.monthEnd.resolveLabel(what)}
              required
              value={note}
              onChange={(event) => {
                setNote(event.target.value);
              }}
            />
            <button type="submit" className="button button-small" disabled={busy}>
              {t.monthEnd.resolve}
            </button>
          </form>
        ) : (
          <>
            {t.monthEnd.outcomes[difference.outcome]}
            {difference.note !== null && <span className="muted"> · {difference.note}</span>}
          </>
        )}
      </td>
    </tr>
  );
}
