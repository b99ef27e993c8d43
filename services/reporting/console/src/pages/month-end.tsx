/** The end of a month: close it with its checklist, hand its journal over, and hold other books against these. */
import type { JSX } from "react";
import type { Entity } from "../api/queries.ts";
import { href } from "../lib/router.ts";
import { useText } from "../text/index.ts";
import { useLedgerText } from "../text/ledger/index.ts";
import { chosenEntity, EntityChoice } from "../ui/entity-choice.tsx";
import { Comparison } from "../ui/ledger/comparison.tsx";
import { Exchange } from "../ui/ledger/exchange.tsx";
import { Interest } from "../ui/ledger/interest.tsx";
import { JournalExports } from "../ui/ledger/journal-exports.tsx";
import { Periods } from "../ui/ledger/periods.tsx";
import { TrialBalance } from "../ui/ledger/trial-balance.tsx";
import { Empty, Panel } from "../ui/parts.tsx";

interface PageProps {
  readonly entities: readonly Entity[];
  readonly params: URLSearchParams;
}

export function MonthEndPage({ entities, params }: PageProps): JSX.Element {
  const t = useLedgerText();
  const { overview } = useText();
  const entity = chosenEntity(entities, params);
  if (entity === undefined) {
    return <Empty>{overview.noEntities}</Empty>;
  }
  const props = { key: entity.entity, entity: entity.entity, today: entity.day };
  return (
    <>
      <h1>{t.monthEnd.title}</h1>
      <div className="filters">
        <EntityChoice entities={entities} entity={entity} />
      </div>
      <Periods {...props} timeZone={entity.time_zone} />
      <JournalExports {...props} />
      <TrialBalance {...props} />
      <Exchange {...props} />
      <Interest {...props} />
      <Comparison {...props} shown={params.get("comparison")} />
      <Panel title={t.opening.title} note={t.opening.note}>
        <p className="tab-filter">
          <a className="button" href={href(["month-end", "opening"], { entity: entity.entity })}>
            {t.opening.link}
          </a>
        </p>
      </Panel>
    </>
  );
}
