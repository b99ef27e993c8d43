/** Open items, and for each one how it came to its balance. */
import { Fragment, useState, type JSX } from "react";
import { useMovements, useOpenItems, type OpenItem, type When } from "../api/queries.ts";
import { useText } from "../text/index.ts";
import { number } from "../text/sentences.ts";
import { Answer } from "./answer.tsx";
import { Icon } from "./icon.tsx";
import { Empty, Money, More, Scroll } from "./parts.tsx";

interface ItemsProps {
  readonly entity: string;
  readonly customer: string;
  readonly when: When;
  readonly currency?: string;
}

export function OpenItems({ entity, customer, when, currency }: ItemsProps): JSX.Element {
  const t = useText();
  const items = useOpenItems(entity, customer, when, currency);
  return (
    <Answer of={items} lines={3}>
      {(data) => {
        const all = data.pages.flatMap((page) => page.items);
        return all.length === 0 ? (
          <Empty>{t.items.none}</Empty>
        ) : (
          <>
            <ItemsTable items={all} withCurrency={currency === undefined} />
            <More shown={items.hasNextPage} busy={items.isFetchingNextPage} onMore={() => void items.fetchNextPage()} />
          </>
        );
      }}
    </Answer>
  );
}

function ItemsTable({
  items,
  withCurrency,
}: {
  readonly items: readonly OpenItem[];
  readonly withCurrency: boolean;
}): JSX.Element {
  const t = useText();
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <Scroll label={t.customerPage.items}>
      <table className="items">
        <thead>
          <tr>
            <th scope="col">{t.items.document}</th>
            <th scope="col">{t.items.dated}</th>
            <th scope="col">{t.items.due}</th>
            <th scope="col">{t.items.age}</th>
            {withCurrency && <th scope="col">{t.currency}</th>}
            <th scope="col" className="num">
              {t.items.amount}
            </th>
            <th scope="col" className="num">
              {t.items.open}
            </th>
            <th scope="col" className="num">
              {t.items.disputed}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const id = `${item.document}#${item.instalment}`;
            const isOpen = id === opened;
            const deducted = item.kind !== "receivable";
            return (
              <Fragment key={id}>
                <tr className={isOpen ? "opened" : ""}>
                  <th scope="row">
                    <button
                      type="button"
                      className="link disclose"
                      aria-expanded={isOpen}
                      title={t.items.history(item.number)}
                      onClick={() => {
                        setOpened(isOpen ? null : id);
                      }}
                    >
                      <Icon name="chevron" />
                      {item.number}
                      {item.instalment > 1 && (
                        <span className="muted">
                          {" "}
                          · {t.items.instalment} {item.instalment}
                        </span>
                      )}
                    </button>
                    {deducted && <span className="muted"> {t.items.kinds[item.kind]}</span>}
                  </th>
                  <td className="nowrap">{item.document_date ?? "–"}</td>
                  <td className="nowrap">{item.due_on ?? "–"}</td>
                  <td>
                    <Age item={item} />
                  </td>
                  {withCurrency && <td>{item.currency}</td>}
                  <td className="num">
                    <Money value={item.amount} deducted={deducted} />
                  </td>
                  <td className="num">
                    <Money value={item.open} deducted={deducted} strong />
                  </td>
                  <td className="num">
                    <Money value={item.disputed} />
                  </td>
                </tr>
                {isOpen && (
                  <tr className="drawer">
                    <td colSpan={withCurrency ? 8 : 7}>
                      <div className="drawer-inner">
                        <History item={item} />
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
  );
}

const BUCKET_INDEX = { "not-due": 0, "1-30": 1, "31-60": 2, "61-90": 3, "over-90": 4 } as const;

function Age({ item }: { readonly item: OpenItem }): JSX.Element {
  const t = useText();
  if (item.days_overdue === null || item.bucket === null) {
    return <span className="muted">–</span>;
  }
  return (
    <span className="age">
      <span className={`swatch bucket-${BUCKET_INDEX[item.bucket]}`} aria-hidden="true" />
      {t.items.overdue(item.days_overdue)}
    </span>
  );
}

function History({ item }: { readonly item: OpenItem }): JSX.Element {
  const t = useText();
  const movements = useMovements(item.document, item.instalment);
  return (
    <Answer of={movements} lines={2}>
      {(data) => (
        <table className="inner">
          <caption>{t.items.history(item.number)}</caption>
          <thead>
            <tr>
              <th scope="col">{t.items.on}</th>
              <th scope="col">{t.items.change}</th>
              <th scope="col">{t.items.by}</th>
              <th scope="col" className="num">
                {t.items.amount}
              </th>
              <th scope="col" className="num">
                {t.items.after}
              </th>
              <th scope="col">{t.timeline.position}</th>
            </tr>
          </thead>
          <tbody>
            {data.movements.map((movement) => (
              <tr key={movement.event + movement.change}>
                <td className="nowrap">{movement.effective_on}</td>
                <td>{t.items.changes[movement.change]}</td>
                <td>{movement.counterpart === null ? "–" : number(movement.counterpart)}</td>
                <td className="num">
                  <Money value={movement.amount} />
                </td>
                <td className="num">
                  <Money value={movement.open_after} />
                </td>
                <td>
                  <code>{movement.event}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Answer>
  );
}
