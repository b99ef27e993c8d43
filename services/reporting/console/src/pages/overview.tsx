/** The first page: what is owed and how old it is, how much comes back and how fast, who owes most, what is to be done today. */
import type { JSX } from "react";
import {
  useAgingByEntity,
  useCollection,
  useRecovery,
  useTopOverdue,
  useTrend,
  useWork,
  type AgingRow,
  type Cohort,
  type Entity,
  type Figure,
  type Period,
} from "../api/queries.ts";
import { CollectionChart } from "../charts/collection.tsx";
import { RecoveryChart } from "../charts/recovery.tsx";
import { TrendChart } from "../charts/trend.tsx";
import { amount, count, longDate, month, percent, share } from "../lib/format.ts";
import { change, customerHref, href } from "../lib/router.ts";
import { useLanguage } from "../lib/session.ts";
import { actionName } from "../text/codes.ts";
import { useText } from "../text/index.ts";
import { AgingBar, AgingLegend } from "../ui/aging-bar.tsx";
import { Answer } from "../ui/answer.tsx";
import { Detail } from "../ui/detail.tsx";
import { Empty, Grade, Money, Panel, Scroll, Segments } from "../ui/parts.tsx";

interface PageProps {
  readonly entities: readonly Entity[];
  readonly params: URLSearchParams;
}

interface Book {
  readonly entity: Entity;
  readonly currency: string;
}

/** One book is one entity in one currency: the smallest thing whose figures may be added. */
function booksOf(entities: readonly Entity[]): Book[] {
  return entities.flatMap((entity) => entity.currencies.map((currency) => ({ entity, currency })));
}

export function OverviewPage({ entities, params }: PageProps): JSX.Element {
  const t = useText();
  const books = booksOf(entities);
  const wanted = params.get("book");
  const book = books.find((one) => idOf(one) === wanted) ?? books[0];
  return (
    <>
      <h1>{t.overview.title}</h1>
      {entities.length === 0 ? (
        <Panel>
          <Empty>{t.overview.noEntities}</Empty>
        </Panel>
      ) : (
        <AgingOverview entities={entities} />
      )}
      {book !== undefined && (
        <>
          <div className="book-choice">
            <Segments
              label={t.overview.view}
              value={idOf(book)}
              options={books.map((one) => [idOf(one), `${one.entity.entity} · ${one.currency}`])}
              onChange={(value) => {
                change({ book: value });
              }}
            />
          </div>
          <BookFigures key={idOf(book)} book={book} />
        </>
      )}
    </>
  );
}

const idOf = (book: Book): string => `${book.entity.entity}.${book.currency}`;

