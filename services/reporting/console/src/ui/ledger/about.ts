/** Everything a form of a customer's account begins with, asked of the ledger at once. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { About } from "../../actions/action.ts";
import { body, ledger } from "../../api/client.ts";
import {
  LEDGER,
  useClaims,
  useCustomerDetails,
  useDisputes,
  useOpenInvoices,
  useUnapplied,
  useUnidentified,
  useWaiting,
  useWriteOffs,
  type Account,
} from "../../api/ledger.ts";
import { documentId, inAddress } from "../../lib/document.ts";

export function useLedgerEntity(entity: string) {
  return useQuery({
    queryKey: ["ledger-entity", entity],
    queryFn: () => body(ledger.GET("/v1/entities/{entity}", { params: { path: { entity } } })),
    staleTime: 300_000,
  });
}

/** What a form begins with that is about money of nobody yet. */
export function useAboutEntity(
  entity: string,
  id: string | null,
  today: string,
): { readonly about: About | null; readonly error: Error | null } {
  const document = useMemo(() => (id === null ? null : documentId(id)), [id]);
  const settings = useLedgerEntity(entity);
  const unidentified = useUnidentified(entity);
  const error = settings.error ?? unidentified.error;
  if (settings.data === undefined || unidentified.data === undefined) {
    return { about: null, error };
  }
  const about: About = {
    account: { entity, customer: "" },
    today,
    currency: settings.data.functional_currency,
    currencies: settings.data.currencies,
    document,
    open: [],
    more: unidentified.hasNextPage ? () => unidentified.fetchNextPage() : null,
    waiting: [],
    unapplied: [],
    unidentified: unidentified.data,
    disputes: [],
    writeOffs: [],
    claims: [],
    applied: [],
  };
  return { about, error };
}

export function useAbout(
  account: Account,
  id: string | null,
  today: string,
): { readonly about: About | null; readonly error: Error | null } {
  const document = useMemo(() => (id === null ? null : documentId(id)), [id]);
  const entity = useLedgerEntity(account.entity);
  const customer = useCustomerDetails(account);
  const open = useOpenInvoices(account);
  const waiting = useWaiting(account);
  const unapplied = useUnapplied(account);
  const disputes = useDisputes(account);
  const writeOffs = useWriteOffs(account);
  const claims = useClaims(account);
  const isPayment = document?.kind === "payment";
  const payment = useQuery({
    queryKey: [LEDGER, "funds", id],
    enabled: isPayment,
    queryFn: () =>
      body(ledger.GET("/v1/payments/{entity}/{source}/{number}", { params: { path: inAddress(document) } })),
  });
  const listed = [open, waiting, unapplied, disputes, writeOffs, claims];
  const asked = [
    entity,
    customer,
    open,
    waiting,
    unapplied,
    disputes,
    writeOffs,
    claims,
    ...(isPayment ? [payment] : []),
  ];
  const error = asked.find((one) => one.error !== null)?.error ?? null;
  if (
    entity.data === undefined ||
    customer.data === undefined ||
    open.data === undefined ||
    waiting.data === undefined ||
    unapplied.data === undefined ||
    disputes.data === undefined ||
    writeOffs.data === undefined ||
    claims.data === undefined ||
    (isPayment && payment.data === undefined)
  ) {
    return { about: null, error };
  }
  const about: About = {
    account,
    today,
    currency: customer.data.currency,
    currencies: entity.data.currencies,
    document,
    open: open.data,
    more: listed.some((one) => one.hasNextPage)
      ? () => Promise.all(listed.filter((one) => one.hasNextPage).map((one) => one.fetchNextPage()))
      : null,
    waiting: waiting.data,
    unapplied: unapplied.data,
    unidentified: [],
    disputes: disputes.data,
    writeOffs: writeOffs.data,
    claims: claims.data,
    applied: payment.data?.applied ?? [],
  };
  return { about, error };
}
