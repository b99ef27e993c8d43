/** One customer: who they are, what they owe, how they pay, and everything that happened. */
import type { JSX, ReactNode } from "react";
import { useCustomer, type Schemas } from "../api/queries.ts";
import { useObligations } from "../api/work.ts";
import { amount, compareDecimals, instant, longDate, percent, share } from "../lib/format.ts";
import { change, ledgerHref } from "../lib/router.ts";
import { useLanguage } from "../lib/session.ts";
import { useText, type Texts } from "../text/index.ts";
import { AgingBar, AgingLegend } from "../ui/aging-bar.tsx";
import { Answer } from "../ui/answer.tsx";
import { Detail } from "../ui/detail.tsx";
import { Documents } from "../ui/documents.tsx";
import { Icon } from "../ui/icon.tsx";
import { OpenItems } from "../ui/items.tsx";
import { Messages } from "../ui/messages.tsx";
import { ObligationList, WhyNot } from "../ui/obligations.tsx";
import { Badge, Empty, Grade, Money, More, Panel, Scroll } from "../ui/parts.tsx";
import { Timeline } from "../ui/timeline.tsx";

interface PageProps {
  readonly entity: string;
  readonly customer: string;
  readonly params: URLSearchParams;
  readonly timeZone: string | undefined;
}

const TABS = ["items", "events", "documents", "messages", "obligations"] as const;

type Tab = (typeof TABS)[number];

const NOW = {};

export function CustomerPage({ entity, customer, params, timeZone }: PageProps): JSX.Element {
  const t = useText();
  const answer = useCustomer(entity, customer);
  const tab = TABS.find((one) => one === params.get("tab")) ?? "items";
  return (
    <Answer of={answer} lines={8}>
      {(data) => (
        <>
          <CustomerHead profile={data.profile} />
          <div className="customer-figures">
            <CreditPanel credit={data.credit} timeZone={timeZone} />
            <BehaviourPanel behaviour={data.behaviour} asOf={data.as_of} />
          </div>
          <BalancePanel aging={data.aging} asOf={data.as_of} />
          <Tabs current={tab} t={t} />
          <Panel className="tab-panel">
            {tab === "items" && <OpenItems entity={entity} customer={customer} when={NOW} />}
            {tab === "events" && <Timeline entity={entity} customer={customer} timeZone={timeZone} />}
            {tab === "documents" && <Documents entity={entity} customer={customer} />}
            {tab === "messages" && <Messages entity={entity} customer={customer} timeZone={timeZone} />}
            {tab === "obligations" && (
              <>
                <Obligations entity={entity} customer={customer} />
                <WhyNot entity={entity} customer={customer} />
              </>
            )}
          </Panel>
        </>
      )}
    </Answer>
  );
}

function Tabs({ current, t }: { readonly current: Tab; readonly t: Texts }): JSX.Element {
  const names: Record<Tab, string> = {
    items: t.customerPage.items,
    events: t.customerPage.events,
    documents: t.customerPage.documents,
    messages: t.customerPage.messages,
    obligations: t.customerPage.obligations,
  };
  return (
    <div className="tabs" role="group" aria-label={t.customer}>
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          aria-pressed={tab === current}
          onClick={() => {
            change({ tab });
          }}
        >
          {names[tab]}
        </button>
      ))}
    </div>
  );
}

function Obligations({ entity, customer }: { readonly entity: string; readonly customer: string }): JSX.Element {
  const t = useText();
  const obligations = useObligations({ entity, customer });
  return (
    <Answer of={obligations} lines={4}>
      {(data) => {
        const all = data.pages.flatMap((page) => page.items);
        return all.length === 0 ? (
          <Empty>{t.work.none}</Empty>
        ) : (
          <>
            <ObligationList obligations={all} label={t.customerPage.obligations} />
            <More
              shown={obligations.hasNextPage}
              busy={obligations.isFetchingNextPage}
              onMore={() => void obligations.fetchNextPage()}
            />
          </>
        );
      }}
    </Answer>
  );
}

