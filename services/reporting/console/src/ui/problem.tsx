/** Says what went wrong and what to do about it. */
import type { JSX } from "react";
import { asProblem, type Problem } from "../api/problem.ts";
import { useText, type Texts } from "../text/index.ts";

interface Advice {
  readonly title: string;
  readonly hint: string;
}

export function advice(problem: Problem, t: Texts): Advice {
  const p = t.problem;
  switch (problem.status) {
    case 0:
      return { title: p.offline, hint: p.offlineHint };
    case 401:
      return { title: p.unauthorised, hint: p.unauthorisedHint };
    case 403:
      return { title: p.forbidden, hint: p.forbiddenHint };
    case 404:
      return { title: p.missing, hint: p.missingHint };
    case 409:
      return { title: p.conflict, hint: "" };
    case 422:
    case 400:
      return { title: p.invalid, hint: "" };
    case 429:
    case 503:
      return { title: p.busy, hint: p.busyHint(problem.retryAfter) };
    default:
      return { title: p.failed, hint: p.failedHint };
  }
}

/** What a refusal says in the reader's language, where the service's own sentence is in another. */
export function ownWords(problem: Problem, t: Texts): string | undefined {
  const said = Object.hasOwn(t.problem.refusals, problem.code) ? t.problem.refusals[problem.code] : undefined;
  return said?.replace(/\{(\w+)\}/g, (_, name: string) => problem.members[name] ?? "");
}

export function ProblemNote({ error, retry }: { readonly error: unknown; readonly retry?: () => void }): JSX.Element {
  const t = useText();
  const problem = asProblem(error);
  const { title, hint } = advice(problem, t);
  const own = ownWords(problem, t);
  const foreign = own === undefined ? {} : { className: "muted", lang: "en" };
  return (
    <div className="note note-bad" role="alert">
      <p className="note-title">{title}</p>
      {own !== undefined && <p>{own}</p>}
      {problem.detail !== "" && <p {...foreign}>{problem.detail}</p>}
      {problem.errors.length > 0 && (
        <ul {...foreign}>
          {problem.errors.map((item) => (
            <li key={item.field + item.detail}>
              {item.field !== "" && <code>{item.field}</code>} {item.detail}
            </li>
          ))}
        </ul>
      )}
      {hint !== "" && <p className="muted">{hint}</p>}
      {retry !== undefined && (
        <button type="button" className="button" onClick={retry}>
          {t.retry}
        </button>
      )}
    </div>
  );
}
