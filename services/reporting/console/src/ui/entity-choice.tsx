/** Which entity a page is about: the one in its address, else the one chosen last, else the first. */
import type { JSX } from "react";
import type { Entity } from "../api/queries.ts";
import { change } from "../lib/router.ts";
import { useText } from "../text/index.ts";
import { Choice } from "./parts.tsx";

const LAST = "huikuan.entity";

export function chosenEntity(entities: readonly Entity[], params: URLSearchParams): Entity | undefined {
  const named = params.get("entity") ?? sessionStorage.getItem(LAST);
  return entities.find((one) => one.entity === named) ?? entities[0];
}

export function EntityChoice({
  entities,
  entity,
}: {
  readonly entities: readonly Entity[];
  readonly entity: Entity;
}): JSX.Element {
  const t = useText();
  return (
    <Choice
      label={t.entity}
      value={entity.entity}
      options={entities.map((one) => [one.entity, `${one.entity} ${one.name}`])}
      onChange={(value) => {
        sessionStorage.setItem(LAST, value);
        change({ entity: value, currency: undefined, role: undefined });
      }}
    />
  );
}
