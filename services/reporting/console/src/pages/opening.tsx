/** Opening balances by file: read and looked at first, then posted with its progress, and what could not be posted named. */
import { useEffect, useMemo, useState, type JSX } from "react";
import type { File as Saved } from "../api/download.ts";
import { useOpeningUpload, type Upload } from "../api/opening.ts";
import { asProblem } from "../api/problem.ts";
import type { Entity } from "../api/queries.ts";
import { BrokenCsv, csvFile } from "../lib/csv.ts";
import { amount, count } from "../lib/format.ts";
import {
  COLUMNS,
  ColumnsMissing,
  ColumnsTwice,
  NEEDED,
  readOpening,
  sums,
  type OpeningDocument,
  type OpeningFile,
} from "../lib/opening-file.ts";
import { href } from "../lib/router.ts";
import { useText } from "../text/index.ts";
import { LEDGER_TEXTS, useLedgerText } from "../text/ledger/index.ts";
import { Answer } from "../ui/answer.tsx";
import { chosenEntity, EntityChoice } from "../ui/entity-choice.tsx";
import { useLedgerEntity } from "../ui/ledger/about.ts";
import { Downloads } from "../ui/ledger/download.tsx";
import { Empty, Field, Panel, Scroll } from "../ui/parts.tsx";
import { ownWords, ProblemNote } from "../ui/problem.tsx";

interface PageProps {
  readonly entities: readonly Entity[];
  readonly params: URLSearchParams;
}

/** Read by its names in any language, whatever the reader's is. */
const NAMES = Object.values(LEDGER_TEXTS).map((t) => ({ columns: t.opening.columns, kinds: t.kinds }));

export function OpeningPage({ entities, params }: PageProps): JSX.Element {
  const t = useLedgerText();
  const { overview } = useText();
  const entity = chosenEntity(entities, params);
  const settings = useLedgerEntity(entity?.entity ?? "");
  if (entity === undefined) {
    return <Empty>{overview.noEntities}</Empty>;
  }
  return (
    <>
      <header className="customer-head">
        <p>
          <a href={href(["month-end"])}>‹ {t.monthEnd.title}</a>
        </p>
        <h1>{t.opening.title}</h1>
        <p className="muted">{t.opening.note}</p>
      </header>
      <div className="filters">
        <EntityChoice entities={entities} entity={entity} />
        <Downloads
          label={t.opening.template}
          files={[{ label: t.opening.template, file: template(t.opening.columns, `${t.opening.fileName}.csv`) }]}
        />
      </div>
      <Answer of={settings} lines={6}>
        {(found) => <Opening key={entity.entity} entity={entity.entity} firstDay={found.first_business_day} />}
      </Answer>
    </>
  );
}

type ColumnNames = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** Only the names of the columns: an example would be posted with the rest. */
function template(names: ColumnNames, name: string): Saved {
  return { name, content: () => Promise.resolve(csvFile([COLUMNS.map((column) => names[column])])) };
}

interface Chosen {
  readonly name: string;
  readonly content: ArrayBuffer;
}

function Opening({ entity, firstDay }: { readonly entity: string; readonly firstDay: string }): JSX.Element {
  const t = useLedgerText();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [postedOn, setPostedOn] = useState(firstDay);
  const [source, setSource] = useState("erp");
  const { upload, send, stop, reset } = useOpeningUpload();
  const read = useMemo(
    () => (chosen === null ? null : tried(chosen.content, { entity, source: source.trim(), postedOn })),
    [chosen, entity, source, postedOn],
  );
  useStay(upload.state === "running");
  return (
    <>
      <Panel title={t.opening.choose} note={t.opening.chooseNote}>
        <form className="period-form">
          <fieldset className="filters" disabled={upload.state !== "idle"}>
            <Field label={t.opening.file}>
              {(id) => (
                <input
                  id={id}
                  type="file"
                  accept=".csv,text/csv"
                  onChange={(event) => {
                    const file = event.target.files?.[0];
                    reset();
                    void file?.arrayBuffer().then((content) => {
                      setChosen({ name: file.name, content });
                    });
                    if (file === undefined) {
                      setChosen(null);
                    }
                  }}
                />
              )}
            </Field>
            <Field label={t.fields["posted_on"] ?? ""} hint={t.opening.postedOnHint}>
              {(id) => (
                <input
                  id={id}
                  type="date"
                  required
                  value={postedOn}
                  onChange={(event) => {
                    setPostedOn(event.target.value || firstDay);
                  }}
                />
              )}
            </Field>
            <Field label={t.fields["source"] ?? ""} hint={t.hints["source"] ?? ""}>
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
          </fieldset>
          <Columns />
        </form>
      </Panel>
      {read !== null && (
        <Panel title={chosen?.name}>
          <div className="posting-outcome" aria-live="polite">
            {"good" in read ? (
              <>
                <Found file={read} isPosted={upload.state === "done" || upload.state === "stopped"} />
                <Sending
                  file={read}
                  upload={upload}
                  onSend={() => void send(read.good)}
                  onStop={stop}
                  onAnother={() => {
                    setChosen(null);
                    reset();
                  }}
                />
                <BadRows file={read} upload={upload} name={chosen?.name ?? ""} />
              </>
            ) : (
              <Unreadable error={read.error} />
            )}
          </div>
        </Panel>
      )}
    </>
  );
}

