/** How a document stands, as a word in its colour. */
import type { JSX } from "react";
import { useLedgerText } from "../../text/ledger/index.ts";
import { Badge, type Tone } from "../parts.tsx";

const TONES: Readonly<Record<string, Tone>> = {
  open: "accent",
  raised: "accent",
  proposed: "warn",
  held: "warn",
  settled: "good",
  paid: "good",
  recognised: "good",
};

export function State({ state }: { readonly state: string }): JSX.Element {
  const t = useLedgerText();
  return <Badge tone={TONES[state] ?? "plain"}>{t.states[state] ?? state}</Badge>;
}
