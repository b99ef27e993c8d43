/** The texts of the ledger pages, loaded with them, in the language the reader chose. */
import type { Language } from "../../lib/format.ts";
import { useLanguage } from "../../lib/session.ts";
import { en, type LedgerTexts as Said } from "./en.ts";
import { zh } from "./zh.ts";

/** The texts, and which language they are in. */
export type LedgerTexts = Said & { readonly code: Language };

export const LEDGER_TEXTS: Record<Language, LedgerTexts> = { en: { ...en, code: "en" }, zh: { ...zh, code: "zh" } };

export function useLedgerText(): LedgerTexts {
  return LEDGER_TEXTS[useLanguage()];
}