function tried(
  content: ArrayBuffer,
  about: Parameters<typeof readOpening>[1],
): OpeningFile | { readonly error: unknown } {
  try {
    return readOpening(content, about, NAMES);
  } catch (error) {
    return { error };
  }
}

/** Whoever closes the window while a file is being posted is asked first. */
function useStay(busy: boolean): void {
  useEffect(() => {
    if (!busy) {
      return undefined;
    }
    const leaving = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    window.addEventListener("beforeunload", leaving);
    return () => {
      window.removeEventListener("beforeunload", leaving);
    };
  }, [busy]);
}

/** What each column is for, with an example. */
function Columns(): JSX.Element {
  const t = useLedgerText();
  return (
    <details className="form-more">
      <summary>{t.opening.columnsTitle}</summary>
      <Scroll label={t.opening.columnsTitle}>
        <table className="ledger-table">
          <thead>
            <tr>
              <th scope="col">{t.opening.column}</th>
              <th scope="col">{t.opening.needed}</th>
              <th scope="col">{t.opening.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {COLUMNS.map((column) => (
              <tr key={column}>
                <th scope="row" className="nowrap">
                  {t.opening.columns[column]}
                </th>
                <td>{NEEDED.includes(column) ? t.opening.yes : ""}</td>
                <td>{t.opening.meanings[column]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}

function Unreadable({ error }: { readonly error: unknown }): JSX.Element {
  const t = useLedgerText();
  const named = (columns: readonly (typeof COLUMNS)[number][]): string =>
    columns.map((column) => t.opening.columns[column]).join(t.opening.comma);
  const said =
    error instanceof ColumnsMissing
      ? t.opening.columnsMissing(named(error.columns))
      : error instanceof ColumnsTwice
        ? t.opening.columnsTwice(named(error.columns))
        : error instanceof BrokenCsv
          ? t.opening.broken(error.line)
          : asProblem(error).message;
  return (
    <div className="note note-bad" role="alert">
      <p className="note-title">{t.opening.unreadable}</p>
      <p>{said}</p>
    </div>
  );
}

/** What the file holds, until what was posted of it is shown in its place. */
function Found({ file, isPosted }: { readonly file: OpeningFile; readonly isPosted: boolean }): JSX.Element {
  const t = useLedgerText();
  return (
    <>
      {file.unread.length > 0 && (
        <p className="note note-warn">{t.opening.unread(file.unread.join(t.opening.comma))}</p>
      )}
      {file.good.length === 0 ? (
        <Empty>{t.opening.nothing}</Empty>
      ) : (
        !isPosted && <Sums documents={file.good.map((row) => row.document)} label={t.opening.inFile} />
      )}
    </>
  );
}

/** What documents come to, kind by kind, and which accounts they are posted to. */
function Sums({
  documents,
  label,
}: {
  readonly documents: readonly OpeningDocument[];
  readonly label: string;
}): JSX.Element {
  const t = useLedgerText();
  return (
    <Scroll label={label}>
      <table className="ledger-table">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t.columns.kind}</th>
            <th scope="col" className="num">
              {t.opening.documents}
            </th>
            <th scope="col">{t.columns.debit}</th>
            <th scope="col">{t.columns.credit}</th>
            <th scope="col">{t.columns.currency}</th>
            <th scope="col" className="num">
              {t.columns.amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {sums(documents).map((one) => (
            <tr key={`${one.kind} ${one.currency} ${one.credit}`}>
              <th scope="row">{t.kinds[one.kind]}</th>
              <td className="num">{count(one.documents, t.code)}</td>
              <td>{t.roles[one.debit]}</td>
              <td>{t.roles[one.credit]}</td>
              <td>{one.currency}</td>
              <td className="num">
                <strong>{amount(one.amount, t.code)}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface SendingProps {
  readonly file: OpeningFile;
  readonly upload: Upload;
  readonly onSend: () => void;
  readonly onStop: () => void;
  readonly onAnother: () => void;
}

function Sending({ file, upload, onSend, onStop, onAnother }: SendingProps): JSX.Element | null {
  const t = useLedgerText();
  const { state, outcomes, error } = upload;
  const all = file.good.length;
  if (all === 0) {
    return null;
  }
  if (state === "idle") {
    return (
      <button type="button" className="button button-strong" onClick={onSend}>
        {t.opening.post(count(all, t.code))}
      </button>
    );
  }
  const landed = outcomes.filter((one) => one.status === "accepted").map((one) => one.row.document);
  const repeated = outcomes.filter((one) => one.status === "repeated").length;
  const refused = outcomes.filter((one) => one.status === "refused").length;
  const said = t.opening.progress(count(outcomes.length, t.code), count(all, t.code));
  return (
    <>
      {state !== "done" && (
        <p className="upload-progress">
          <progress value={outcomes.length} max={all} aria-label={said} /> <span>{said}</span>
          {state === "running" && (
            <button type="button" className="button button-small" onClick={onStop}>
              {t.opening.stop}
            </button>
          )}
        </p>
      )}
      {error !== null && <ProblemNote error={error} />}
      {state === "stopped" && (
        <button type="button" className="button button-strong" onClick={onSend}>
          {t.opening.goOn}
        </button>
      )}
      {state !== "running" && (
        <div
          className={refused + file.bad.length > 0 || state === "stopped" ? "note note-warn" : "note note-good"}
          role="status"
        >
          <p className="note-title">{state === "done" ? t.opening.done : t.opening.stopped}</p>
          <ul>
            <li>{t.opening.landed(count(landed.length, t.code))}</li>
            {repeated > 0 && <li>{t.opening.repeated(count(repeated, t.code))}</li>}
            {refused + file.bad.length > 0 && <li>{t.opening.notPosted(count(refused + file.bad.length, t.code))}</li>}
          </ul>
          <p className="posting-next">
            <a href={href(["month-end"])}>{t.opening.toTrial}</a>
            <button type="button" className="link" onClick={onAnother}>
              {t.opening.another}
            </button>
          </p>
        </div>
      )}
      {landed.length > 0 && state !== "running" && <Sums documents={landed} label={t.opening.posted} />}
    </>
  );
}

interface Bad {
  readonly line: number;
  readonly cells: readonly string[];
  readonly field: string;
  readonly number: string;
  readonly said: string;
  /** The service's own sentence, where it is in another language than the reader's. */
  readonly detail: string;
}

const SHOWN = 100;

/** Rows that are not in the books: what of the file said nothing sensible, and what the ledger refused. */
function BadRows({
  file,
  upload,
  name,
}: {
  readonly file: OpeningFile;
  readonly upload: Upload;
  readonly name: string;
}): JSX.Element | null {
  const t = useLedgerText();
  const texts = useText();
  const fieldNamed = (field: string): string =>
    COLUMNS.some((column) => column === field)
      ? t.opening.columns[field as (typeof COLUMNS)[number]]
      : (t.fields[field] ?? field);
  const bad: Bad[] = file.bad.map(({ line, cells, column, fault, what }) => ({
    line,
    cells,
    field: t.opening.columns[column],
    number: "",
    said: t.opening.faults[fault](what),
    detail: "",
  }));
  for (const { row, problem } of upload.outcomes) {
    if (problem !== null) {
      const own = ownWords(problem, texts);
      const [first] = problem.errors;
      bad.push({
        line: row.line,
        cells: row.cells,
        field: first === undefined ? "" : fieldNamed(first.field === "reason" ? "reference" : first.field),
        number: row.document.number,
        said: own ?? problem.detail,
        detail: own === undefined ? "" : problem.detail,
      });
    }
  }
  bad.sort((one, other) => one.line - other.line);
  if (bad.length === 0) {
    return null;
  }
  const saved = (): Blob => {
    const width = Math.max(file.head.length, ...bad.map(({ cells }) => cells.length));
    const padded = (cells: readonly string[]): string[] => [...cells, ...Array<string>(width - cells.length).fill("")];
    return csvFile([
      [...padded(file.head), t.opening.line, t.opening.field, t.opening.why],
      ...bad.map((row) => [...padded(row.cells), String(row.line), row.field, row.said]),
    ]);
  };
  const title = t.opening.bad(count(bad.length, t.code));
  return (
    <section className="upload-bad">
      <div className="filters">
        <h3>{title}</h3>
        <Downloads
          label={title}
          files={[
            {
              label: t.opening.saveBad,
              file: {
                name: name.replace(/(\.csv)?$/i, `-${t.opening.badName}.csv`),
                content: () => Promise.resolve(saved()),
              },
            },
          ]}
        />
      </div>
      <Scroll label={title}>
        <table className="ledger-table">
          <thead>
            <tr>
              <th scope="col">{t.opening.line}</th>
              <th scope="col">{t.opening.field}</th>
              <th scope="col">{t.opening.why}</th>
            </tr>
          </thead>
          <tbody>
            {bad.slice(0, SHOWN).map((row) => (
              <tr key={row.line}>
                <th scope="row">{row.line}</th>
                <td className="nowrap">{row.field}</td>
                <td>
                  {row.said}
                  {row.detail !== "" && (
                    <span className="account-name" lang="en">
                      {row.detail}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {bad.length > SHOWN && <p className="muted">{t.opening.onlyFirst(count(SHOWN, t.code))}</p>}
    </section>
  );
}
