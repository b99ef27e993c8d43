/** One document of a customer: how it stands, what settled what, why so much is open, and who did what to it. */
import { useEffect, useState, type JSX, type ReactNode } from "react";
import { ABOUT, type ActionName } from "../actions/index.ts";
import {
  useClaim,
  useDispute,
  useFunds,
  useInvoice,
  useWriteOffs,
  type Account,
  type Applied,
  type Invoice,
} from "../api/ledger.ts";
import { documentId, type DocumentId } from "../lib/document.ts";
import { amount, isZero } from "../lib/format.ts";
import { useLedgerText } from "../text/ledger/index.ts";
import { Answer } from "../ui/answer.tsx";
import { useLedgerEntity } from "../ui/ledger/about.ts";
import { DocumentActions } from "../ui/ledger/actions.tsx";
import { History, WhyOpen } from "../ui/ledger/history.tsx";
import { DocumentLink } from "../ui/ledger/links.tsx";
import { ledgerHref } from "../lib/router.ts";
import { AppliedShown } from "../ui/ledger/preview.tsx";
import { State } from "../ui/ledger/state.tsx";
import { Choice, Empty, Money, Panel, Scroll } from "../ui/parts.tsx";

interface PageProps {
  readonly account: Account;
  readonly id: string;
  readonly name: string;
  readonly timeZone: string | undefined;
}

export function DocumentPage({ account, id, name, timeZone }: PageProps): JSX.Element {
  const t = useLedgerText();
  const document = documentId(id);
  return (
    <>
      <header className="customer-head">
        <p>
          <a href={ledgerHref(account)}>‹ {t.back}</a>
        </p>
        <h1>
          {t.kinds[document.kind] ?? document.kind} {document.number}
        </h1>
        <p className="muted">
          {name} · {account.customer}
          {document.source !== "" && ` · ${document.source}`}
        </p>
      </header>
      <Standing key={id} account={account} document={document} />
      {/* A transfer has no history of its own: the documents it made do. */}
      {document.kind !== "transfer" && (
        <Panel title={t.document.history}>
          <History key={id} document={document} timeZone={timeZone} />
        </Panel>
      )}
    </>
  );
}

interface StandingProps {
  readonly account: Account;
  readonly document: DocumentId;
}

function Standing(props: StandingProps): JSX.Element | null {
  switch (props.document.kind) {
    case "invoice":
      return <InvoiceStanding {...props} />;
    case "payment":
    case "credit-note":
      return <FundsStanding {...props} />;
    case "dispute":
      return <DisputeStanding {...props} />;
    case "claim":
      return <ClaimStanding {...props} />;
    case "write-off":
      return <WriteOffStanding {...props} />;
    default:
      return null;
  }
}

function Facts({ facts }: { readonly facts: readonly (readonly [label: string, value: ReactNode])[] }): JSX.Element {
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== null && value !== "")
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function AppliedPanel({
  title,
  account,
  applied,
  ofItself = false,
}: {
  readonly ofItself?: boolean;
  readonly title: string;
  readonly account: Account;
  readonly applied: readonly Applied[];
}): JSX.Element {
  const t = useLedgerText();
  return (
    <Panel title={title}>
      {applied.length === 0 ? (
        <Empty>{t.document.nothingApplied}</Empty>
      ) : (
        <AppliedShown applied={applied} account={account} label={title} ofItself={ofItself} />
      )}
    </Panel>
  );
}

const actionsOf = (kind: string, isOpen: boolean, isCancelled = false): readonly ActionName[] => [
  ...(isOpen ? (ABOUT[kind]?.open ?? []) : []),
  ...(isCancelled ? [] : (ABOUT[kind]?.ever ?? [])),
];

