/** Everything a clerk can post about a customer, by the name it has in the address. */
import type { Action } from "./action.ts";
import { raiseFee, recogniseClaim, waiveClaim } from "./claims.ts";
import { applyCredit, enterCreditNote } from "./credits.ts";
import { openDispute, resolveDispute } from "./disputes.ts";
import { cancelInvoice, enterInvoice, reportDueEvent } from "./invoices.ts";
import { merge } from "./merger.ts";
import {
  allocatePayment,
  enterPayment,
  exchange,
  refund,
  returnPayment,
  transfer,
  unapplyPayment,
} from "./payments.ts";
import { adjust, decideWriteOff, enterRecovery, proposeWriteOff } from "./reductions.ts";
import { assign, receiveUnidentified, refundUnidentified, returnUnidentified } from "./unidentified.ts";

export const ACTIONS = {
  invoice: enterInvoice,
  payment: enterPayment,
  "credit-note": enterCreditNote,
  allocate: allocatePayment,
  exchange,
  "apply-credit": applyCredit,
  unapply: unapplyPayment,
  return: returnPayment,
  refund,
  transfer,
  adjust,
  cancel: cancelInvoice,
  "due-event": reportDueEvent,
  dispute: openDispute,
  resolve: resolveDispute,
  "write-off": proposeWriteOff,
  "decide-write-off": decideWriteOff,
  recovery: enterRecovery,
  fee: raiseFee,
  waive: waiveClaim,
  recognise: recogniseClaim,
  merge,
  unidentified: receiveUnidentified,
  assign,
  "return-unidentified": returnUnidentified,
  "refund-unidentified": refundUnidentified,
} as const satisfies Readonly<Record<string, Action>>;

export type ActionName = keyof typeof ACTIONS;

export function actionOf(name: string | undefined): Action | undefined {
  return name !== undefined && Object.hasOwn(ACTIONS, name) ? ACTIONS[name as ActionName] : undefined;
}

/** What is about no customer, because nobody knows whose the money is. */
export const NOBODYS = [
  "unidentified",
  "assign",
  "return-unidentified",
  "refund-unidentified",
] as const satisfies readonly ActionName[];

/** What can begin on its own, in the order it is offered. */
export const ALONE: readonly ActionName[] = [
  "invoice",
  "payment",
  "credit-note",
  "adjust",
  "dispute",
  "write-off",
  "fee",
  "refund",
  "transfer",
  "merge",
];

/** What can be done about a document of a kind while something of it is open, and at any time. */
export const ABOUT: Readonly<
  Record<string, { readonly open: readonly ActionName[]; readonly ever: readonly ActionName[] }>
> = {
  invoice: { open: ["adjust", "dispute", "write-off", "credit-note", "fee"], ever: ["cancel"] },
  payment: { open: ["allocate", "refund", "transfer", "exchange"], ever: ["unapply", "return"] },
  "credit-note": { open: ["apply-credit", "refund", "transfer"], ever: [] },
  dispute: { open: ["resolve"], ever: [] },
  claim: { open: ["recognise", "waive"], ever: [] },
};
