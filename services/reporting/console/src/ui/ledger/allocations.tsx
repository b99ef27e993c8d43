/** What settled what of a customer, since when and by which rule. */
import type { JSX } from "react";
import { useAllocations, type Account } from "../../api/ledger.ts";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Answer } from "../answer.tsx";
import { Empty, More } from "../parts.tsx";
import { AppliedShown } from "./preview.tsx";

export function Allocations({ account }: { readonly account: Account }): JSX.Element {
  const t = useLedgerText();
  const allocations = useAllocations(account);
  return (
    <Answer of={allocations} lines={6}>
      {(data) => {
        const all = data.pages.flatMap((page) => page.items);
        return all.length === 0 ? (
          <Empty>{t.allocations.empty}</Empty>
        ) : (
          <>
            <p className="tab-filter muted">{t.allocations.note}</p>
            <AppliedShown applied={all} account={account} label={t.tabs.allocations} />
            <More
              shown={allocations.hasNextPage}
              busy={allocations.isFetchingNextPage}
              onMore={() => void allocations.fetchNextPage()}
            />
          </>
        );
      }}
    </Answer>
  );
}