function InvoiceStanding({ account, document }: StandingProps): JSX.Element {
  const t = useLedgerText();
  const invoice = useInvoice(document);
  const [instalment, setInstalment] = useState("");
  return (
    <Answer of={invoice} lines={5}>
      {(data) => {
        const waits = data.instalments.some((one) => one.due_on === null);
        const actions = actionsOf("invoice", data.status === "open", data.status === "cancelled");
        return (
          <>
            <DocumentActions
              account={account}
              document={document.id}
              actions={waits && data.status === "open" ? ["due-event", ...actions] : actions}
            />
            <Panel title={t.document.instalments} actions={<State state={data.status} />}>
              <Facts
                facts={[
                  [t.columns.amount, `${data.currency} ${amount(data.amount, t.code)}`],
                  [t.columns.open, amount(data.open, t.code)],
                  [t.document.facts.dated, data.document_date],
                  [t.document.facts.posted, data.posted_on],
                  [t.document.facts.order, data.order],
                  [t.document.facts.reference, data.reference],
                ]}
              />
              {data.moved_from !== null && <p className="tab-filter muted">{t.document.movedFrom(data.moved_from)}</p>}
              {data.discounts.map((one) => (
                <p key={one.until} className="tab-filter muted">
                  {t.document.discount(one.percent, one.until, amount(one.amount, t.code))}
                </p>
              ))}
              <Instalments invoice={data} />
            </Panel>
            <AppliedPanel title={t.document.settledBy} account={account} applied={data.applied} />
            <Panel
              title={t.document.why}
              actions={
                data.instalments.length > 1 && (
                  <Choice
                    label={t.columns.instalment}
                    value={instalment}
                    options={[
                      ["", t.document.whole],
                      ...data.instalments.map((one) => [String(one.instalment), String(one.instalment)] as const),
                    ]}
                    onChange={setInstalment}
                  />
                )
              }
            >
              <WhyOpen
                account={account}
                document={document}
                instalment={instalment === "" ? undefined : Number(instalment)}
              />
            </Panel>
          </>
        );
      }}
    </Answer>
  );
}

