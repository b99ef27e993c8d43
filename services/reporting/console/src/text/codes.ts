/** What short codes of the services are called: actions, steps, reasons; a code we do not know is shown as it is. */
import type { Texts } from "./en.ts";

/** `email`, `task:sales`, `task:check-email` as people say them. */
export function actionName(action: string, t: Texts): string {
  const known = t.work.actions[action];
  if (known !== undefined) {
    return known;
  }
  const task = /^task:(check-)?(.+)$/.exec(action);
  if (task?.[2] === undefined) {
    return action;
  }
  return task[1] === undefined ? t.work.taskFor(roleName(task[2], t)) : t.work.check(actionName(task[2], t));
}

export function roleName(role: string, t: Texts): string {
  return t.work.roles[role] ?? role;
}

export function stepName(step: string, t: Texts): string {
  return t.work.steps[step] ?? step;
}

export function reasonName(reason: string, t: Texts): string {
  const day = /^overdue on (\d{4}-\d{2}-\d{2})$/.exec(reason)?.[1];
  return day === undefined ? (t.work.reasons[reason] ?? reason) : t.work.overdueOn(day);
}

/** What the clock waits for; it says so in English, in four forms. */
export function waitingFor(what: string, t: Texts): string {
  const messages = /^(\d+) messages to go out$/.exec(what)?.[1];
  if (messages !== undefined) {
    return t.clock.waits.messages(messages);
  }
  const [, who = "", verb = "", day = ""] = /^(\S+) to (tell|hear|open) ?(\S*)$/.exec(what) ?? [];
  switch (verb) {
    case "tell":
      return t.clock.waits.tell(who);
    case "hear":
      return t.clock.waits.hear(who);
    case "open":
      return t.clock.waits.open(who, day);
    default:
      return what;
  }
}
