import { create, merge } from "@bufbuild/protobuf";
import { EntityBodySchema, type EntityBody } from "../gen/muxwire/v1/entity_pb.js";
import {
  EntityChangeSchema,
  type EntityChange,
  type EntityLists,
  type EntityTable,
  type StatePart,
} from "../gen/muxwire/v1/state_pb.js";

/** A table of a part is not what it must be. */
export class TableFault extends Error {}

/** The changes of a part, those in its table laid out one by one. */
export function changesOf({ changes, table }: StatePart): readonly EntityChange[] {
  return table === undefined ? changes : [...changes, ...entitiesOf(table)];
}

function entitiesOf({ ids, idBytes, revisionSteps, layers }: EntityTable): EntityChange[] {
  const bodies = merged(layers);
  // Kinds that this client does not know come last, and are in no list.
  if (idBytes.length !== revisionSteps.length || bodies.length > idBytes.length) {
    throw new TableFault("a table with columns that differ in length");
  }
  const text = new TextDecoder();
  let at = 0;
  let revision = 0n;
  return bodies.map((body, i) => {
    const id = ids.subarray(at, at + (idBytes[i] ?? 0));
    at += idBytes[i] ?? 0;
    if (at > ids.length) throw new TableFault("a table with fewer ids than it says");
    revision += revisionSteps[i] ?? 0n;
    return create(EntityChangeSchema, { id: text.decode(id), revision, body });
  });
}

function merged(layers: readonly EntityLists[]): EntityBody[] {
  const [first, ...others] = layers.map(bodiesOf);
  if (first === undefined) return [];
  for (const layer of others) {
    if (layer.length !== first.length) throw new TableFault("layers that differ in length");
    first.forEach((body, i) => {
      const more = layer[i];
      if (more === undefined || more.kind.case !== body.kind.case) {
        throw new TableFault("layers that differ in kind");
      }
      merge(EntityBodySchema, body, more);
    });
  }
  return first;
}

/** The lists one after the other, by field number. */
function bodiesOf(lists: EntityLists): EntityBody[] {
  const kinds: EntityBody["kind"][] = [
    ...lists.tabs.map((value) => ({ case: "tab", value }) as const),
    ...lists.panes.map((value) => ({ case: "pane", value }) as const),
    ...lists.sessions.map((value) => ({ case: "session", value }) as const),
    ...lists.terminals.map((value) => ({ case: "terminal", value }) as const),
    ...lists.records.map((value) => ({ case: "record", value }) as const),
    ...lists.attachments.map((value) => ({ case: "attachment", value }) as const),
    ...lists.hosts.map((value) => ({ case: "host", value }) as const),
  ];
  return kinds.map((kind) => create(EntityBodySchema, { kind }));
}
