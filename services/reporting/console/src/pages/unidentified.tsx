/** Money that nobody has claimed yet: entered, listed, given to the customer whose it is, or sent back. */
import { useState, type JSX } from "react";
import { ACTIONS, NOBODYS } from "../actions/index.ts";
import { useUnidentified, type Unidentified } from "../api/ledger.ts";
import type { Entity } from "../api/queries.ts";
import { documentId } from "../lib/document.ts";
import { compareDecimals } from "../lib/format.ts";
import { href } from "../lib/router.ts";
import { useText } from "../text/index.ts";
import { useLedgerText } from "../text/ledger/index.ts";
import { Answer, Waiting } from "../ui/answer.tsx";
import { chosenEntity, EntityChoice } from "../ui/entity-choice.tsx";
import { useAboutEntity } from "../ui/ledger/about.ts";
import { Empty, Money, More, Panel, Scroll } from "../ui/parts.tsx";
import { ProblemNote } from "../ui/problem.tsx";
import { Form } from "./posting.tsx";

type Nobodys = (typeof NOBODYS)[number];

interface PageProps {
  readonly entities: readonly Entity[];
  /** What stands behind `unidentified` in the address: nothing, or what is to be done. */
  readonly action: string | undefined;
  readonly params: URLSearchParams;
}

const placeOf = (entity: string, action?: Nobodys, document?: string): string =>
  href(action === undefined ? ["unidentified"] : ["unidentified", action], { entity, document });

export function UnidentifiedPage({ entities, action, params }: PageProps): JSX.Element {
  const { overview } = useText();
  const entity = chosenEntity(entities, params);
  if (entity === undefined) {
    return <Empty>{overview.noEntities}</Empty>;
  }
  const asked = NOBODYS.find((one) => one === action);
  return asked === undefined ? (
    <List entities={entities} entity={entity} />
  ) : (
    <PostingOfNobodys
      key={`${asked} ${entity.entity}`}
      action={asked}
      entity={entity}
      document={params.get("document")}
    />
  );
}

/** The bank takes back what it brought, whole: once a part is somebody's, only the rest can be sent back by us. */
const offered = (one: Unidentified): readonly Nobodys[] =>
  compareDecimals(one.left, one.amount) === 0
    ? ["assign", "refund-unidentified", "return-unidentified"]
    : ["assign", "refund-unidentified"];

function List({ entities, entity }: { readonly entities: readonly Entity[]; readonly entity: Entity }): JSX.Element {
  const t = useLedgerText();
  const unidentified = useUnidentified(entity.entity);
  return (
    <>
      <h1>{t.unidentified.title}</h1>
      <p className="muted">{t.unidentified.note}</p>
      <div className="filters">
        <EntityChoice entities={entities} entity={entity} />
        <a className="button" href={placeOf(entity.entity, "unidentified")}>
          {t.actions["unidentified"]}
        </a>
      </div>
      <Panel>
        <Answer of={unidentified} lines={4}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty>{t.unidentified.empty}</Empty>
            ) : (
              <>
                <Scroll label={t.unidentified.title}>
                  <table className="ledger-table">
                    <thead>
                      <tr>
                        <th scope="col">{t.kinds["payment"]}</th>
                        <th scope="col">{t.fields["bank_account"]}</th>
                        <th scope="col">{t.columns.posted}</th>
                        <th scope="col">{t.columns.reference}</th>
                        <th scope="col">{t.columns.currency}</th>
                        <th scope="col" className="num">
                          {t.columns.amount}
                        </th>
                        <th scope="col" className="num">
                          {t.unidentified.left}
                        </th>
                        <th scope="col">{t.columns.actions}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {rows.map((one) => (
                        <tr key={one.payment}>
                          <th scope="row" className="document-number">
                            {documentId(one.payment).number}
                          </th>
                          <td>{one.bank_account}</td>
                          <td className="nowrap">{one.posted_on}</td>
                          <td className="sentence">{one.reference ?? ""}</td>
                          <td>{one.currency}</td>
                          <td className="num">
                            <Money value={one.amount} />
                          </td>
                          <td className="num">
                            <Money value={one.left} strong />
                          </td>
                          <td>
                            <span className="row-links">
                              {offered(one).map((action) => (
                                <a key={action} href={placeOf(entity.entity, action, one.payment)}>
                                  {t.actions[action]}
                                </a>
                              ))}
                            </span>
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </Scroll>
                <More
                  shown={unidentified.hasNextPage}
                  busy={unidentified.isFetchingNextPage}
                  onMore={() => void unidentified.fetchNextPage()}
                />
              </>
            )
          }
        </Answer>
      </Panel>
    </>
  );
}

interface PostingProps {
  readonly action: Nobodys;
  readonly entity: Entity;
  readonly document: string | null;
}

function PostingOfNobodys({ action, entity, document }: PostingProps): JSX.Element {
  const t = useLedgerText();
  const [round, setRound] = useState(0);
  const { about, error } = useAboutEntity(entity.entity, document, entity.day);
  const back = { href: placeOf(entity.entity), label: t.unidentified.back };
  return (
    <>
      <header className="customer-head">
        <p>
          <a href={back.href}>‹ {back.label}</a>
        </p>
        <h1>{t.titles[action]}</h1>
        <p className="muted">{entity.name}</p>
        <p className="muted">{t.notes[action]}</p>
      </header>
      {error !== null && <ProblemNote error={error} />}
      {about === null ? (
        error === null && <Waiting lines={6} />
      ) : (
        <Form
          key={round}
          name={action}
          action={ACTIONS[action]}
          about={about}
          back={back}
          onAnother={() => {
            setRound(round + 1);
          }}
        />
      )}
    </>
  );
}
