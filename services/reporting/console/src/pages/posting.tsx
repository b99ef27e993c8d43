/** One action of a clerk: a form, a preview of what it would post, and the posting itself once it is confirmed. */
import { useEffect, useMemo, useRef, useState, type JSX } from "react";
import { ACTIONS, type ActionName } from "../actions/index.ts";
import type { About, Action, Field, Values } from "../actions/action.ts";
import { canBeDraft, draftName, restored } from "../actions/drafts.ts";
import { missing, placed, rowsOf, start, tablesOf, withMore, type Sentences } from "../actions/form.ts";
import { newKey } from "../api/client.ts";
import { nameOf, useDraft, useKeep, type Draft, type DraftName } from "../api/drafts.ts";
import type { Account } from "../api/ledger.ts";
import { usePost, usePreview, type Recorded } from "../api/posting.ts";
import { asProblem, type Problem } from "../api/problem.ts";
import { documentId } from "../lib/document.ts";
import { useText } from "../text/index.ts";
import { useLedgerText } from "../text/ledger/index.ts";
import { Waiting } from "../ui/answer.tsx";
import { useAbout } from "../ui/ledger/about.ts";
import { FormField } from "../ui/ledger/form-field.tsx";
import { AllocationTable, AppliedTable, LineTable } from "../ui/ledger/form-tables.tsx";
import { DocumentLink } from "../ui/ledger/links.tsx";
import { ledgerHref } from "../lib/router.ts";
import { PreviewShown } from "../ui/ledger/preview.tsx";
import { Panel } from "../ui/parts.tsx";
import { advice, ownWords, ProblemNote } from "../ui/problem.tsx";

interface PostingProps {
  readonly account: Account;
  /** The draft that the form goes on with. */
  readonly draft: string | null;
  readonly action: ActionName;
  readonly document: string | null;
  readonly today: string;
  readonly name: string;
}

export function PostingPage({ account, action, document, draft, today, name }: PostingProps): JSX.Element {
  const t = useLedgerText();
  const [round, setRound] = useState(0);
  const { about, error: notBegun } = useAbout(account, document, today);
  const asked = useMemo(() => (draft === null ? null : draftNamed(draft)), [draft]);
  const kept = useDraft(asked);
  const error = notBegun ?? kept.error;
  // Whoever enters another one begins with an empty form.
  const begun = asked === null || round > 0 ? null : kept.data;
  return (
    <>
      <header className="customer-head">
        <p>
          <a href={ledgerHref(account)}>‹ {t.back}</a>
        </p>
        <h1>{t.titles[action]}</h1>
        <p className="muted">
          {name} · {account.customer}
          {document !== null && ` · ${documentId(document).number}`}
        </p>
        {t.notes[action] !== undefined && <p className="muted">{t.notes[action]}</p>}
      </header>
      {error !== null && <ProblemNote error={error} />}
      {about === null || begun === undefined ? (
        error === null && <Waiting lines={6} />
      ) : (
        <Form
          key={round}
          name={action}
          action={ACTIONS[action]}
          about={about}
          draft={begun}
          back={{ href: ledgerHref(account), label: t.back }}
          onAnother={() => {
            setRound(round + 1);
          }}
        />
      )}
    </>
  );
}

/** Where a form was come from. */
interface Back {
  readonly href: string;
  readonly label: string;
}

interface FormProps {
  readonly name: ActionName;
  readonly action: Action;
  readonly about: About;
  readonly draft?: Draft | null;
  readonly back: Back;
  readonly onAnother: () => void;
}

