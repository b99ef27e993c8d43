/** Asks for the key, and says where to find one. */
import { useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent, type JSX } from "react";
import { asProblem, problemFrom } from "../api/problem.ts";
import { setKey, setLanguage, useLanguage, wasRefused } from "../lib/session.ts";
import { useText } from "../text/index.ts";
import { Mark } from "../ui/icon.tsx";
import { ProblemNote } from "../ui/problem.tsx";

/** Tries a key on the smallest question there is, so that a wrong one is told before the console opens. */
async function tryKey(candidate: string): Promise<void> {
  const answer = await fetch("/v1/reports/entities", { headers: { Authorization: `Bearer ${candidate}` } });
  if (!answer.ok) {
    throw problemFrom(answer.status, await answer.json().catch(() => null), answer.headers.get("Retry-After"));
  }
}

export function Gate(): JSX.Element {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const [value, setValue] = useState("");
  const [state, setState] = useState<"idle" | "checking" | "refused" | { readonly error: unknown }>(
    wasRefused() ? "refused" : "idle",
  );

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const candidate = value.trim();
    if (candidate === "") {
      return;
    }
    setState("checking");
    try {
      await tryKey(candidate);
      client.clear();
      setKey(candidate);
    } catch (error) {
      setState(asProblem(error).status === 401 ? "refused" : { error });
    }
  };

  return (
    <main className="gate">
      <form className="panel gate-card" onSubmit={submit}>
        <p className="brand">
          <Mark />
          <span>{t.product}</span>
          <span className="muted">{t.productLine}</span>
        </p>
        <h1>{t.gate.title}</h1>
        <p>{t.gate.intro}</p>
        <p>
          <WithCode text={t.gate.where} />
        </p>
        <label htmlFor="key">{t.gate.label}</label>
        <input
          id="key"
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={value}
          aria-describedby="key-kept"
          aria-invalid={state === "refused"}
          onChange={(event) => {
            setValue(event.target.value);
            setState("idle");
          }}
        />
        <p id="key-kept" className="muted">
          {t.gate.kept}
        </p>
        {state === "refused" && (
          <p className="note note-bad" role="alert">
            {t.gate.refused}
          </p>
        )}
        {typeof state === "object" && <ProblemNote error={state.error} />}
        <div className="gate-actions">
          <button type="submit" className="button button-strong" disabled={state === "checking" || value.trim() === ""}>
            {state === "checking" ? t.gate.checking : t.gate.submit}
          </button>
          <button
            type="button"
            className="link"
            title={t.languageLabel}
            onClick={() => {
              setLanguage(language === "zh" ? "en" : "zh");
            }}
          >
            {t.language}
          </button>
        </div>
      </form>
    </main>
  );
}

/** Words between backquotes are commands and shown as such. */
export function WithCode({ text }: { readonly text: string }): JSX.Element {
  return <>{text.split("`").map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))}</>;
}
