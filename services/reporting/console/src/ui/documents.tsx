/** All documents of one customer, open or not. */
import type { JSX } from "react";
import { useDocuments, type Document } from "../api/queries.ts";
import { useText } from "../text/index.ts";
import { number } from "../text/sentences.ts";
import { Answer } from "./answer.tsx";
import { Badge, Empty, Money, More, Scroll, type Tone } from "./parts.tsx";

const TONES: Record<Document["state"], Tone> = {
  open: "accent",
  settled: "good",
  cancelled: "plain",
  resolved: "plain",
};

export function Documents({ entity, customer }: { readonly entity: string; readonly customer: string }): JSX.Element {
  const t = useText();
  const documents = useDocuments(entity, customer);
  return (
    <Answer of={documents} lines={5}>
      {(data) => {
        const all = data.pages.flatMap((page) => page.documents);
        return all.length === 0 ? (
          <Empty>{t.customerPage.noDocuments}</Empty>
        ) : (
          <>
            <Scroll label={t.customerPage.documents}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t.items.document}</th>
                    <th scope="col">{t.customerPage.kind}</th>
                    <th scope="col">{t.items.dated}</th>
                    <th scope="col">{t.items.due}</th>
                    <th scope="col">{t.currency}</th>
                    <th scope="col" className="num">
                      {t.items.amount}
                    </th>
                    <th scope="col" className="num">
                      {t.items.open}
                    </th>
                    <th scope="col">{t.customerPage.state}</th>
                    <th scope="col">{t.customerPage.reference}</th>
                  </tr>
                </thead>
                <tbody>
                  {all.map((one) => (
                    <tr key={one.document}>
                      <th scope="row">{one.number}</th>
                      <td className="nowrap">{t.customerPage.kinds[one.kind]}</td>
                      <td className="nowrap">{one.document_date ?? "–"}</td>
                      <td className="nowrap">{one.due_on ?? "–"}</td>
                      <td>{one.currency}</td>
                      <td className="num">
                        <Money value={one.amount} />
                      </td>
                      <td className="num">
                        <Money value={one.open} strong />
                      </td>
                      <td>
                        <Badge tone={TONES[one.state]}>{t.customerPage.states[one.state]}</Badge>
                      </td>
                      <td>
                        {one.reference}{" "}
                        {one.related !== null && (
                          <span className="muted">{t.customerPage.related(number(one.related))}</span>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
            <More
              shown={documents.hasNextPage}
              busy={documents.isFetchingNextPage}
              onMore={() => void documents.fetchNextPage()}
            />
          </>
        );
      }}
    </Answer>
  );
}
