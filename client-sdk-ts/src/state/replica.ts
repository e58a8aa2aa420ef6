import {
  ChangeType,
  type EntityChange,
  type StatePart,
  type Subscribed,
} from "../gen/muxwire/v1/state_pb.js";
import { Entity } from "./entity.js";
import { changesOf, TableFault } from "./table.js";

/** Where a replica stands; resumable after every part, together with what it holds. */
export interface Cursor {
  readonly epoch: bigint;
  readonly base: bigint;
  readonly through: bigint;
  readonly filterHash: number;
}

/** Where the state that is shown stands. */
export interface Position {
  readonly epoch: bigint;
  readonly revision: bigint;
}

/** One entity that is another one now. */
export interface ChangedEntity {
  readonly before: Entity;
  readonly after: Entity;
  /** The numbers of the fields that differ; 15 for attributes. */
  readonly fields: readonly number[];
}

/** The difference between two states that were shown. */
export interface ChangeSet extends Position {
  readonly added: readonly Entity[];
  readonly changed: readonly ChangedEntity[];
  readonly removed: readonly Entity[];
}

/** What a part brought. */
export interface Applied {
  /** Set when there is a new state to show. */
  readonly published?: ChangeSet;
  /** Entities ahead of their turn, which may be shown as partial. */
  readonly focus?: readonly Entity[];
}

/** The stream broke a rule; it has to begin anew. */
export class ReplicaFault extends Error {}

type Staged = Entity | { readonly removedAt: bigint };

/**
 * The fold of one state stream.
 *
 * ```text
 *  NOTHING --Subscribed{reset}--> RESETTING --consistent--> PUBLISHED <--consistent--.
 *     ^                               ^                       |  `--another part--> STAGING
 *     `--fault: the cursor is gone    `--Subscribed{reset}----'
 * ```
 *
 * Until a part is consistent, what is shown stays as it was, also through a reset.
 */
export class Replica {
  private readonly shown = new Map<string, Entity>();
  private readonly staging = new Map<string, Staged>();
  private place: Cursor | undefined;
  private resetting = true;
  private shownAt: Position | undefined;

  /** The entities of the state that is shown. The map changes only when a state is published. */
  get entities(): ReadonlyMap<string, Entity> {
    return this.shown;
  }

  /** Undefined before the first consistent state. */
  get position(): Position | undefined {
    return this.shownAt;
  }

  /** What to subscribe with; undefined: from the beginning. */
  get cursor(): Cursor | undefined {
    return this.place;
  }

  onSubscribed(subscribed: Subscribed): void {
    const { epoch, base, through, filterHash, reset } = subscribed;
    if (reset || (this.place === undefined && base === 0n)) {
      this.staging.clear();
      this.resetting = true;
      this.place = { epoch, base, through, filterHash };
      return;
    }
    const repeated =
      this.place?.epoch === epoch &&
      this.place.base === base &&
      this.place.through === through &&
      this.place.filterHash === filterHash;
    if (!repeated) throw this.fault("Subscribed repeats another cursor");
  }

  apply(part: StatePart): Applied {
    const { place } = this;
    if (place === undefined) throw this.fault("a part before Subscribed");
    const entities = this.changesOf(part).map((change) => this.applyChange(change));
    const through = part.through > place.through ? part.through : place.through;
    this.place = { ...place, through };
    const focus = part.focus ? { focus: entities.filter((entity) => entity !== undefined) } : {};
    if (!part.consistent) return focus;
    this.place = { ...place, through, base: through };
    return { ...focus, published: this.publish({ epoch: place.epoch, revision: through }) };
  }

  private changesOf(part: StatePart): readonly EntityChange[] {
    try {
      return changesOf(part);
    } catch (failure) {
      if (failure instanceof TableFault) this.raise(failure.message);
      throw failure;
    }
  }

  private applyChange(change: EntityChange): Entity | undefined {
    const { id, revision } = change;
    const known = this.staging.get(id) ?? (this.resetting ? undefined : this.shown.get(id));
    if (known !== undefined && revisionOf(known) > revision) {
      return known instanceof Entity ? known : undefined;
    }
    if (change.type === ChangeType.REMOVED) {
      this.staging.set(id, { removedAt: revision });
      return undefined;
    }
    const entity = this.changed(change, known);
    this.staging.set(id, entity);
    return entity;
  }

  private changed(change: EntityChange, known: Staged | undefined): Entity {
    const { id, revision, body, clearedFields, clearedAttributes } = change;
    const entity = Entity.of(id, revision, body);
    if (change.type === ChangeType.UNSPECIFIED) {
      return entity ?? this.raise("an entity without a body");
    }
    if (change.type !== ChangeType.PATCH) this.raise(`a change of type ${change.type}`);
    if (!(known instanceof Entity)) return this.raise(`a patch of '${id}', which is not there`);
    const patch = entity ?? known.emptyPatch(revision);
    if (patch.kind !== known.kind) this.raise(`a patch makes '${id}' another kind`);
    return known.patched(patch, clearedFields, clearedAttributes);
  }

  private publish(at: Position): ChangeSet {
    const added: Entity[] = [];
    const changed: ChangedEntity[] = [];
    const removed: Entity[] = [];
    if (this.resetting) {
      for (const entity of this.shown.values()) {
        if (!(this.staging.get(entity.id) instanceof Entity)) removed.push(entity);
      }
    }
    for (const [id, after] of this.staging) {
      const before = this.shown.get(id);
      if (!(after instanceof Entity)) {
        if (before !== undefined && !this.resetting) removed.push(before);
      } else if (before === undefined) {
        added.push(after);
      } else {
        const fields = before.kind === after.kind ? before.differences(after) : after.fieldNumbers;
        if (fields.length > 0 || before.kind !== after.kind)
          changed.push({ before, after, fields });
      }
      if (after instanceof Entity) this.shown.set(id, after);
    }
    for (const { id } of removed) this.shown.delete(id);
    this.staging.clear();
    this.resetting = false;
    this.shownAt = at;
    return { ...at, added, changed, removed };
  }

  private fault(message: string): ReplicaFault {
    this.place = undefined;
    return new ReplicaFault(message);
  }

  private raise(message: string): never {
    throw this.fault(message);
  }
}

function revisionOf(staged: Staged): bigint {
  return staged instanceof Entity ? staged.revision : staged.removedAt;
}
