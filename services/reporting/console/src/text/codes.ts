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
  return t.work.reasons[reason] ?? reason;
}
