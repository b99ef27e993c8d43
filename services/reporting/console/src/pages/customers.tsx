/** Finds a customer by name or number. */
import { useDeferredValue, type JSX } from "react";
import { useCustomers, type Entity } from "../api/queries.ts";
import { change, customerHref } from "../lib/router.ts";
import { useText } from "../text/index.ts";
import { Answer } from "../ui/answer.tsx";
import { Badge, Choice, Empty, Field, Grade, More, Panel, Scroll } from "../ui/parts.tsx";

interface PageProps {
  readonly entities: readonly Entity[];
  readonly params: URLSearchParams;
}

export function CustomersPage({ entities, params }: PageProps): JSX.Element {
  const t = useText();
  const typed = params.get("q") ?? "";
  const query = useDeferredValue(typed);
  const entity = params.get("entity") ?? "";
  const customers = useCustomers(entity === "" ? undefined : entity, query);
  return (
    <>
      <h1>{t.customers.title}</h1>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <Field label={t.customers.search} hint={t.customers.searchHint}>
          {(id, hint) => (
            <input
              id={id}
              className="search"
              type="search"
              data-search=""
              value={typed}
              aria-describedby={hint}
              onChange={(event) => {
                change({ q: event.target.value });
              }}
            />
          )}
        </Field>
        <Choice
          label={t.entity}
          value={entity}
          options={[["", t.allEntities], ...entities.map((one) => [one.entity, `${one.entity} ${one.name}`] as const)]}
          onChange={(value) => {
            change({ entity: value });
          }}
        />
      </form>
      <Panel>
        <Answer of={customers} lines={10}>
          {(data) => {
            const rows = data.pages.flatMap((page) => page.customers);
            return rows.length === 0 ? (
              <Empty>{t.customers.empty}</Empty>
            ) : (
              <>
                <Scroll label={t.customers.title}>
                  <table>
                    <caption>{t.customers.found(rows.length, customers.hasNextPage)}</caption>
                    <thead>
                      <tr>
                        <th scope="col">{t.customers.name}</th>
                        <th scope="col">{t.entity}</th>
                        <th scope="col">{t.customers.number}</th>
                        <th scope="col">{t.customers.grade}</th>
                        <th scope="col">{t.customers.size}</th>
                        <th scope="col">{t.customers.industry}</th>
                        <th scope="col">{t.customers.region}</th>
                        <th scope="col">{t.customers.salesperson}</th>
                        <th scope="col">{t.customers.state}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {rows.map((row) => (
                        <tr key={`${row.entity}/${row.customer}`}>
                          <th scope="row">
                            <a href={customerHref(row.entity, row.customer)}>{row.name}</a>
                          </th>
                          <td>{row.entity}</td>
                          <td>{row.customer}</td>
                          <td>
                            <Grade grade={row.grade} />
                          </td>
                          <td>{t.customers.sizes[row.size] ?? row.size}</td>
                          <td>{row.industry}</td>
                          <td>{row.region}</td>
                          <td>{row.salesperson}</td>
                          <td>
                            {row.insolvent && <Badge tone="bad">{t.customers.insolvent}</Badge>}{" "}
                            {row.credit_stopped && <Badge tone="warn">{t.customers.stopped}</Badge>}
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </Scroll>
                <More
                  shown={customers.hasNextPage}
                  busy={customers.isFetchingNextPage}
                  onMore={() => void customers.fetchNextPage()}
                />
              </>
            );
          }}
        </Answer>
      </Panel>
    </>
  );
}
