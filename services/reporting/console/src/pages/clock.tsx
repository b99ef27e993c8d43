/** The demo company's clock: which day it is, and a button that opens the next working day. */
import type { JSX } from "react";
import { isAbsent, useClock, useNextDay, useStatus } from "../api/local.ts";
import { longDate, weekday } from "../lib/format.ts";
import { href } from "../lib/router.ts";
import { useLanguage } from "../lib/session.ts";
import { waitingFor } from "../text/codes.ts";
import { useText } from "../text/index.ts";
import { Answer } from "../ui/answer.tsx";
import { Icon } from "../ui/icon.tsx";
import { Empty, Panel } from "../ui/parts.tsx";
import { ProblemNote } from "../ui/problem.tsx";

export function ClockPage(): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const clock = useClock();
  const status = useStatus();
  const next = useNextDay();
  const playing = status.data !== undefined && status.data.phase !== "ready";
  return (
    <>
      <div>
        <h1>{t.clock.title}</h1>
        <p className="muted">{t.clock.note}</p>
      </div>
      <Panel className="clock">
        {isAbsent(clock.error) ? (
          <Empty>{t.clock.real}</Empty>
        ) : (
          <Answer of={clock} lines={4}>
            {(data) => (
              <>
                <p className="muted">{t.clock.today}</p>
                <p className="clock-day">
                  <time dateTime={data.date}>{longDate(data.date, language)}</time>
                </p>
                <p className="clock-weekday">{weekday(data.date, language)}</p>
                {next.error !== null && <ProblemNote error={next.error} />}
                <button
                  type="button"
                  className="button button-strong clock-next"
                  disabled={data.draining || next.isPending || playing}
                  onClick={() => {
                    next.mutate();
                  }}
                >
                  <Icon name="next" />
                  {t.clock.next}
                </button>
                <div className="clock-state" role="status">
                  {data.draining ? (
                    <>
                      <p>{t.clock.moving}</p>
                      <progress aria-label={t.clock.moving} />
                      {data.waiting_for.length > 0 && (
                        <p className="muted">
                          {t.clock.waiting}:{" "}
                          {data.waiting_for.map((what) => waitingFor(what, t)).join(language === "zh" ? "、" : ", ")}
                        </p>
                      )}
                    </>
                  ) : (
                    data.last_moved !== null && (
                      <>
                        <p>{t.clock.ready}</p>
                        <p className="clock-links">
                          <a className="button" href={href(["mailbox"], { day: data.date })}>
                            <Icon name="mailbox" />
                            {t.clock.mails(longDate(data.date, language))}
                          </a>
                          <a className="button" href={href(["work"], { day: data.date })}>
                            <Icon name="work" />
                            {t.clock.work(longDate(data.date, language))}
                          </a>
                        </p>
                      </>
                    )
                  )}
                </div>
              </>
            )}
          </Answer>
        )}
      </Panel>
    </>
  );
}
