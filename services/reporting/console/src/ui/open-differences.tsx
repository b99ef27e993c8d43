/** Comparisons with other books that still wait for somebody to look into their differences, as work to be done. */
import type { JSX } from "react";
import { useReconciliations } from "../api/month-end.ts";
import { documentId } from "../lib/document.ts";
import { href } from "../lib/router.ts";
import { useText } from "../text/index.ts";
import { Badge, Panel } from "./parts.tsx";

export function OpenDifferences({ entity }: { readonly entity: string }): JSX.Element | null {
  const t = useText();
  const compared = useReconciliations(entity);
  const waiting = (compared.data ?? []).filter((one) => one.open > 0);
  return waiting.length === 0 ? null : (
    <Panel title={t.work.differences} note={t.work.differencesNote}>
      <ul className="open-differences">
        {waiting.map((one) => {
          const { source, number } = documentId(one.id);
          return (
            <li key={one.id}>
              <a href={href(["month-end"], { entity, comparison: one.id })}>
                {source} {number}
              </a>{" "}
              <span className="muted">{t.read(one.as_of)}</span>{" "}
              <Badge tone="warn">{t.work.differencesOpen(one.open)}</Badge>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
