/** Two customers who are one: everything open moves from the one to the other. */
import { posting } from "../api/posting.ts";
import { text, type Action } from "./action.ts";
import { REASON } from "./fields.ts";

export const merge: Action = {
  fields: [{ name: "into", kind: "customer" }, { name: "merged_on", kind: "date" }, REASON],
  start: ({ today }) => ({ merged_on: today }),
  lands: ({ texts }, { account }) => ({ entity: account.entity, customer: text(texts, "into") }),
  posting: ({ texts }, { account }) =>
    posting(
      "/v1/customers/{entity}/{customer}/merger",
      { into: text(texts, "into"), merged_on: text(texts, "merged_on"), reason: text(texts, "reason") },
      account,
    ),
};
