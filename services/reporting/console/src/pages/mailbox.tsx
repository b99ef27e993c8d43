/** The local mailbox: what customers would have received, shown in a frame that can do nothing. */
import { useDeferredValue, useState, type JSX } from "react";
import { useMail, useMailbox, type Mail } from "../api/local.ts";
import { instant } from "../lib/format.ts";
import { change, customerHref, href } from "../lib/router.ts";
import { useText } from "../text/index.ts";
import { Answer } from "../ui/answer.tsx";
import { Empty, Field, More, Panel, Segments } from "../ui/parts.tsx";

interface PageProps {
  readonly id: string | undefined;
  readonly params: URLSearchParams;
  readonly timeZone: string | undefined;
}

export function MailboxPage({ id, params, timeZone }: PageProps): JSX.Element {
  const t = useText();
  const day = params.get("day") ?? "";
  const query = useDeferredValue(params.get("q") ?? "");
  const mailbox = useMailbox(day === "" ? undefined : day, query);
  return (
    <>
      <div>
        <h1>{t.mailbox.title}</h1>
        <p className="muted">{t.mailbox.note}</p>
      </div>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <Field label={t.work.day}>
          {(field) => (
            <span className="stepper">
              <input
                id={field}
                type="date"
                value={day}
                onChange={(event) => {
                  change({ day: event.target.value });
                }}
              />
              <button
                type="button"
                className="button"
                disabled={day === ""}
                onClick={() => {
                  change({ day: undefined });
                }}
              >
                {t.mailbox.allDays}
              </button>
            </span>
          )}
        </Field>
        <Field label={t.mailbox.search}>
          {(field) => (
            <input
              id={field}
              className="search"
              type="search"
              data-search=""
              value={params.get("q") ?? ""}
              onChange={(event) => {
                change({ q: event.target.value });
              }}
            />
          )}
        </Field>
      </form>
      <div className={id === undefined ? "mailbox" : "mailbox reading"}>
        <Panel className="mail-list">
          <Answer of={mailbox} lines={8}>
            {(data) => {
              const mails = data.pages.flatMap((page) => page.items);
              return mails.length === 0 ? (
                <Empty>{day === "" && query === "" ? t.mailbox.empty : t.mailbox.emptyDay}</Empty>
              ) : (
                <>
                  <ul>
                    {mails.map((mail) => (
                      <MailLink
                        key={mail.id}
                        mail={mail}
                        current={mail.id === id}
                        params={params}
                        timeZone={timeZone}
                      />
                    ))}
                  </ul>
                  <More
                    shown={mailbox.hasNextPage}
                    busy={mailbox.isFetchingNextPage}
                    onMore={() => void mailbox.fetchNextPage()}
                  />
                </>
              );
            }}
          </Answer>
        </Panel>
        <Panel className="mail-open">
          {id === undefined ? (
            <Empty>{t.mailbox.select}</Empty>
          ) : (
            <MailOpen key={id} id={id} params={params} timeZone={timeZone} />
          )}
        </Panel>
      </div>
    </>
  );
}

interface MailLinkProps {
  readonly mail: Mail;
  readonly current: boolean;
  readonly params: URLSearchParams;
  readonly timeZone: string | undefined;
}

function MailLink({ mail, current, params, timeZone }: MailLinkProps): JSX.Element {
  return (
    <li>
      <a href={href(["mailbox", mail.id], Object.fromEntries(params))} aria-current={current ? "true" : undefined}>
        <span className="mail-subject">{mail.subject}</span>
        <span className="mail-meta">
          <span className="mail-to">{mail.recipient}</span>
          <time dateTime={mail.received_at}>{instant(mail.received_at, timeZone)}</time>
        </span>
      </a>
    </li>
  );
}

function MailOpen({
  id,
  params,
  timeZone,
}: {
  readonly id: string;
  readonly params: URLSearchParams;
  readonly timeZone: string | undefined;
}): JSX.Element {
  const t = useText();
  const mail = useMail(id);
  const [view, setView] = useState<"sent" | "text">("sent");
  return (
    <>
      <a className="mail-back" href={href(["mailbox"], Object.fromEntries(params))}>
        ‹ {t.mailbox.back}
      </a>
      <Answer of={mail} lines={8}>
        {(data) => (
          <article>
            <header className="mail-head">
              <h2>{data.subject}</h2>
              <dl className="record">
                <dt>{t.mailbox.from}</dt>
                <dd>{data.sender}</dd>
                <dt>{t.mailbox.to}</dt>
                <dd>{data.recipient}</dd>
                <dt>{t.mailbox.at}</dt>
                <dd>{instant(data.received_at, timeZone)}</dd>
                {data.customer !== "" && (
                  <>
                    <dt>{t.customer}</dt>
                    <dd>
                      <a href={customerHref(data.entity, data.customer)}>
                        {data.entity} · {data.customer}
                      </a>
                    </dd>
                  </>
                )}
              </dl>
              {data.has_html && (
                <Segments
                  label={t.mailbox.body}
                  value={view}
                  options={[
                    ["sent", t.mailbox.asSent],
                    ["text", t.mailbox.asText],
                  ]}
                  onChange={setView}
                />
              )}
            </header>
            {data.has_html && view === "sent" ? (
              <iframe
                className="mail-body"
                sandbox=""
                referrerPolicy="no-referrer"
                title={t.mailbox.body}
                src={`/local/mailbox/${encodeURIComponent(id)}/html`}
              />
            ) : (
              <pre className="mail-text">{data.text}</pre>
            )}
          </article>
        )}
      </Answer>
    </>
  );
}
