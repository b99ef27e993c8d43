/** Who did what to a document and when; and the events that make an open amount what it is. */
import type { JSX } from "react";
import { useHistory, useWhyOpen, type Account } from "../../api/ledger.ts";
import type { DocumentId } from "../../lib/document.ts";
import { amount, instant } from "../../lib/format.ts";
import { useText } from "../../text/index.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Money, More, Scroll } from "../parts.tsx";
import { DocumentLink } from "./links.tsx";

export function History({
  document,
  timeZone,
}: {
  readonly document: DocumentId;
  readonly timeZone: string | undefined;
}): JSX.Element {
  const t = useLedgerText();
  const { timeline } = useText();
  const history = useHistory(document);
  return (
    <Answer of={history} lines={4}>
      {(data) => (
        <>
          <ol className="history">
            {data.pages
              .flatMap((page) => page.items)
              .map((one) => (
                <li key={one.position}>
                  <details>
                    <summary>
                      <time dateTime={one.counts_on ?? one.recorded_at}>
                        {one.counts_on ?? one.recorded_at.slice(0, 10)}
                      </time>
                      <span>{one.words[t.code]}</span>
                    </summary>
                    <dl className="record">
                      <dt>{t.columns.recordedAt}</dt>
                      <dd>{instant(one.recorded_at, timeZone)}</dd>
                      <dt>{t.columns.by}</dt>
                      <dd>
                        <code>{one.principal}</code>
                      </dd>
                      <dt>{timeline.raw}</dt>
                      <dd>
                        <code>
                          {one.command} → {one.event}
                        </code>
                      </dd>
                      <dt>{timeline.position}</dt>
                      <dd>
                        <code>{one.position}</code>
                      </dd>
                    </dl>
                    <pre>{JSON.stringify(one.data, null, 2)}</pre>
                  </details>
                </li>
              ))}
          </ol>
          <More
            shown={history.hasNextPage}
            busy={history.isFetchingNextPage}
            onMore={() => void history.fetchNextPage()}
          />
        </>
      )}
    </Answer>
  );
}

export function WhyOpen({
  account,
  document,
  instalment,
}: {
  readonly account: Account;
  readonly document: DocumentId;
  readonly instalment: number | undefined;
}): JSX.Element {
  const t = useLedgerText();
  const why = useWhyOpen(document, instalment);
  return (
    <Answer of={why} lines={3}>
      {(data) => (
        <Scroll label={t.document.why}>
          <table className="ledger-table">
            <thead>
              <tr>
                <th scope="col">{t.columns.date}</th>
                <th scope="col">{t.columns.document}</th>
                <th scope="col">{t.columns.what}</th>
                <th scope="col" className="num">
                  {t.columns.effect}
                </th>
                <th scope="col" className="num">
                  {t.columns.openAfter}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.steps.map((step) => (
                <tr key={`${step.position} ${step.document}`}>
                  <td className="nowrap">{step.counts_on}</td>
                  <td className="document-number">
                    <DocumentLink account={account} document={step.document} withKind />
                  </td>
                  <td className="sentence">{step.words[t.code]}</td>
                  <td className="num">
                    <Money value={step.effect} />
                  </td>
                  <td className="num">{amount(step.open, t.code)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" colSpan={4}>
                  {t.columns.open} · {data.currency}
                </th>
                <td className="num">
                  <strong>{amount(data.open, t.code)}</strong>
                </td>
              </tr>
            </tfoot>
          </table>
        </Scroll>
      )}
    </Answer>
  );
}
