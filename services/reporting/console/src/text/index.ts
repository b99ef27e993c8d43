/** The texts of the language the reader chose. */
import { type Language } from "../lib/format.ts";
import { useLanguage } from "../lib/session.ts";
import { en, type Texts } from "./en.ts";
import { zh } from "./zh.ts";

export const TEXTS: Record<Language, Texts> = { en, zh };

export type { Texts };

export function useText(): Texts {
  return TEXTS[useLanguage()];
}
