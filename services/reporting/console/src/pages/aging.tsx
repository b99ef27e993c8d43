/** The aging report: who owes what since when, on any day and as known at any instant, down to the items behind it. */
import { Fragment, useDeferredValue, useMemo, useState, type JSX } from "react";
import { useAging, type AgingRow, type AgingTotal, type Entity, type When } from "../api/queries.ts";
import { amount, compareDecimals, instant, longDate } from "../lib/format.ts";
import { change, customerHref } from "../lib/router.ts";
import { useLanguage } from "../lib/session.ts";
import { useText, type Texts } from "../text/index.ts";
import { buckets } from "../ui/aging-bar.tsx";
import { Answer } from "../ui/answer.tsx";
import { Detail } from "../ui/detail.tsx";
import { chosenEntity, EntityChoice } from "../ui/entity-choice.tsx";
import { Icon } from "../ui/icon.tsx";
import { OpenItems } from "../ui/items.tsx";
import { Choice, Empty, Field, Money, More, Panel, Scroll } from "../ui/parts.tsx";

interface PageProps {
  readonly entities: readonly Entity[];
  readonly params: URLSearchParams;
}

export function AgingPage({ entities, params }: PageProps): JSX.Element {
  const t = useText();
  const entity = chosenEntity(entities, params);
  if (entity === undefined) {
    return <Empty>{t.aging.empty}</Empty>;
  }
  return <Report entities={entities} entity={entity} params={params} />;
}

