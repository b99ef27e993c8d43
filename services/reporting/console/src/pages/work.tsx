/** The work of a day: tasks that wait for a person, and every reminder that was owed. */
import type { JSX } from "react";
import type { Entity } from "../api/queries.ts";
import { useCustomerNames } from "../api/queries.ts";
import { useObligations, useTaskDone, useTasks } from "../api/work.ts";
import { addDays } from "../lib/format.ts";
import { change } from "../lib/router.ts";
import { useText } from "../text/index.ts";
import { Answer } from "../ui/answer.tsx";
import { chosenEntity, EntityChoice } from "../ui/entity-choice.tsx";
import { ObligationList } from "../ui/obligations.tsx";
import { OpenDifferences } from "../ui/open-differences.tsx";
import { Choice, Empty, Field, More, Panel } from "../ui/parts.tsx";
import { ProblemNote } from "../ui/problem.tsx";

interface PageProps {
  readonly entities: readonly Entity[];
  readonly params: URLSearchParams;
}

export function WorkPage({ entities, params }: PageProps): JSX.Element {
  const t = useText();
  const entity = chosenEntity(entities, params);
  return entity === undefined ? (
    <Empty>{t.work.none}</Empty>
  ) : (
    <>
      <h1>{t.work.title}</h1>
      <Filters entities={entities} entity={entity} params={params} />
      <Tasks entity={entity} role={params.get("role") ?? ""} />
      <OpenDifferences entity={entity.entity} />
      <OfTheDay entity={entity} day={params.get("day") ?? entity.day} />
    </>
  );
}

function Filters({ entities, entity, params }: PageProps & { readonly entity: Entity }): JSX.Element {
  const t = useText();
  const day = params.get("day") ?? entity.day;
  const show = (value: string): void => {
    change({ day: value === entity.day ? undefined : value });
  };
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <EntityChoice entities={entities} entity={entity} />
      <Field label={t.work.day}>
        {(id) => (
          <span className="stepper">
            <button
              type="button"
              className="button"
              aria-label={t.work.previous}
              title={t.work.previous}
              onClick={() => {
                show(addDays(day, -1));
              }}
            >
              ‹
            </button>
            <input
              id={id}
              type="date"
              value={day}
              max={entity.day}
              onChange={(event) => {
                show(event.target.value);
              }}
            />
            <button
              type="button"
              className="button"
              aria-label={t.work.next}
              title={t.work.next}
              disabled={day >= entity.day}
              onClick={() => {
                show(addDays(day, 1));
              }}
            >
              ›
            </button>
          </span>
        )}
      </Field>
      <Choice
        label={t.work.role}
        value={params.get("role") ?? ""}
        options={[["", t.work.allRoles], ...Object.entries(t.work.roles)]}
        onChange={(value) => {
          change({ role: value });
        }}
      />
    </form>
  );
}

function Tasks({ entity, role }: { readonly entity: Entity; readonly role: string }): JSX.Element {
  const t = useText();
  const names = useCustomerNames(entity.entity);
  const tasks = useTasks(entity.entity, role);
  const done = useTaskDone();
  return (
    <Panel title={t.work.tasks}>
      {done.error !== null && <ProblemNote error={done.error} />}
      <Answer of={tasks} lines={4}>
        {(data) => {
          const open = data.pages.flatMap((page) => page.items);
          return open.length === 0 ? (
            <Empty>{t.work.noTasks}</Empty>
          ) : (
            <>
              <ObligationList
                obligations={open}
                label={t.work.tasks}
                names={names}
                onDone={done.mutate}
                marking={done.isPending ? done.variables.task.obligation : undefined}
                today={entity.day}
              />
              <More
                shown={tasks.hasNextPage}
                busy={tasks.isFetchingNextPage}
                onMore={() => void tasks.fetchNextPage()}
              />
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}

function OfTheDay({ entity, day }: { readonly entity: Entity; readonly day: string }): JSX.Element {
  const t = useText();
  const names = useCustomerNames(entity.entity);
  const obligations = useObligations({ entity: entity.entity, date: day });
  return (
    <Panel title={t.work.obligations}>
      <Answer of={obligations} lines={6}>
        {(data) => {
          const all = data.pages.flatMap((page) => page.items);
          return all.length === 0 ? (
            <Empty>{t.work.none}</Empty>
          ) : (
            <>
              <ObligationList obligations={all} label={t.work.obligations} names={names} />
              <More
                shown={obligations.hasNextPage}
                busy={obligations.isFetchingNextPage}
                onMore={() => void obligations.fetchNextPage()}
              />
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}
