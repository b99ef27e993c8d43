/** The journal month by month as files for the general ledger, with whether the month is closed. */
import type { JSX } from "react";
import { journalFile } from "../../api/download.ts";
import { usePeriods } from "../../api/month-end.ts";
import { month as monthName } from "../../lib/format.ts";
import { monthsBack } from "../../lib/months.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Badge, Panel, Scroll } from "../parts.tsx";
import { Downloads } from "./download.tsx";

const SHOWN = 6;

export function JournalExports({ entity, today }: { readonly entity: string; readonly today: string }): JSX.Element {
  const t = useLedgerText();
  const periods = usePeriods(entity);
  const closedUntil = periods.data?.[0]?.closed_until ?? "";
  return (
    <Panel title={t.monthEnd.journal} note={t.monthEnd.journalNote}>
      <Scroll label={t.monthEnd.journal}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.monthEnd.month}</th>
              <th scope="col">{t.monthEnd.days}</th>
              <th scope="col">{t.columns.state}</th>
              <th scope="col">{t.statement.download}</th>
            </tr>
          </thead>
          <tbody>
            {monthsBack(today, SHOWN).map(({ first, last }) => {
              const name = monthName(first, t.code);
              return (
                <tr key={first}>
                  <th scope="row">{name}</th>
                  <td className="nowrap">
                    {first} – {last}
                  </td>
                  <td>
                    {closedUntil >= last ? (
                      <Badge tone="good">{t.monthEnd.isClosed}</Badge>
                    ) : closedUntil >= first ? (
                      <Badge tone="warn">{t.monthEnd.partlyClosed}</Badge>
                    ) : (
                      <Badge tone="accent">{t.monthEnd.open}</Badge>
                    )}
                  </td>
                  <td>
                    <Downloads
                      label={name}
                      files={(["csv", "xlsx"] as const).map((format) => ({
                        label: format.toUpperCase(),
                        title: t.monthEnd.exportOf(format.toUpperCase(), name),
                        file: journalFile(entity, first, last, format),
                      }))}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}
