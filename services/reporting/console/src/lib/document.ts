/** The id of a document, taken apart: "CN01/invoice/erp/2026%2F0017" is invoice 2026/0017 of the ERP. */

export interface DocumentId {
  readonly id: string;
  readonly entity: string;
  readonly kind: string;
  readonly source: string;
  readonly number: string;
}

export function documentId(id: string): DocumentId {
  const [entity = "", kind = "", ...rest] = id.split("/");
  // A transfer is named by its number alone.
  const [source = "", number = ""] = rest.length > 1 ? rest : ["", rest[0]];
  return { id, entity, kind, source, number: decoded(number) };
}

function decoded(number: string): string {
  try {
    return decodeURIComponent(number);
  } catch {
    return number;
  }
}

/** What an address of the ledger names it by. */
export function inAddress(document: DocumentId | null): { entity: string; source: string; number: string } {
  return { entity: document?.entity ?? "", source: document?.source ?? "", number: document?.number ?? "" };
}