export function Form({ name, action, about, draft = null, back, onAnother }: FormProps): JSX.Element {
  const t = useLedgerText();
  const texts = useText();
  // What was open when the form began stays in it: a list that changes under the fingers would move what was written.
  const [values, setValues] = useState(() =>
    draft === null ? start(action, about) : restored(action, about, draft.body),
  );
  const [kept, setKept] = useState<Draft | null>(draft);
  const [loading, setLoading] = useState(false);
  // How many open items stood here when more was asked for.
  const [before, setBefore] = useState<number | null>(null);
  const openItems = about.open.length + about.waiting.length;
  const [lacking, setLacking] = useState<Sentences>({});
  // One key for what stands in the form; sent twice, it is posted once.
  const [key, setKey] = useState(newKey);
  const [asked, setAsked] = useState(false);
  const preview = usePreview();
  const post = usePost();
  const keep = useKeep();
  const form = useRef<HTMLFormElement>(null);
  const outcome = useRef<HTMLDivElement>(null);
  const refusal = post.error ?? preview.error ?? keep.error;
  const problem = refusal === null ? null : asProblem(refusal);
  const refused = problem === null ? null : placed(problem, action, values);
  const own = problem === null ? undefined : ownWords(problem, texts);
  const said = own === undefined ? refused?.at : mapped(refused?.at, own);
  const errors = { ...said, ...lacking };
  const settled = post.data !== undefined;
  const landed = action.lands?.(values, about) ?? about.account;
  const confirm = (): void => {
    post.mutate({ asked: action.posting(values, about), key });
  };

  useEffect(() => {
    if (Object.keys(lacking).length > 0 || problem !== null) {
      const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
      (first ?? outcome.current)?.focus();
    } else if (preview.data !== undefined || settled || keep.data !== undefined) {
      outcome.current?.focus();
      outcome.current?.scrollIntoView({ block: "nearest" });
    }
    // The focus follows an answer, not every key that is pressed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lacking, refusal, preview.data, settled, keep.data]);

  const forget = (): void => {
    preview.reset();
    post.reset();
    keep.reset();
  };
  const change = (next: Values): void => {
    setValues(next);
    setKey(newKey());
    setLacking({});
    forget();
  };
  /** Keeps what stands in the form, whatever is missing but the number that will find it again. */
  const keepDraft = (): void => {
    const named = draftName(name, values, about);
    if (named === null) {
      return;
    }
    forget();
    if (named.number === "" || named.source === "") {
      setLacking({ [named.number === "" ? "number" : "source"]: t.form.required });
      return;
    }
    setLacking({});
    const same = kept !== null && JSON.stringify(nameOf(kept)) === JSON.stringify(named);
    const body = action.posting(values, about).body;
    keep.mutate({ name: named, version: same ? kept.version : null, body }, { onSuccess: setKept });
  };
  // More of what is open comes behind what stands there already, and what was written stays.
  const loadMore = async (): Promise<void> => {
    setLoading(true);
    setBefore(openItems);
    await about.more?.();
    setLoading(false);
  };
  if (before !== null && openItems > before) {
    setBefore(null);
    setValues(withMore(action, about, values));
  }
  const write = (field: string, value: string): void => {
    const texts = { ...values.texts, [field]: value };
    const table = action.table;
    // Open items of another currency or for other money: what was written beside them no longer fits.
    const anew = table?.kind === "allocations" && (field === "currency" || field === "document");
    change({ texts, rows: anew ? { ...values.rows, [table.name]: rowsOf(table, about) } : values.rows });
  };
  const look = (): void => {
    const found = missing(action, values, t);
    setLacking(found);
    forget();
    if (Object.keys(found).length === 0) {
      setAsked(true);
      preview.mutate(action.posting(values, about));
    }
  };
  return (
    <div className="posting">
      <Panel>
        {about.more !== null && (
          <p className="tab-filter">
            {t.form.firstOnly}{" "}
            <button type="button" className="link" disabled={loading} onClick={() => void loadMore()}>
              {loading ? texts.loading : texts.more}
            </button>
          </p>
        )}
        <form
          ref={form}
          className="posting-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            look();
          }}
        >
          <fieldset disabled={settled}>
            <Fields name={name} action={action} about={about} values={values} errors={errors} onWrite={write} />
            <Tables name={name} action={action} about={about} values={values} errors={errors} onChange={change} />
            <div className="posting-actions">
              <button type="submit" className="button button-strong" disabled={preview.isPending}>
                {preview.isPending ? t.form.previewing : t.form.preview}
              </button>
              {canBeDraft(name) && about.account.customer !== "" && (
                <button type="button" className="button" disabled={keep.isPending} onClick={keepDraft}>
                  {t.drafts.keep}
                </button>
              )}
            </div>
          </fieldset>
        </form>
      </Panel>
      <Panel title={t.preview.title} className="posting-preview">
        <div ref={outcome} tabIndex={-1} className="posting-outcome" aria-live="polite">
          {post.data !== undefined ? (
            <Posted recorded={post.data} account={landed} back={back} onAnother={onAnother} />
          ) : problem !== null && refused !== null ? (
            <Refused
              problem={problem}
              rest={refused.rest}
              {...(post.error !== null && mayPass(problem) ? { onAgain: confirm } : {})}
            />
          ) : preview.data !== undefined ? (
            <>
              <PreviewShown preview={preview.data} account={landed} />
              <button type="button" className="button button-strong" disabled={post.isPending} onClick={confirm}>
                {post.isPending ? t.preview.posting : t.preview.post}
              </button>
            </>
          ) : keep.data !== undefined ? (
            <div className="note note-good" role="status">
              <p className="note-title">{t.drafts.kept(keep.data.number)}</p>
              <p>
                <a href={ledgerHref(about.account, [], { tab: "drafts" })}>{t.drafts.toList}</a>
              </p>
            </div>
          ) : preview.isPending ? (
            <Waiting lines={4} />
          ) : (
            <p className="muted">{asked ? t.preview.changed : t.preview.before}</p>
          )}
        </div>
      </Panel>
    </div>
  );
}

interface PartProps {
  readonly name: ActionName;
  readonly action: Action;
  readonly about: About;
  readonly values: Values;
  readonly errors: Sentences;
}

