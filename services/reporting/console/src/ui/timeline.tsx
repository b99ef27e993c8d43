/** Everything that happened about a customer, newest first, each event as a sentence with the record behind it. */
import { useState, type JSX } from "react";
import { useTimeline, type TimelineEntry } from "../api/queries.ts";
import { instant, longDate } from "../lib/format.ts";
import { useLanguage } from "../lib/session.ts";
import { useText } from "../text/index.ts";
import { groupOf, sentence, type Group } from "../text/sentences.ts";
import { Answer } from "./answer.tsx";
import { Empty, More } from "./parts.tsx";

const GROUPS: readonly Group[] = ["documents", "payments", "dates", "credit", "dunning", "messages", "master"];

interface TimelineProps {
  readonly entity: string;
  readonly customer: string;
  readonly timeZone: string | undefined;
}

export function Timeline({ entity, customer, timeZone }: TimelineProps): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const timeline = useTimeline(entity, customer);
  const [shown, setShown] = useState<ReadonlySet<Group>>(new Set(GROUPS));
  const toggle = (group: Group): void => {
    setShown((now) => new Set(GROUPS.filter((one) => (one === group ? !now.has(one) : now.has(one)))));
  };
  return (
    <>
      <div className="chips" role="group" aria-label={t.timeline.filter}>
        {GROUPS.map((group) => (
          <button
            key={group}
            type="button"
            aria-pressed={shown.has(group)}
            onClick={() => {
              toggle(group);
            }}
          >
            <span className={`dot dot-${group}`} aria-hidden="true" />
            {t.timeline.groups[group]}
          </button>
        ))}
      </div>
      <Answer of={timeline} lines={8}>
        {(data) => {
          const entries = data.pages.flatMap((page) => page.entries).filter((entry) => shown.has(groupOf(entry.key)));
          return (
            <>
              {entries.length === 0 && <Empty>{t.timeline.empty}</Empty>}
              <ol className="timeline">
                {byDay(entries).map(([day, ofDay]) => (
                  <li key={`${day}.${ofDay[0]?.event ?? ""}`}>
                    <h3>{longDate(day, language)}</h3>
                    <ol>
                      {ofDay.map((entry) => (
                        <Entry key={entry.event} entry={entry} timeZone={timeZone} />
                      ))}
                    </ol>
                  </li>
                ))}
              </ol>
              <More
                shown={timeline.hasNextPage}
                busy={timeline.isFetchingNextPage}
                onMore={() => void timeline.fetchNextPage()}
              />
            </>
          );
        }}
      </Answer>
    </>
  );
}

/** Neighbours of one business day stand together; the order stays that of recording. */
function byDay(entries: readonly TimelineEntry[]): [string, TimelineEntry[]][] {
  const days: [string, TimelineEntry[]][] = [];
  for (const entry of entries) {
    const last = days.at(-1);
    if (last?.[0] === entry.on) {
      last[1].push(entry);
    } else {
      days.push([entry.on, [entry]]);
    }
  }
  return days;
}

function Entry({
  entry,
  timeZone,
}: {
  readonly entry: TimelineEntry;
  readonly timeZone: string | undefined;
}): JSX.Element {
  const t = useText();
  const language = useLanguage();
  return (
    <li>
      <details>
        <summary>
          <span className={`dot dot-${groupOf(entry.key)}`} aria-hidden="true" />
          <span>{sentence(entry.key, entry.data, language)}</span>
        </summary>
        <dl className="record">
          <dt>{t.timeline.raw}</dt>
          <dd>
            <code>{entry.type}</code>
          </dd>
          <dt>{t.timeline.recorded}</dt>
          <dd>{instant(entry.recorded_at, timeZone)}</dd>
          <dt>{t.timeline.position}</dt>
          <dd>
            <code>{entry.event}</code>
          </dd>
          <dt>{t.timeline.stream}</dt>
          <dd>
            <code>{entry.stream}</code>
          </dd>
        </dl>
        <pre>{JSON.stringify(entry.data, null, 2)}</pre>
      </details>
    </li>
  );
}
