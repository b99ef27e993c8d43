/** Obligations: what is owed to a customer on a day, how it ended, and why it was decided. */
import { Fragment, useState, type JSX } from "react";
import { useWhyNot, useWhyObligation, type Obligation, type TaskResult } from "../api/work.ts";
import { amount, instant, longDate, type Language } from "../lib/format.ts";
import { customerHref } from "../lib/router.ts";
import { useLanguage } from "../lib/session.ts";
import { actionName, reasonName, roleName, stepName } from "../text/codes.ts";
import { useText } from "../text/index.ts";
import { number, sentence, type Data } from "../text/sentences.ts";
import { Answer } from "./answer.tsx";
import { Icon } from "./icon.tsx";
import { Badge, Empty, Money, Scroll, type Tone } from "./parts.tsx";

const TONES: Record<string, Tone> = {
  open: "accent",
  "withdrawal-requested": "accent",
  sent: "good",
  done: "good",
  suppressed: "plain",
  superseded: "plain",
  withdrawn: "plain",
  undeliverable: "bad",
  "outcome-unknown": "warn",
};

interface ListProps {
  readonly obligations: readonly Obligation[];
  readonly label: string;
  /** Present in lists of several customers. */
  readonly names?: ReadonlyMap<string, string>;
  /** Present where tasks can be marked as done. */
  readonly onDone?: (done: { task: Obligation; result: TaskResult }) => void;
  readonly marking?: string | undefined;
  readonly today?: string;
}