function Fields({
  name,
  action,
  about,
  values,
  errors,
  onWrite,
}: PartProps & { readonly onWrite: (field: string, value: string) => void }): JSX.Element {
  const t = useLedgerText();
  const shown = (field: Field): JSX.Element => (
    <FormField
      key={field.name}
      field={field}
      label={t.fields[field.name] ?? field.name}
      value={values.texts[field.name] ?? ""}
      options={field.options?.(about, t, values) ?? []}
      entity={about.account.entity}
      hint={
        t.hints[`${name}.${field.name}`] ??
        (field.optional === true || field.more === true ? t.hints[field.name] : undefined)
      }
      error={errors[field.name]}
      onChange={(value) => {
        onWrite(field.name, value);
      }}
    />
  );
  const more = action.fields.filter((field) => field.more === true);
  return (
    <>
      <div className="form-grid">{action.fields.filter((field) => field.more !== true).map(shown)}</div>
      {more.length > 0 && (
        <details className="form-more" open={more.some((field) => field.name in errors) ? true : undefined}>
          <summary>{t.form.more}</summary>
          <div className="form-grid">{more.map(shown)}</div>
        </details>
      )}
    </>
  );
}

function Tables({
  name,
  action,
  about,
  values,
  errors,
  onChange,
}: PartProps & { readonly onChange: (values: Values) => void }): JSX.Element {
  const held = about.unapplied.find((one) => one.document === values.texts["document"]);
  return (
    <>
      {tablesOf(action).map((table) => {
        const props = {
          table,
          rows: values.rows[table.name] ?? [],
          errors,
          onChange: (rows: Values["rows"][string]) => {
            onChange({ ...values, rows: { ...values.rows, [table.name]: rows } });
          },
        };
        switch (table.kind) {
          case "lines":
            return <LineTable key={table.name} {...props} />;
          case "applied":
            return <AppliedTable key={table.name} {...props} />;
          case "allocations":
            return (
              <AllocationTable
                key={table.name}
                {...props}
                currency={values.texts["currency"] ?? held?.currency ?? about.currency}
                available={values.texts["amount"] ?? held?.unapplied ?? ""}
                group={name === "payment"}
              />
            );
        }
      })}
    </>
  );
}

function draftNamed(id: string): DraftName {
  const { entity, kind, source, number } = documentId(id);
  return { entity, kind: kind as DraftName["kind"], source, number };
}

/** The same sentence at every place; what each is about in particular stands in the note. */
const mapped = (at: Sentences | undefined, sentence: string): Sentences =>
  Object.fromEntries(Object.keys(at ?? {}).map((place) => [place, sentence]));

/** No answer, or none yet: the same request under the same key is harmless, whatever became of the first. */
const mayPass = (problem: Problem): boolean => [0, 429, 500, 502, 503, 504].includes(problem.status);

function Refused({
  problem,
  rest,
  onAgain,
}: {
  readonly problem: Problem;
  readonly rest: readonly string[];
  readonly onAgain?: () => void;
}): JSX.Element {
  const t = useLedgerText();
  const texts = useText();
  const { title, hint } = advice(problem, texts);
  const own = ownWords(problem, texts);
  const details = own === undefined ? rest : problem.errors.map(({ detail }) => detail);
  return (
    <div className="note note-bad" role="alert">
      <p className="note-title">{problem.status === 409 || problem.status === 422 ? t.preview.refused : title}</p>
      {own !== undefined && <p>{own}</p>}
      {(details.length > 0 ? details : [problem.detail]).map((sentence) => (
        <p key={sentence} {...(own === undefined ? {} : { className: "muted", lang: "en" })}>
          {sentence}
        </p>
      ))}
      {hint !== "" && <p className="muted">{hint}</p>}
      {onAgain !== undefined && (
        <button type="button" className="button" onClick={onAgain}>
          {texts.retry}
        </button>
      )}
    </div>
  );
}

function Posted({
  recorded,
  account,
  back,
  onAnother,
}: {
  readonly recorded: Recorded;
  readonly account: Account;
  readonly back: Back;
  readonly onAnother: () => void;
}): JSX.Element {
  const t = useLedgerText();
  const { kind, number } = documentId(recorded.id);
  const what = `${t.kinds[kind] ?? kind} ${number}`;
  return (
    <div className="note note-good" role="status">
      <p className="note-title">
        {recorded.status === "accepted" ? t.preview.posted(what) : t.preview.postedAlready(what)}
      </p>
      <p className="posting-next">
        {account.customer !== "" && kind !== "customer" && (
          <DocumentLink account={account} document={recorded.id} withKind />
        )}
        <a href={back.href}>{back.label}</a>
        {account.customer !== "" && ledgerHref(account) !== back.href && (
          <a href={ledgerHref(account)}>{t.unidentified.toLedger(account.customer)}</a>
        )}
        <button type="button" className="link" onClick={onAnother}>
          {t.preview.another}
        </button>
      </p>
    </div>
  );
}
