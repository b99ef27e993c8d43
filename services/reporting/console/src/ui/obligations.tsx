/** Obligations: what is owed to a customer on a day, how it ended, and why it was decided. */
import { Fragment, useState, type JSX } from "react";
import { useWhyObligation, type Obligation } from "../api/work.ts";
import { amount, longDate } from "../lib/format.ts";
import { customerHref } from "../lib/router.ts";
import { useLanguage } from "../lib/session.ts";
import { actionName, reasonName, roleName, stepName } from "../text/codes.ts";
import { useText } from "../text/index.ts";
import { number } from "../text/sentences.ts";
import { Answer } from "./answer.tsx";
import { Icon } from "./icon.tsx";
import { Badge, Money, Scroll, type Tone } from "./parts.tsx";

const TONES: Record<string, Tone> = {
  open: "accent",
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
  readonly onDone?: (obligation: string) => void;
  readonly marking?: string | undefined;
  readonly today?: string;
}

export function ObligationList({ obligations, label, names, onDone, marking, today }: ListProps): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const [opened, setOpened] = useState<string | null>(null);
  const columns = 5 + (names === undefined ? 1 : 0) + (onDone === undefined ? 1 : 2);
  return (
    <Scroll label={label}>
      <table className="obligations">
        <thead>
          <tr>
            <th scope="col">{names === undefined ? t.work.day : t.customer}</th>
            <th scope="col">{t.work.what}</th>
            <th scope="col">{t.work.step}</th>
            <th scope="col" className="num">{t.work.owed}</th>
            {onDone !== undefined && <th scope="col">{t.work.deadline}</th>}
            <th scope="col">{onDone === undefined ? t.work.outcome : t.work.role}</th>
            <th scope="col"><span className="hidden">{t.work.why}</span></th>
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
                      <Badge tone={TONES[one.state] ?? "plain"}>{one.state === "open" ? t.work.open : (t.work.outcomes[one.state] ?? one.state)}</Badge>
                    ) : (
                      roleName(one.role ?? "", t)
                    )}
                    {one.reason !== null && one.reason !== "" && <span className="muted"> {reasonName(one.reason, t)}</span>}
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
                      <button
                        type="button"
                        className="button button-small"
                        disabled={marking === one.obligation}
                        aria-label={t.work.doneLabel(name)}
                        onClick={() => {
                          onDone(one.obligation);
                        }}
                      >
                        {marking === one.obligation ? t.work.marking : t.work.done}
                      </button>
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
  const why = useWhyObligation(obligation.obligation);
  return (
    <div className="drawer-inner">
      <h3>{t.work.whyTitle}</h3>
      <Answer of={why} lines={2}>
        {(data) => (
          <>
            <ul className="trace">
              {data.trace.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <p className="muted">
              {t.work.policy(obligation.policy_version)} · {Object.entries(data.known).map(([topic, position]) => `${topic}:${position}`).join(" · ")}
            </p>
          </>
        )}
      </Answer>
      <table className="inner">
        <thead>
          <tr>
            <th scope="col">{t.items.document}</th>
            <th scope="col">{t.items.due}</th>
            <th scope="col">{t.items.age}</th>
            <th scope="col">{t.currency}</th>
            <th scope="col" className="num">{t.items.open}</th>
            <th scope="col" className="num">{t.items.disputed}</th>
          </tr>
        </thead>
        <tbody>
          {obligation.items.map((item) => (
            <tr key={`${item.invoice}#${item.instalment}`}>
              <th scope="row">{number(item.invoice)}</th>
              <td className="nowrap">{item.due_on}</td>
              <td className="nowrap">{t.items.overdue(item.days_overdue)}</td>
              <td>{item.currency}</td>
              <td className="num"><Money value={item.open} /></td>
              <td className="num"><Money value={item.disputed} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
