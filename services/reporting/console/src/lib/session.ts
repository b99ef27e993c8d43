/** What the browser keeps for one reader: the key for as long as the tab lives, language and theme for longer. */
import { useSyncExternalStore } from "react";
import type { Language } from "./format.ts";

export type Theme = "light" | "dark";

const KEY = "huikuan.key";
const LANGUAGE = "huikuan.language";
const THEME = "huikuan.theme";

const listeners = new Set<() => void>();

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
  };
}

function announce(): void {
  for (const listener of listeners) {
    listener();
  }
}

export function key(): string | null {
  return sessionStorage.getItem(KEY);
}

export function setKey(value: string | null): void {
  if (value === null) {
    sessionStorage.removeItem(KEY);
  } else {
    sessionStorage.setItem(KEY, value);
  }
  announce();
}

let refused = false;

/** Forgets a key that the services no longer accept, and remembers to say so. */
export function dropRefusedKey(): void {
  refused = true;
  setKey(null);
}

export function wasRefused(): boolean {
  return refused;
}

export function useKey(): string | null {
  return useSyncExternalStore(subscribe, key);
}

/** The fragment `#key=…` that `huikuan run` opens: the key it carries, or null when it is an ordinary address. */
export function keyInFragment(hash: string): string | null {
  const found = /^#key=([^&]+)/.exec(hash)?.[1];
  return found === undefined ? null : decodeURIComponent(found);
}

/** Takes the key out of the address bar and the history before anything else is shown. */
export function takeKeyFromAddress(): boolean {
  const found = keyInFragment(window.location.hash);
  if (found === null) {
    return false;
  }
  window.history.replaceState(null, "", `${window.location.pathname}#/`);
  setKey(found);
  return true;
}

export function languageOf(remembered: string | null, browser: readonly string[]): Language {
  if (remembered === "zh" || remembered === "en") {
    return remembered;
  }
  return browser[0]?.toLowerCase().startsWith("zh") === true ? "zh" : "en";
}

export function language(): Language {
  return languageOf(localStorage.getItem(LANGUAGE), navigator.languages);
}

export function setLanguage(value: Language): void {
  localStorage.setItem(LANGUAGE, value);
  announce();
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, language);
}

const darkPreferred = (): MediaQueryList => window.matchMedia("(prefers-color-scheme: dark)");

export function theme(): Theme {
  const remembered = localStorage.getItem(THEME);
  if (remembered === "light" || remembered === "dark") {
    return remembered;
  }
  return darkPreferred().matches ? "dark" : "light";
}

export function setTheme(value: Theme): void {
  localStorage.setItem(THEME, value);
  announce();
}

function subscribeTheme(changed: () => void): () => void {
  const preferred = darkPreferred();
  preferred.addEventListener("change", changed);
  const unsubscribe = subscribe(changed);
  return () => {
    preferred.removeEventListener("change", changed);
    unsubscribe();
  };
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribeTheme, theme);
}
