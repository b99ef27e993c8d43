/** Statements that were issued to a customer, and what the debtor answered. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { body, chosen, ledger, newKey } from "./client.ts";
import { blob, type File } from "./download.ts";
import { LEDGER, useListed, type Account, type Schemas } from "./ledger.ts";

export type IssuedStatement = Schemas["IssuedStatementShown"];

const at = ({ entity, customer, number }: IssuedStatement) => ({ entity, customer, number });
const once = () => ({ "Idempotency-Key": newKey() });

export function useIssuedStatements({ entity, customer }: Account) {
  return useListed([LEDGER, "issued-statements", entity, customer], (cursor) =>
    body(ledger.GET("/v1/statements", { params: { query: { entity, customer, ...chosen({ cursor, limit: 100 }) } } })),
  );
}

export function useIssue(account: Account) {
  return useChange((statement: Schemas["StatementBody"]) =>
    body(
      ledger.POST("/v1/customers/{entity}/{customer}/statements", {
        params: { path: account, header: once() },
        body: statement,
      }),
    ),
  );
}

export function useConfirm(statement: IssuedStatement) {
  return useChange(async ({ on, file }: { readonly on: string; readonly file: Blob }) =>
    body(
      ledger.POST("/v1/statements/{entity}/{customer}/{number}/confirmation", {
        params: { path: at(statement), header: once() },
        body: { acknowledged_on: on, file_sha256: await sha256(file) },
      }),
    ),
  );
}

export function useDisagree(statement: IssuedStatement) {
  return useChange((answer: Schemas["DisagreementBody"]) =>
    body(
      ledger.POST("/v1/statements/{entity}/{customer}/{number}/differences", {
        params: { path: at(statement), header: once() },
        body: answer,
      }),
    ),
  );
}

/** The very bytes that were issued. */
export function issuedFile(statement: IssuedStatement): File {
  return {
    name: `${statement.entity}-${statement.customer}-${statement.number}.${statement.format}`,
    content: () =>
      blob(
        ledger.GET("/v1/statements/{entity}/{customer}/{number}/file", {
          params: { path: at(statement) },
          parseAs: "blob",
        }),
      ),
  };
}

/** The hash of a file in hexadecimal, computed here: the file itself stays with its reader. */
export async function sha256(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function useChange<Asked, Answered>(ask: (asked: Asked) => Promise<Answered>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: ask, onSuccess: () => client.invalidateQueries({ queryKey: [LEDGER] }) });
}
