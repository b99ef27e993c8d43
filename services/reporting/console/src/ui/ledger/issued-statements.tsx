/** Statements issued to a customer: what each said, whether the debtor agreed, and how an answer is entered. */
import { useState, type JSX, type ReactNode } from "react";
import { useOpenInvoices, type Account, type StatementForm } from "../../api/ledger.ts";
import {
  issuedFile,
  useConfirm,
  useDisagree,
  useIssue,
  useIssuedStatements,
  type IssuedStatement,
} from "../../api/statements.ts";
import { documentId } from "../../lib/document.ts";
import { amount } from "../../lib/format.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Badge, Choice, Empty, Field, More, Scroll, Segments } from "../parts.tsx";
import { ProblemNote } from "../problem.tsx";
import { Downloads } from "./download.tsx";
import { FormField } from "./form-field.tsx";
import { DocumentLink } from "./links.tsx";

interface IssuedProps {
  readonly account: Account;
  readonly today: string;
  /** What would be issued: the statement as it is shown above. */
  readonly form: StatementForm;
  readonly from: string;
  readonly asOf: string;
}

export function IssuedStatements({ account, today, form, from, asOf }: IssuedProps): JSX.Element {
  const t = useLedgerText();
  const issued = useIssuedStatements(account);
  const issue = useIssue(account);
  const [language, setLanguage] = useState(t.code);
  return (
    <section className="ledger-section">
      <h2>{t.issued.title}</h2>
      <p className="tab-filter muted">{t.issued.note}</p>
      <form
        className="filters tab-filter"
        onSubmit={(event) => {
          event.preventDefault();
          issue.mutate({
            form,
            language,
            format: "html",
            ...(from === "" ? {} : { from }),
            ...(asOf === "" ? {} : { as_of: asOf }),
          });
        }}
      >
        <Segments
          label={t.issued.language}
          value={language}
          options={(["zh", "en"] as const).map((one) => [one, t.statement.languages[one] ?? one])}
          onChange={setLanguage}
        />
        <button type="submit" className="button" disabled={issue.isPending}>
          {issue.isPending ? t.issued.issuing : t.issued.issue}
        </button>
      </form>
      {issue.error !== null && <ProblemNote error={issue.error} />}
      {issue.data !== undefined && (
        <div className="tab-filter">
          <p className="note note-good" role="status">
            {issue.data.status === "accepted" ? t.issued.done : t.issued.repeated}
          </p>
        </div>
      )}
      <Answer of={issued} lines={2}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>{t.issued.empty}</Empty>
          ) : (
            <>
              <Scroll label={t.issued.title}>
                <table className="ledger-table">
                  <thead>
                    <tr>
                      <th scope="col">{t.statement.asOf}</th>
                      <th scope="col">{t.statement.form}</th>
                      <th scope="col">{t.issued.language}</th>
                      <th scope="col" className="num">
                        {t.statement.closing}
                      </th>
                      <th scope="col">{t.issued.answer}</th>
                      <th scope="col">{t.columns.actions}</th>
                    </tr>
                  </thead>
                  {rows.map((one) => (
                    <Issued key={one.id} account={account} statement={one} today={today} />
                  ))}
                </table>
              </Scroll>
              <More
                shown={issued.hasNextPage}
                busy={issued.isFetchingNextPage}
                onMore={() => void issued.fetchNextPage()}
              />
            </>
          )
        }
      </Answer>
    </section>
  );
}

interface OneProps {
  readonly account: Account;
  readonly statement: IssuedStatement;
  readonly today: string;
}