function Instalments({ invoice }: { readonly invoice: Invoice }): JSX.Element {
  const t = useLedgerText();
  return (
    <Scroll label={t.document.instalments}>
      <table className="ledger-table">
        <thead>
          <tr>
            <th scope="col">{t.columns.instalment}</th>
            <th scope="col">{t.columns.due}</th>
            <th scope="col" className="num">
              {t.columns.amount}
            </th>
            <th scope="col" className="num">
              {t.columns.open}
            </th>
          </tr>
        </thead>
        <tbody>
          {invoice.instalments.map((one) => (
            <tr key={one.instalment}>
              <th scope="row">{one.instalment}</th>
              <td className="nowrap">
                {one.due_on ?? t.documents.waiting(t.dueEvents[one.due_event ?? ""] ?? one.due_event ?? "")}
              </td>
              <td className="num">
                <Money value={one.amount} />
              </td>
              <td className="num">
                <Money value={one.open} strong />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function FundsStanding({ account, document }: StandingProps): JSX.Element {
  const t = useLedgerText();
  const funds = useFunds(document);
  const currencies = useLedgerEntity(account.entity).data?.currencies ?? [];
  return (
    <Answer of={funds} lines={5}>
      {(data) => {
        const isOpen = !isZero(data.unapplied);
        const held = "held" in data && data.held;
        const applied = data.applied.length > 0;
        const actions = actionsOf(document.kind, isOpen).filter((action) =>
          action === "unapply" ? applied : action !== "exchange" || currencies.length > 1,
        );
        return (
          <>
            <DocumentActions account={account} document={document.id} actions={actions} />
            <Panel
              title={t.kinds[document.kind] ?? document.kind}
              actions={<State state={held ? "held" : isOpen ? "open" : "settled"} />}
            >
              <Facts
                facts={[
                  [t.columns.amount, `${data.currency} ${amount(data.amount, t.code)}`],
                  [t.columns.open, amount(data.unapplied, t.code)],
                  [t.columns.paidOut, isZero(data.paid_out) ? null : amount(data.paid_out, t.code)],
                  [t.document.facts.dated, data.document_date],
                  [t.document.facts.posted, data.posted_on],
                  [t.document.facts.value, "value_date" in data ? data.value_date : null],
                  [t.document.facts.order, "order" in data ? data.order : null],
                  [t.document.facts.reference, "reference" in data ? data.reference : null],
                  [t.columns.reason, "reason" in data ? data.reason : null],
                ]}
              />
              {data.moved_from !== null && <p className="tab-filter muted">{t.document.movedFrom(data.moved_from)}</p>}
            </Panel>
            <AppliedPanel title={t.document.settles} account={account} applied={data.applied} ofItself />
          </>
        );
      }}
    </Answer>
  );
}

function DisputeStanding({ account, document }: StandingProps): JSX.Element {
  const t = useLedgerText();
  const dispute = useDispute(document);
  return (
    <Answer of={dispute} lines={4}>
      {(one) => (
        <>
          <DocumentActions account={account} document={one.id} actions={actionsOf("dispute", one.outcome === null)} />
          <Panel title={t.kinds["dispute"]} actions={<State state={one.outcome ?? "open"} />}>
            <Facts
              facts={[
                [t.columns.amount, `${one.currency} ${amount(one.amount, t.code)}`],
                [t.kinds["invoice"] ?? "", <DocumentLink key="invoice" account={account} document={one.invoice} />],
                [t.columns.instalment, one.instalment === null ? null : String(one.instalment)],
                [t.columns.dated, one.opened_on],
                [t.columns.deadline, one.deadline],
                [t.columns.owner, t.ownerRoles[one.owner_role] ?? one.owner_role],
                [t.columns.reason, one.reason],
                [
                  t.kinds["payment"] ?? "",
                  one.payment === null ? null : <DocumentLink key="paid" account={account} document={one.payment} />,
                ],
              ]}
            />
          </Panel>
        </>
      )}
    </Answer>
  );
}

function WriteOffStanding({ account, document }: StandingProps): JSX.Element {
  const t = useLedgerText();
  const writeOffs = useWriteOffs(account);
  // There is no address for a single one: it is looked for page after page.
  const { data, hasNextPage, isFetching, fetchNextPage } = writeOffs;
  const isFound = data?.some((row) => row.id === document.id) === true;
  useEffect(() => {
    if (!isFound && hasNextPage && !isFetching) {
      void fetchNextPage();
    }
  }, [isFound, hasNextPage, isFetching, fetchNextPage]);
  return (
    <Answer of={writeOffs} lines={4}>
      {(rows) => {
        const one = rows.find((row) => row.id === document.id);
        const actions = { proposed: ["decide-write-off"], approved: ["recovery"], rejected: [] } as const;
        return one === undefined ? null : (
          <>
            <DocumentActions account={account} document={one.id} actions={actions[one.state]} />
            <Panel title={t.kinds["write-off"]} actions={<State state={one.state} />}>
              <Facts
                facts={[
                  [t.columns.amount, `${one.currency} ${amount(one.amount, t.code)}`],
                  [t.columns.writtenOff, amount(one.written_off, t.code)],
                  [t.columns.recovered, amount(one.recovered, t.code)],
                  [t.kinds["invoice"] ?? "", <DocumentLink key="invoice" account={account} document={one.invoice} />],
                  [t.columns.dated, one.proposed_on],
                  [t.columns.proposedBy, one.proposed_by],
                  [t.columns.reason, one.reason],
                ]}
              />
            </Panel>
          </>
        );
      }}
    </Answer>
  );
}

function ClaimStanding({ account, document }: StandingProps): JSX.Element {
  const t = useLedgerText();
  const claim = useClaim(document);
  return (
    <Answer of={claim} lines={4}>
      {(one) => (
        <>
          <DocumentActions account={account} document={one.id} actions={actionsOf("claim", one.status === "raised")} />
          <Panel title={t.claimKinds[one.kind]} actions={<State state={one.status} />}>
            <Facts
              facts={[
                [t.columns.amount, `${one.currency} ${amount(one.amount, t.code)}`],
                [t.columns.open, amount(one.raised, t.code)],
                [t.columns.recognised, amount(one.recognised, t.code)],
                [t.columns.dated, one.raised_on],
                [
                  t.kinds["invoice"] ?? "",
                  one.invoice === null ? null : <DocumentLink key="for" account={account} document={one.invoice} />,
                ],
                [t.columns.reason, one.reason],
                ...one.items.map(
                  (item) =>
                    [
                      t.states["recognised"] ?? "",
                      <DocumentLink key={item} account={account} document={item} withKind />,
                    ] as const,
                ),
              ]}
            />
            {one.lines.length > 0 && (
              <Scroll label={t.document.explain}>
                <table className="ledger-table">
                  <caption>
                    {t.document.explain} · {one.rate_table} · {one.day_count}
                  </caption>
                  <thead>
                    <tr>
                      <th scope="col">{t.columns.period}</th>
                      <th scope="col" className="num">
                        {t.document.days}
                      </th>
                      <th scope="col" className="num">
                        {t.document.balance}
                      </th>
                      <th scope="col" className="num">
                        {t.document.percent}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {one.lines.map((line) => (
                      <tr key={line.first_on}>
                        <th scope="row">
                          {line.first_on} – {line.last_on}
                        </th>
                        <td className="num">{line.days}</td>
                        <td className="num">
                          <Money value={line.balance} />
                        </td>
                        <td className="num">{line.percent}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
            )}
          </Panel>
        </>
      )}
    </Answer>
  );
}