export function ObligationList({ obligations, label, names, onDone, marking, today }: ListProps): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const [opened, setOpened] = useState<string | null>(null);
  const columns = onDone === undefined ? 6 : 7;
  return (
    <Scroll label={label}>
      <table className="obligations">
        <thead>
          <tr>
            <th scope="col">{names === undefined ? t.work.day : t.customer}</th>
            <th scope="col">{t.work.what}</th>
            <th scope="col">{t.work.step}</th>
            <th scope="col" className="num">
              {t.work.owed}
            </th>
            {onDone !== undefined && <th scope="col">{t.work.deadline}</th>}
            <th scope="col">{onDone === undefined ? t.work.outcome : t.work.role}</th>
            <th scope="col">
              <span className="hidden">{t.work.why}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {obligations.map((one) => {
            const isOpen = opened === one.obligation;
            const name = names?.get(one.customer) ?? one.customer;
            const late = today !== undefined && one.deadline !== null && one.deadline < today;
            return (
              <Fragment key={one.obligation}>
                <tr className={isOpen ? "opened" : ""}>
                  <th scope="row">
                    {names === undefined ? (
                      <time dateTime={one.date}>{longDate(one.date, language)}</time>
                    ) : (
                      <a href={customerHref(one.entity, one.customer)}>{name}</a>
                    )}
                  </th>
                  <td className="nowrap">{actionName(one.action, t)}</td>
                  <td>{stepName(one.step, t)}</td>
                  <td className="num">
                    {one.totals.map((total) => (
                      <div key={total.currency}>
                        <span className="muted">{total.currency}</span> {amount(total.open, language)}
                      </div>
                    ))}
                  </td>
                  {onDone !== undefined && (
                    <td className="nowrap">
                      {one.deadline ?? "–"} {late && <Badge tone="bad">{t.work.late}</Badge>}
                    </td>
                  )}
                  <td>
                    {onDone === undefined ? (
                      <Badge tone={TONES[one.state] ?? "plain"}>{t.work.outcomes[one.state] ?? one.state}</Badge>
                    ) : (
                      roleName(one.role ?? "", t)
                    )}
                    {one.reason !== null && one.reason !== "" && (
                      <span className="muted"> {reasonName(one.reason, t)}</span>
                    )}
                  </td>
                  <td className="row-actions">
                    <button
                      type="button"
                      className="link disclose"
                      aria-expanded={isOpen}
                      onClick={() => {
                        setOpened(isOpen ? null : one.obligation);
                      }}
                    >
                      <Icon name="chevron" />
                      {t.work.why}
                    </button>
                    {onDone !== undefined && (
                      <TaskDone task={one} name={name} marking={marking === one.obligation} onDone={onDone} />
                    )}
                  </td>
                </tr>
                {isOpen && (
                  <tr className="drawer">
                    <td colSpan={columns}>
                      <Why obligation={one} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function Why({ obligation }: { readonly obligation: Obligation }): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const why = useWhyObligation(obligation.obligation);
  return (
    <div className="drawer-inner">
      <h3>{t.work.whyTitle}</h3>
      <Answer of={why} lines={2}>
        {(data) => (
          <>
            <ul className="trace">
              {/* The service says its rules in English; in Chinese the same is told from the fields beside them. */}
              {language === "en"
                ? data.because.map((line) => <li key={line}>{line}</li>)
                : [
                    <li key="policy">{t.work.policyOf(obligation.policy_version, obligation.segment)}</li>,
                    <li key="step">{t.work.highest(obligation.date, stepName(obligation.step, t))}</li>,
                  ]}
            </ul>
            <Scroll label={t.work.whyTitle}>
              <table className="inner">
                <thead>
                  <tr>
                    <th scope="col">{t.items.document}</th>
                    <th scope="col">{t.items.due}</th>
                    <th scope="col">{t.items.age}</th>
                    <th scope="col">{t.work.step}</th>
                    <th scope="col">{t.work.folded}</th>
                    <th scope="col">{t.currency}</th>
                    <th scope="col" className="num">
                      {t.items.open}
                    </th>
                    <th scope="col" className="num">
                      {t.items.disputed}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.items.map(({ item, step, when, folded }) => (
                    <tr key={`${item.invoice}#${item.instalment}`}>
                      <th scope="row">{number(item.invoice)}</th>
                      <td className="nowrap">{item.due_on}</td>
                      <td className="nowrap">{t.items.overdue(item.days_overdue)}</td>
                      <td title={when}>{stepName(step, t)}</td>
                      <td>{folded.map((one) => stepName(one, t)).join(", ")}</td>
                      <td>{item.currency}</td>
                      <td className="num">
                        <Money value={item.open} />
                      </td>
                      <td className="num">
                        <Money value={item.disputed} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
            <p className="muted">
              {t.work.knew}{" "}
              {Object.entries(data.known)
                .map(([topic, position]) => `${topic}:${position}`)
                .join(" · ")}
            </p>
            <ol className="trace">
              {data.history.map((one) => (
                <li key={one.position}>
                  <span className="muted">{instant(one.recorded_at, undefined)}</span>{" "}
                  {happened(one, obligation, language)} <code className="muted">{one.position}</code>
                </li>
              ))}
            </ol>
          </>
        )}
      </Answer>
    </div>
  );
}

/** Events of the log carry minor units; the obligation beside them has the same amounts as decimals. */
function happened(
  event: { readonly type: string; readonly data: Data },
  obligation: Obligation,
  language: Language,
): string {
  return sentence(event.type.replace(/\.v\d+$/, ""), { ...event.data, totals: obligation.totals }, language);
}

/** What is unpaid, and why it is or is not spoken of today. */
export function WhyNot({ entity, customer }: { readonly entity: string; readonly customer: string }): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const answer = useWhyNot(entity, customer);
  return (
    <Answer of={answer} lines={3}>
      {(data) =>
        data.items.length === 0 ? (
          <Empty>{t.customerPage.nothingOwed}</Empty>
        ) : (
          <Scroll label={t.work.whyNot}>
            <table>
              <caption>
                {t.work.whyNot} · {longDate(data.date, language)} · {t.work.policy(data.policy_version)}
              </caption>
              <thead>
                <tr>
                  <th scope="col">{t.items.document}</th>
                  <th scope="col">{t.items.due}</th>
                  <th scope="col">{t.currency}</th>
                  <th scope="col" className="num">
                    {t.items.open}
                  </th>
                  <th scope="col" className="num">
                    {t.items.disputed}
                  </th>
                  <th scope="col">{t.work.verdict}</th>
                  <th scope="col">{t.work.nextStep}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((item) => (
                  <tr key={`${item.invoice}#${item.instalment}`}>
                    <th scope="row">{number(item.invoice)}</th>
                    <td className="nowrap">{item.due_on}</td>
                    <td>{item.currency}</td>
                    <td className="num">
                      <Money value={item.open} />
                    </td>
                    <td className="num">
                      <Money value={item.disputed} />
                    </td>
                    <td>{language === "en" ? item.because : (t.work.verdicts[item.verdict] ?? item.because)}</td>
                    <td className="nowrap">{item.next_step_on ?? "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )
      }
    </Answer>
  );
}

/** Says how a task went; a letter is posted, a person is reached or not. */
function TaskDone({
  task,
  name,
  marking,
  onDone,
}: {
  readonly task: Obligation;
  readonly name: string;
  readonly marking: boolean;
  readonly onDone: (done: { task: Obligation; result: TaskResult }) => void;
}): JSX.Element {
  const t = useText();
  const results = task.action === "letter" ? LETTER_RESULTS : TASK_RESULTS;
  const [result, setResult] = useState<TaskResult>(results[0]);
  return (
    <span className="task-done">
      <select
        value={result}
        aria-label={`${t.work.result}: ${name}`}
        disabled={marking}
        onChange={(event) => {
          setResult(event.target.value as TaskResult);
        }}
      >
        {results.map((one) => (
          <option key={one} value={one}>
            {t.work.results[one]}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button button-small"
        disabled={marking}
        aria-label={t.work.doneLabel(name)}
        onClick={() => {
          onDone({ task, result });
        }}
      >
        {marking ? t.work.marking : t.work.done}
      </button>
    </span>
  );
}

const TASK_RESULTS = ["reached", "not-reached", "settled-by-hand", "done"] as const;
const LETTER_RESULTS = ["letter-sent", "settled-by-hand", "done"] as const;
