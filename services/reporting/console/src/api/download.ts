/** A file of the ledger saved by the browser: it is asked for with the key, which a plain link could not carry. */
import { useMutation } from "@tanstack/react-query";
import { body, ledger } from "./client.ts";

export interface File {
  readonly name: string;
  readonly content: () => Promise<Blob>;
}

export function journalFile(entity: string, from: string, to: string, format: "csv" | "xlsx"): File {
  const days = { ...(from === "" ? {} : { from }), ...(to === "" ? {} : { to }) };
  return {
    name: `${["journal", entity, from, to].filter((part) => part !== "").join("-")}.${format}`,
    // Excel reads Chinese from a CSV file only behind a byte-order mark.
    content: () =>
      blob(
        ledger.GET("/v1/journal/export", {
          params: { query: { entity, format, bom: format === "csv", ...days } },
          parseAs: "blob",
        }),
      ),
  };
}

export interface StatementAsked {
  readonly entity: string;
  readonly customer: string;
  readonly form: "open-items" | "activity";
  readonly from: string;
  readonly asOf: string;
}

export function statementFile(asked: StatementAsked, format: "html" | "xlsx", lang: "zh" | "en"): File {
  const { entity, customer, form, from, asOf } = asked;
  const days = { ...(from === "" ? {} : { from }), ...(asOf === "" ? {} : { as_of: asOf }) };
  return {
    name: `${[entity, customer, form, asOf, lang].filter((part) => part !== "").join("-")}.${format}`,
    content: () =>
      blob(
        ledger.GET("/v1/customers/{entity}/{customer}/statement", {
          params: { path: { entity, customer }, query: { form, format, lang, ...days } },
          parseAs: "blob",
        }),
      ),
  };
}

export function blob(
  asked: Promise<{ readonly response: Response; readonly data?: unknown; readonly error?: unknown }>,
) {
  return body(asked) as Promise<Blob>;
}

export function useDownload() {
  return useMutation({
    mutationFn: async (file: File) => {
      save(await file.content(), file.name);
    },
  });
}

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has read the address by then; a file that stays would fill the memory of a tab left open all month.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}