function CustomerHead({ profile }: { readonly profile: Schemas["CustomerProfile"] }): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const facts = [
    profile.entity,
    profile.customer,
    t.customers.sizes[profile.size] ?? profile.size,
    profile.industry,
    profile.region,
    profile.country,
    profile.salesperson,
  ];
  return (
    <header className="customer-head">
      <h1>{profile.name}</h1>
      <p className="muted">{facts.filter((fact) => fact !== "").join(" · ")}</p>
      <a className="button button-small customer-ledger" href={ledgerHref(profile)}>
        <Icon name="ledger" />
        {t.customerPage.ledger}
      </a>
      {(profile.insolvent || profile.credit_stopped) && (
        <p className="customer-flags">
          {profile.insolvent && (
            <Badge tone="bad">
              {profile.insolvent_since === null
                ? t.customers.insolvent
                : t.customerPage.insolventSince(longDate(profile.insolvent_since, language))}
            </Badge>
          )}
          {profile.credit_stopped && <Badge tone="warn">{t.customerPage.creditStopped}</Badge>}
        </p>
      )}
    </header>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function CreditPanel({
  credit,
  timeZone,
}: {
  readonly credit: Schemas["Credit"] | null;
  readonly timeZone: string | undefined;
}): JSX.Element {
  const t = useText();
  const language = useLanguage();
  if (credit === null) {
    return (
      <Panel title={t.customerPage.credit}>
        <Empty>{t.customerPage.noCredit}</Empty>
      </Panel>
    );
  }
  const money = (value: string): string => `${credit.currency} ${amount(value, language)}`;
  const used = share(credit.exposure, credit.limit);
  // Without a limit there is nothing to divide by, yet any exposure is above it.
  const filled = used ?? (compareDecimals(credit.exposure, "0") > 0 ? Infinity : 0);
  const graded = instant(credit.graded_at, timeZone);
  return (
    <Panel title={t.customerPage.credit} actions={<Grade grade={credit.grade} />}>
      <div className="limit-bar" aria-hidden="true">
        <span className={filled > 1 ? "over" : ""} style={{ width: `${Math.min(100, Math.max(0, filled * 100))}%` }} />
      </div>
      <dl className="facts">
        <Fact label={t.customerPage.limit}>{money(credit.limit)}</Fact>
        <Fact label={t.customerPage.exposure}>
          <Detail
            title={t.customerPage.exposure}
            rows={[
              [t.customerPage.exposure, money(credit.exposure)],
              [t.customerPage.reserved, money(credit.reserved)],
            ]}
            note={t.customerPage.exposureNote}
          >
            {money(credit.exposure)}
          </Detail>
        </Fact>
        <Fact label={t.customerPage.used}>
          <Detail
            title={t.customerPage.used}
            rows={[
              [`${t.numerator}: ${t.customerPage.exposure}`, money(credit.exposure)],
              [`${t.denominator}: ${t.customerPage.limit}`, money(credit.limit)],
              [t.customerPage.gradedAt, graded],
            ]}
          >
            {percent(used, language, 0)}
          </Detail>
        </Fact>
        <Fact label={t.customerPage.available}>{money(credit.available)}</Fact>
        <Fact label={t.customerPage.score}>{credit.score}</Fact>
        <Fact label={t.customerPage.terms}>{t.customerPage.termsDays(credit.terms_days)}</Fact>
        <Fact label={t.customerPage.gradedAt}>{graded}</Fact>
      </dl>
    </Panel>
  );
}

function BehaviourPanel({
  behaviour,
  asOf,
}: {
  readonly behaviour: readonly Schemas["PaymentBehaviour"][];
  readonly asOf: string;
}): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const day = longDate(asOf, language);
  return (
    <Panel title={t.customerPage.behaviour} actions={<span className="muted">{t.read(day)}</span>}>
      {behaviour.length === 0 && <Empty>{t.none}</Empty>}
      {behaviour.map((row) => {
        const paid = `${row.currency} ${amount(row.paid, language)}`;
        return (
          <dl key={row.currency} className="facts">
            <Fact label={t.customerPage.paid}>{paid}</Fact>
            <Fact label={t.customerPage.daysLate}>
              <Detail
                title={t.customerPage.daysLate}
                rows={[
                  [t.denominator, paid],
                  [t.asOf, day],
                ]}
                note={t.customerPage.daysLateNote}
              >
                {row.average_days_late === null ? "–" : row.average_days_late.toFixed(1)}
              </Detail>
            </Fact>
            <Fact label={t.customerPage.inTime}>
              <Detail
                title={t.customerPage.inTime}
                rows={[
                  [t.denominator, paid],
                  [t.asOf, day],
                ]}
                note={t.customerPage.inTimeNote}
              >
                {percent(row.paid_in_time_share, language, 0)}
              </Detail>
            </Fact>
            <Fact label={t.customerPage.lastPayment}>
              {row.last_payment_on === null ? "–" : longDate(row.last_payment_on, language)}
            </Fact>
          </dl>
        );
      })}
    </Panel>
  );
}

function BalancePanel({
  aging,
  asOf,
}: {
  readonly aging: readonly Schemas["CurrencyAging"][];
  readonly asOf: string;
}): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const day = longDate(asOf, language);
  return (
    <Panel title={t.overview.agingTitle} actions={<AgingLegend />}>
      {aging.length === 0 ? (
        <Empty>{t.customerPage.nothingOwed}</Empty>
      ) : (
        <Scroll label={t.overview.agingTitle}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.currency}</th>
                <th scope="col" className="bar-cell">
                  <span className="hidden">{t.overview.agingTitle}</span>
                </th>
                <th scope="col" className="num">
                  {t.amounts.receivable}
                </th>
                <th scope="col" className="num">
                  {t.amounts.overdue}
                </th>
                <th scope="col" className="num">
                  {t.amounts.disputed}
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
              {aging.map((row) => (
                <tr key={row.currency}>
                  <th scope="row">{row.currency}</th>
                  <td className="bar-cell">
                    <AgingBar aged={row} currency={row.currency} asOf={day} label={row.currency} />
                  </td>
                  <td className="num">
                    <Money value={row.receivable} strong />
                  </td>
                  <td className="num">
                    <Money value={row.overdue} />
                  </td>
                  <td className="num">
                    <Money value={row.disputed} />
                  </td>
                  <td className="num">
                    <Money value={row.on_account} deducted />
                  </td>
                  <td className="num">
                    <Money value={row.open_credits} deducted />
                  </td>
                  <td className="num">
                    <Money value={row.balance} strong />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}
