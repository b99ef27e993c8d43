/** The messages written to one customer, and what became of each. */
import { Fragment, useState, type JSX } from "react";
import { useMessages, useWhyMessage } from "../api/work.ts";
import { instant, longDate } from "../lib/format.ts";
import { useLanguage } from "../lib/session.ts";
import { actionName, reasonName } from "../text/codes.ts";
import { useText } from "../text/index.ts";
import { sentence } from "../text/sentences.ts";
import { Answer } from "./answer.tsx";
import { Icon } from "./icon.tsx";
import { Badge, Empty, More, Scroll, type Tone } from "./parts.tsx";

const TONES: Record<string, Tone> = {
  queued: "accent",
  claimed: "accent",
  sent: "good",
  unknown: "warn",
  undeliverable: "bad",
  withdrawn: "plain",
};

interface MessagesProps {
  readonly entity: string;
  readonly customer: string;
  readonly timeZone: string | undefined;
}

export function Messages({ entity, customer, timeZone }: MessagesProps): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const messages = useMessages(entity, customer);
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Answer of={messages} lines={3}>
      {(data) => {
        const all = data.pages.flatMap((page) => page.items);
        return all.length === 0 ? (
          <Empty>{t.messages.none}</Empty>
        ) : (
          <>
            <Scroll label={t.customerPage.messages}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t.messages.day}</th>
                    <th scope="col">{t.messages.channel}</th>
                    <th scope="col">{t.messages.template}</th>
                    <th scope="col">{t.messages.state}</th>
                    <th scope="col">
                      <span className="hidden">{t.work.why}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {all.map((one) => {
                    const isOpen = opened === one.message;
                    return (
                      <Fragment key={one.message}>
                        <tr className={isOpen ? "opened" : ""}>
                          <th scope="row">
                            <time dateTime={one.date}>{longDate(one.date, language)}</time>
                          </th>
                          <td>{actionName(one.channel, t)}</td>
                          <td>
                            {one.template} <span className="muted">· {one.language}</span>
                          </td>
                          <td>
                            <Badge tone={TONES[one.state] ?? "plain"}>
                              {t.messages.states[one.state] ?? one.state}
                            </Badge>
                            {one.reason !== null && <span className="muted"> {reasonName(one.reason, t)}</span>}
                          </td>
                          <td className="row-actions">
                            <button
                              type="button"
                              className="link disclose"
                              aria-expanded={isOpen}
                              onClick={() => {
                                setOpened(isOpen ? null : one.message);
                              }}
                            >
                              <Icon name="chevron" />
                              {t.work.why}
                            </button>
                          </td>
                        </tr>
                        {isOpen && (
                          <tr className="drawer">
                            <td colSpan={5}>
                              <div className="drawer-inner">
                                <History message={one.message} timeZone={timeZone} />
                              </div>
                            </td>
                          </tr>
                        )}
                      </Fragment>
                    );
                  })}
                </tbody>
              </table>
            </Scroll>
            <More
              shown={messages.hasNextPage}
              busy={messages.isFetchingNextPage}
              onMore={() => void messages.fetchNextPage()}
            />
          </>
        );
      }}
    </Answer>
  );
}

function History({
  message,
  timeZone,
}: {
  readonly message: string;
  readonly timeZone: string | undefined;
}): JSX.Element {
  const language = useLanguage();
  const why = useWhyMessage(message);
  return (
    <Answer of={why} lines={2}>
      {(data) => (
        <ol className="trace">
          {data.history.map((one) => (
            <li key={one.position}>
              <span className="muted">{instant(one.recorded_at, timeZone)}</span>{" "}
              {sentence(one.type.replace(/\.v\d+$/, ""), one.data, language)}{" "}
              <code className="muted">{one.position}</code>
            </li>
          ))}
        </ol>
      )}
    </Answer>
  );
}