function Report({ entities, entity, params }: PageProps & { readonly entity: Entity }): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const currency = params.get("currency") ?? undefined;
  const knownAt = params.get("known_at") ?? "";
  const when: When = useMemo(
    () => ({ as_of: params.get("as_of") ?? undefined, known_at: instantOf(knownAt) }),
    [params, knownAt],
  );
  const aging = useAging(entity.entity, currency, when);
  const query = useDeferredValue(params.get("q") ?? "");
  const first = aging.data?.pages[0];
  return (
    <>
      <h1>{t.aging.title}</h1>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <EntityChoice entities={entities} entity={entity} />
        <Choice
          label={t.currency}
          value={currency ?? ""}
          options={[["", t.all], ...entity.currencies.map((one) => [one, one] as const)]}
          onChange={(value) => {
            change({ currency: value });
          }}
        />
        <Field label={t.asOf}>
          {(id) => (
            <input
              id={id}
              type="date"
              value={when.as_of ?? entity.day}
              onChange={(event) => {
                change({ as_of: event.target.value === entity.day ? undefined : event.target.value });
              }}
            />
          )}
        </Field>
        <Field label={t.knownAt} hint={t.knownAtHint}>
          {(id, hint) => (
            <input
              id={id}
              type="datetime-local"
              value={knownAt}
              aria-describedby={hint}
              onChange={(event) => {
                change({ known_at: event.target.value });
              }}
            />
          )}
        </Field>
        <Field label={t.aging.search}>
          {(id) => (
            <input
              id={id}
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
      <Panel
        note={t.aging.note}
        {...(first === undefined
          ? {}
          : {
              title: t.readAt(
                longDate(first.as_of, language),
                first.known_at === null ? t.none : instant(first.known_at, entity.time_zone),
              ),
            })}
      >
        <Answer of={aging} lines={10}>
          {(data) => {
            const rows = data.pages.flatMap((page) => page.rows);
            const totals = data.pages[0]?.totals ?? [];
            return rows.length === 0 ? (
              <Empty>{t.aging.empty}</Empty>
            ) : (
              <>
                <AgingTable
                  rows={matching(rows, query)}
                  totals={totals}
                  when={when}
                  asOf={data.pages[0]?.as_of ?? entity.day}
                />
                <More
                  shown={aging.hasNextPage}
                  busy={aging.isFetchingNextPage}
                  onMore={() => void aging.fetchNextPage()}
                />
              </>
            );
          }}
        </Answer>
      </Panel>
    </>
  );
}

/** The field speaks the reader's own time; the service wants an instant. */
function instantOf(local: string): string | undefined {
  const instant = new Date(local);
  return local === "" || Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}

function matching(rows: readonly AgingRow[], query: string): AgingRow[] {
  const wanted = query.trim().toLowerCase();
  return rows.filter((row) => `${row.customer_name ?? ""} ${row.customer ?? ""}`.toLowerCase().includes(wanted));
}

interface Column {
  readonly key: string;
  readonly label: (t: Texts) => string;
  readonly value: (row: AgingRow | AgingTotal) => string;
  readonly deducted?: boolean;
  readonly strong?: boolean;
}

const COLUMNS: readonly Column[] = [
  ...([0, 1, 2, 3, 4] as const).map((index) => ({
    key: `bucket-${index}`,
    label: (t: Texts) => t.bucketsShort[index],
    value: (row: AgingRow | AgingTotal) => buckets(row)[index],
  })),
  { key: "receivable", label: (t) => t.amounts.receivable, value: (row) => row.receivable, strong: true },
  { key: "on_account", label: (t) => t.amounts.onAccount, value: (row) => row.on_account, deducted: true },
  { key: "open_credits", label: (t) => t.amounts.openCredits, value: (row) => row.open_credits, deducted: true },
  { key: "balance", label: (t) => t.amounts.balance, value: (row) => row.balance, strong: true },
  { key: "advances", label: (t) => t.amounts.advances, value: (row) => row.advances, deducted: true },
  { key: "unidentified", label: (t) => t.amounts.unidentified, value: (row) => row.unidentified, deducted: true },
];

type Order = { readonly key: string; readonly descending: boolean } | null;

function sorted(rows: readonly AgingRow[], order: Order): readonly AgingRow[] {
  const column = COLUMNS.find((one) => one.key === order?.key);
  if (order === null) {
    return rows;
  }
  const compare =
    column === undefined
      ? (left: AgingRow, right: AgingRow) => (left.customer_name ?? "").localeCompare(right.customer_name ?? "")
      : (left: AgingRow, right: AgingRow) => compareDecimals(column.value(left), column.value(right));
  return [...rows].sort((left, right) => (order.descending ? compare(right, left) : compare(left, right)));
}

interface TableProps {
  readonly rows: readonly AgingRow[];
  readonly totals: readonly AgingTotal[];
  readonly when: When;
  readonly asOf: string;
}

function AgingTable({ rows, totals, when, asOf }: TableProps): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const [order, setOrder] = useState<Order>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const sort = (key: string): void => {
    setOrder((now) =>
      now?.key === key
        ? now.descending === (key !== "name")
          ? { key, descending: !now.descending }
          : null
        : { key, descending: key !== "name" },
    );
  };
  const day = longDate(asOf, language);
  return (
    <Scroll label={t.aging.title} className="tall">
      <table className="aging-table">
        <thead>
          <tr>
            <SortHead id="name" order={order} onSort={sort}>
              {t.customer}
            </SortHead>
            <th scope="col">{t.currency}</th>
            {COLUMNS.map((column) => (
              <SortHead key={column.key} id={column.key} order={order} onSort={sort} numeric>
                {column.label(t)}
              </SortHead>
            ))}
          </tr>
        </thead>
        <tbody className="totals">
          {totals.map((total) => (
            <tr key={total.currency}>
              <th scope="row">
                {t.aging.total} <span className="muted">{t.amounts.customers(total.customers)}</span>
              </th>
              <td>{total.currency}</td>
              {COLUMNS.map((column) => (
                <td key={column.key} className="num">
                  <Detail
                    title={`${column.label(t)} · ${total.currency}`}
                    rows={[
                      [column.label(t), amount(column.value(total), language)],
                      ...(column.key === "receivable"
                        ? [[t.amounts.ofWhichDisputed, amount(total.disputed, language)] as const]
                        : []),
                      ...(column.key === "balance" ? [[t.formula, t.amounts.balanceFormula] as const] : []),
                      [t.asOf, day],
                    ]}
                    {...(column.key === "balance" ? { note: t.amounts.balanceNote } : {})}
                  >
                    <Money value={column.value(total)} deducted={column.deducted === true} />
                  </Detail>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tbody>
          {sorted(rows, order).map((row) => {
            const id = `${row.customer ?? ""}.${row.currency}`;
            const name = row.customer_name ?? row.customer ?? "";
            const isOpen = id === opened;
            return (
              <Fragment key={id}>
                <tr className={isOpen ? "opened" : ""}>
                  <th scope="row">
                    <button
                      type="button"
                      className="link disclose"
                      aria-expanded={isOpen}
                      title={isOpen ? t.aging.hide(name) : t.aging.show(name)}
                      onClick={() => {
                        setOpened(isOpen ? null : id);
                      }}
                    >
                      <Icon name="chevron" />
                      <span className="clip">{name}</span>
                    </button>
                  </th>
                  <td>{row.currency}</td>
                  {COLUMNS.map((column) => (
                    <td key={column.key} className="num">
                      <Money
                        value={column.value(row)}
                        deducted={column.deducted === true}
                        strong={column.strong === true}
                      />
                    </td>
                  ))}
                </tr>
                {isOpen && row.entity !== null && row.customer !== null && (
                  <tr className="drawer">
                    <td colSpan={COLUMNS.length + 2}>
                      <div className="drawer-inner">
                        {row.customer_name !== null && (
                          <a href={customerHref(row.entity, row.customer)}>
                            {t.aging.page} · {row.customer}
                          </a>
                        )}
                        <OpenItems entity={row.entity} customer={row.customer} currency={row.currency} when={when} />
                      </div>
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 && <Empty>{t.aging.emptySearch}</Empty>}
    </Scroll>
  );
}

interface SortHeadProps {
  readonly id: string;
  readonly order: Order;
  readonly onSort: (id: string) => void;
  readonly numeric?: boolean;
  readonly children: string;
}

function SortHead({ id, order, onSort, numeric = false, children }: SortHeadProps): JSX.Element {
  const active = order?.key === id ? order : null;
  return (
    <th
      scope="col"
      className={numeric ? "num" : ""}
      aria-sort={active === null ? undefined : active.descending ? "descending" : "ascending"}
    >
      <button
        type="button"
        className="sort"
        onClick={() => {
          onSort(id);
        }}
      >
        {children}
        <span aria-hidden="true">{active === null ? "" : active.descending ? " ↓" : " ↑"}</span>
      </button>
    </th>
  );
}