function AgingOverview({ entities }: { readonly entities: readonly Entity[] }): JSX.Element {
  const t = useText();
  const aging = useAgingByEntity(undefined);
  return (
    <Panel title={t.overview.agingTitle} note={t.overview.agingNote} actions={<AgingLegend />}>
      <Answer of={aging} lines={4}>
        {(data) => (
          <Scroll label={t.overview.agingTitle}>
            <table className="aging-overview">
              <thead>
                <tr>
                  <th scope="col">{t.entity}</th>
                  <th scope="col" className="wide-only bar-cell">
                    <span className="hidden">{t.overview.agingTitle}</span>
                  </th>
                  <th scope="col" className="num">
                    {t.amounts.receivable}
                  </th>
                  <th scope="col" className="num">
                    {t.amounts.overdue}
                  </th>
                  <th scope="col" className="num">
                    {t.amounts.overdueShare}
                  </th>
                  <th scope="col" className="num">
                    {t.amounts.onAccount}
                  </th>
                  <th scope="col" className="num">
                    {t.amounts.openCredits}
                  </th>
                  <th scope="col" className="num">
                    {t.amounts.balance}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.rows.length === 0 && (
                  <tr>
                    <td colSpan={8} className="muted">
                      {t.overview.nothingOwed}
                    </td>
                  </tr>
                )}
                {data.rows.map((row) => (
                  <AgingOverviewRow
                    key={`${row.entity ?? ""}.${row.currency}`}
                    row={row}
                    asOf={data.as_of}
                    name={entities.find((one) => one.entity === row.entity)?.name ?? ""}
                  />
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Answer>
    </Panel>
  );
}

function AgingOverviewRow({
  row,
  asOf,
  name,
}: {
  readonly row: AgingRow;
  readonly asOf: string;
  readonly name: string;
}): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const money = (value: string): string => `${row.currency} ${amount(value, language)}`;
  const day = longDate(asOf, language);
  const label = `${row.entity ?? ""} ${row.currency}`;
  const bar = <AgingBar aged={row} currency={row.currency} asOf={day} label={label} />;
  return (
    <>
      <tr>
        <th scope="row">
          <a href={href(["aging"], { entity: row.entity ?? undefined, currency: row.currency })} title={name}>
            {row.entity} · {row.currency}
          </a>
        </th>
        <td className="wide-only bar-cell">{bar}</td>
        <td className="num">
          <Money value={row.receivable} strong />
        </td>
        <td className="num">
          <Money value={row.overdue} />
        </td>
        <td className="num">
          <Detail
            title={t.amounts.overdueShare}
            rows={[
              [`${t.numerator}: ${t.amounts.overdue}`, money(row.overdue)],
              [`${t.denominator}: ${t.amounts.receivable}`, money(row.receivable)],
              [t.amounts.ofWhichDisputed, money(row.disputed_overdue)],
              [t.asOf, day],
            ]}
          >
            {percent(share(row.overdue, row.receivable), language)}
          </Detail>
        </td>
        <td className="num">
          <Money value={row.on_account} deducted />
        </td>
        <td className="num">
          <Money value={row.open_credits} deducted />
        </td>
        <td className="num">
          <Detail
            title={t.amounts.balance}
            rows={[
              [t.formula, t.amounts.balanceFormula],
              [t.amounts.balance, money(row.balance)],
              [t.asOf, day],
            ]}
            note={t.amounts.balanceNote}
          >
            <Money value={row.balance} strong />
          </Detail>
        </td>
      </tr>
      <tr className="narrow-only">
        <td colSpan={7} className="bar-cell">
          {bar}
        </td>
      </tr>
    </>
  );
}

function BookFigures({ book }: { readonly book: Book }): JSX.Element {
  const t = useText();
  const { entity, currency } = book;
  const collection = useCollection(entity.entity, currency);
  const recovery = useRecovery(entity.entity, currency);
  const trend = useTrend(entity.entity, currency);
  const language = useLanguage();
  return (
    <>
      <KeyFigures
        periods={collection.data?.periods ?? []}
        cohorts={recovery.data?.cohorts ?? []}
        currency={currency}
        asOf={longDate(collection.data?.as_of ?? entity.day, language)}
      />
      <div className="charts">
        <Panel title={t.overview.rateTitle} note={t.overview.rateNote}>
          <Answer of={collection} lines={6}>
            {(data) => <CollectionChart periods={data.periods} currency={currency} />}
          </Answer>
        </Panel>
        <Panel title={t.overview.recoveryTitle} note={t.overview.recoveryNote}>
          <Answer of={recovery} lines={6}>
            {(data) => (
              <RecoveryChart cohorts={data.cohorts} currency={currency} asOf={longDate(data.as_of, language)} />
            )}
          </Answer>
        </Panel>
        <Panel title={t.overview.trendTitle} note={t.overview.trendNote}>
          <Answer of={trend} lines={6}>
            {(data) => <TrendChart points={data.points} currency={currency} />}
          </Answer>
        </Panel>
        <WorkToday entity={entity} />
        <TopOverdue book={book} />
      </div>
    </>
  );
}

interface KeyFiguresProps {
  readonly periods: readonly Period[];
  readonly cohorts: readonly Cohort[];
  readonly currency: string;
  readonly asOf: string;
}

function KeyFigures({ periods, cohorts, currency, asOf }: KeyFiguresProps): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const last = periods.at(-2);
  const running = periods.at(-1);
  const cohort = cohorts.filter((one) => one.points.some((point) => point.days === 30 && point.complete)).at(-1);
  const point = cohort?.points.find((one) => one.days === 30);
  return (
    <div className="key-figures">
      <KeyFigure
        label={t.overview.lastMonth}
        figure={last?.rate}
        of={last === undefined ? "" : month(last.first_day, language)}
        formula={t.overview.rateFormula}
        currency={currency}
        asOf={last === undefined ? asOf : longDate(last.last_day, language)}
      />
      <KeyFigure
        label={t.overview.thisMonth}
        figure={running?.rate}
        of={running === undefined ? "" : month(running.first_day, language)}
        formula={t.overview.rateFormula}
        currency={currency}
        asOf={asOf}
      />
      <KeyFigure
        label={t.overview.recovered30}
        figure={point?.rate}
        of={cohort === undefined ? "" : `${t.overview.cohort} ${month(cohort.month, language)}`}
        formula={t.overview.recoveryFormula}
        currency={currency}
        asOf={asOf}
      />
    </div>
  );
}

interface KeyFigureProps {
  readonly label: string;
  readonly figure: Figure | undefined;
  readonly of: string;
  readonly formula: string;
  readonly currency: string;
  readonly asOf: string;
}

function KeyFigure({ label, figure, of, formula, currency, asOf }: KeyFigureProps): JSX.Element {
  const t = useText();
  const language = useLanguage();
  return (
    <div className="key-figure">
      <p className="key-label">{label}</p>
      {figure === undefined ? (
        <p className="key-value">–</p>
      ) : (
        <Detail
          className="key-value"
          title={label}
          rows={[
            [t.numerator, `${currency} ${amount(figure.numerator, language)}`],
            [t.denominator, `${currency} ${amount(figure.denominator, language)}`],
            [t.formula, formula],
            [t.asOf, asOf],
          ]}
        >
          {percent(figure.ratio, language)}
        </Detail>
      )}
      <p className="key-of muted">{of}</p>
    </div>
  );
}

function WorkToday({ entity }: { readonly entity: Entity }): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const work = useWork(entity.entity, entity.day);
  return (
    <Panel
      title={t.overview.workTitle}
      note={`${entity.name} · ${longDate(entity.day, language)}`}
      actions={<a href={href(["work"], { entity: entity.entity })}>{t.pages.work}</a>}
    >
      <Answer of={work} lines={3}>
        {(data) =>
          data.obligations.length === 0 ? (
            <Empty>{t.overview.noWork}</Empty>
          ) : (
            <Scroll label={t.overview.workTitle}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t.work.what}</th>
                    <th scope="col" className="num">
                      {t.work.created}
                    </th>
                    <th scope="col" className="num">
                      {t.work.ended}
                    </th>
                    <th scope="col" className="num">
                      {t.work.open}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.obligations.map((row) => (
                    <tr key={row.action}>
                      <th scope="row">{actionName(row.action, t)}</th>
                      <td className="num">{count(row.created, language)}</td>
                      <td className="num">{count(row.created - row.open, language)}</td>
                      <td className="num">
                        {row.open === 0 ? (
                          <span className="zero">–</span>
                        ) : (
                          <strong>{count(row.open, language)}</strong>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Answer>
    </Panel>
  );
}

function TopOverdue({ book }: { readonly book: Book }): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const { entity, currency } = book;
  const top = useTopOverdue(entity.entity, currency);
  const aging = useAgingByEntity(undefined);
  const overdue = aging.data?.rows.find((row) => row.entity === entity.entity && row.currency === currency)?.overdue;
  return (
    <Panel title={t.overview.topTitle} className="span-all">
      <Answer of={top} lines={6}>
        {(data) =>
          data.rows.length === 0 ? (
            <Empty>{t.overview.noOverdue}</Empty>
          ) : (
            <Scroll label={t.overview.topTitle}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t.customer}</th>
                    <th scope="col">{t.customers.grade}</th>
                    <th scope="col" className="num">{`${t.amounts.overdue} ${currency}`}</th>
                    <th scope="col" className="num">
                      {t.overview.topShare}
                    </th>
                    <th scope="col" className="num">
                      {t.amounts.disputed}
                    </th>
                    <th scope="col" className="num">
                      {t.overview.topOldest}
                    </th>
                    <th scope="col" className="num">
                      {t.items.age}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.rows.map((row) => (
                    <tr key={row.customer}>
                      <th scope="row">
                        <a href={customerHref(row.entity, row.customer)}>{row.customer_name}</a>
                      </th>
                      <td>
                        <Grade grade={row.grade} />
                      </td>
                      <td className="num">
                        <Money value={row.overdue} strong />
                      </td>
                      <td className="num">
                        <Detail
                          title={t.overview.topShare}
                          rows={[
                            [t.numerator, `${currency} ${amount(row.overdue, language)}`],
                            [
                              `${t.denominator}: ${t.amounts.overdue} ${entity.entity}`,
                              overdue === undefined ? "–" : `${currency} ${amount(overdue, language)}`,
                            ],
                            [t.asOf, longDate(data.as_of, language)],
                          ]}
                        >
                          {percent(row.share, language)}
                        </Detail>
                      </td>
                      <td className="num">
                        <Money value={row.disputed_overdue} />
                      </td>
                      <td className="num">{row.oldest_due_on}</td>
                      <td className="num">{t.items.overdue(row.days_overdue)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Answer>
    </Panel>
  );
}