function Issued({ account, statement, today }: OneProps): JSX.Element {
  const t = useLedgerText();
  const [answering, setAnswering] = useState(false);
  const { as_of, from, form, language, balances, confirmed_on } = statement;
  return (
    <tbody>
      <tr>
        <th scope="row" className="nowrap">
          {from === null ? as_of : `${from} – ${as_of}`}
        </th>
        <td className="nowrap">{t.statement.forms[form]}</td>
        <td>{t.statement.languages[language] ?? language}</td>
        <td className="num">{balances.map((one) => `${one.currency} ${amount(one.balance, t.code)}`).join(" · ")}</td>
        <td>
          <AnswerShown account={account} statement={statement} />
        </td>
        <td>
          <span className="row-links">
            <Downloads label={t.statement.download} files={[{ label: t.issued.file, file: issuedFile(statement) }]} />
            {confirmed_on === null && (
              <button
                type="button"
                className="link"
                aria-expanded={answering}
                onClick={() => {
                  setAnswering(!answering);
                }}
              >
                {t.issued.enterAnswer}
              </button>
            )}
          </span>
        </td>
      </tr>
      {answering && confirmed_on === null && (
        <tr className="drawer">
          <td colSpan={6}>
            <AnswerForm
              account={account}
              statement={statement}
              today={today}
              onDone={() => {
                setAnswering(false);
              }}
            />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function AnswerShown({ account, statement }: Omit<OneProps, "today">): JSX.Element {
  const t = useLedgerText();
  const { confirmed_on, differences } = statement;
  if (confirmed_on === null && differences.length === 0) {
    return <Badge>{t.issued.waiting}</Badge>;
  }
  return (
    <>
      {differences.map((one) => (
        <p key={`${one.answered_on} ${one.note} ${one.difference}`}>
          <Badge tone="warn">{t.issued.differs}</Badge> {one.answered_on} · {one.currency}{" "}
          {amount(one.difference, t.code)} · {one.note}
          {one.dispute !== null && (
            <>
              {" · "}
              <DocumentLink account={account} document={one.dispute} withKind />
            </>
          )}
        </p>
      ))}
      {confirmed_on !== null && (
        <p>
          <Badge tone="good">{t.issued.confirmed}</Badge> {confirmed_on}
        </p>
      )}
    </>
  );
}

interface AnswerProps extends OneProps {
  readonly onDone: () => void;
}

function AnswerForm(props: AnswerProps): JSX.Element {
  const t = useLedgerText();
  const [agrees, setAgrees] = useState<"yes" | "no">("yes");
  return (
    <>
      <Segments
        label={t.issued.answer}
        value={agrees}
        options={[
          ["yes", t.issued.agrees],
          ["no", t.issued.disagrees],
        ]}
        onChange={setAgrees}
      />
      {agrees === "yes" ? <Confirmation {...props} /> : <Disagreement {...props} />}
    </>
  );
}

/** Fields and a button beside each other, and beneath them what was refused. */
function Entered({
  busy,
  error,
  onSend,
  children,
}: {
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onSend: () => void;
  readonly children: ReactNode;
}): JSX.Element {
  const t = useLedgerText();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <div className="filters">
        {children}
        <button type="submit" className="button" disabled={busy}>
          {t.issued.enterAnswer}
        </button>
      </div>
      {error !== null && <ProblemNote error={error} />}
    </form>
  );
}

function Confirmation({ statement, today, onDone }: AnswerProps): JSX.Element {
  const t = useLedgerText();
  const [on, setOn] = useState(today);
  const [file, setFile] = useState<Blob | null>(null);
  const confirm = useConfirm(statement);
  // Browsers compute hashes only where nobody could have changed the page on its way.
  if (!window.isSecureContext) {
    return <p className="note note-warn">{t.issued.needsHttps}</p>;
  }
  return (
    <Entered
      busy={confirm.isPending}
      error={confirm.error}
      onSend={() => {
        if (file !== null) {
          confirm.mutate({ on, file }, { onSuccess: onDone });
        }
      }}
    >
      <Day label={t.issued.answeredOn} value={on} onChange={setOn} />
      <Field label={t.issued.proof}>
        {(id) => (
          <input
            id={id}
            type="file"
            required
            onChange={(event) => {
              setFile(event.target.files?.[0] ?? null);
              confirm.reset();
            }}
          />
        )}
      </Field>
    </Entered>
  );
}

function Disagreement({ account, statement, today, onDone }: AnswerProps): JSX.Element {
  const t = useLedgerText();
  const open = useOpenInvoices(account);
  const [on, setOn] = useState(today);
  const [currency, setCurrency] = useState(statement.balances[0]?.currency ?? "");
  const [difference, setDifference] = useState("");
  const [note, setNote] = useState("");
  const [invoice, setInvoice] = useState("");
  const disagree = useDisagree(statement);
  const invoices = [
    ...new Set((open.data ?? []).filter((item) => item.currency === currency).map((item) => item.invoice)),
  ];
  return (
    <Entered
      busy={disagree.isPending || difference === "" || note.trim() === ""}
      error={disagree.error}
      onSend={() => {
        const { source, number } = documentId(invoice);
        const of = invoice === "" ? { source: "erp" } : { invoice: number, source };
        disagree.mutate({ answered_on: on, currency, difference, note, ...of }, { onSuccess: onDone });
      }}
    >
      <Day label={t.issued.answeredOn} value={on} onChange={setOn} />
      <Choice
        label={t.columns.currency}
        value={currency}
        options={statement.balances.map((one) => [one.currency, one.currency] as const)}
        onChange={setCurrency}
      />
      <FormField
        field={{ name: "difference", kind: "amount" }}
        label={t.issued.difference}
        value={difference}
        onChange={setDifference}
      />
      <FormField field={{ name: "note", kind: "text" }} label={t.monthEnd.note} value={note} onChange={setNote} />
      <Choice
        label={t.issued.disputes}
        value={invoice}
        options={[["", t.form.none], ...invoices.map((one) => [one, documentId(one).number] as const)]}
        onChange={setInvoice}
      />
      <More shown={open.hasNextPage} busy={open.isFetchingNextPage} onMore={() => void open.fetchNextPage()} />
    </Entered>
  );
}

function Day({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  return (
    <Field label={label}>
      {(id) => (
        <input
          id={id}
          type="date"
          required
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}
