import { create } from "@bufbuild/protobuf";
import type { EntityKind } from "../gen/muxwire/v1/entity_pb.js";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import {
  FieldMaskSchema,
  StateCursorSchema,
  SubscribeSchema,
  type StatePart,
} from "../gen/muxwire/v1/state_pb.js";
import { MuxwireError } from "../errors.js";
import type { Entity } from "../state/entity.js";
import { Replica, ReplicaFault, type ChangeSet, type Position } from "../state/replica.js";
import type { ClientBody, ServerBody } from "../wire/frames.js";
import { Violation } from "../wire/violation.js";
import { Listeners } from "./listeners.js";
import { ClientStream, type StreamOwner } from "./client-stream.js";

/** Which part of a workspace to keep in sync. */
export interface SubscribeOptions {
  readonly workspace: string;
  /** The kinds wanted. Default: all. */
  readonly kinds?: readonly EntityKind[];
  /** The fields wanted, a mask a kind; a kind without mask has all of them. */
  readonly masks?: ReadonlyArray<{ readonly kind: EntityKind; readonly fields: readonly number[] }>;
  /** Entities wanted first, at most 256; see `onFocus`. */
  readonly focusIds?: readonly string[];
  /** True: who is there, instead of the state. */
  readonly presence?: boolean;
}

/**
 * A live copy of a workspace's state, or of its presence. It shows consistent states alone, and keeps
 * showing the last one while there is no connection.
 */
export class StateStream extends ClientStream {
  private readonly replica = new Replica();
  private readonly changeListeners: Listeners<ChangeSet>;
  private readonly focusListeners: Listeners<readonly Entity[]>;
  private readonly waiting = new Set<{
    revision: bigint;
    resolve: (position: Position) => void;
    reject: (failure: MuxwireError) => void;
  }>();
  private readonly end: Promise<MuxwireError | undefined>;
  private resolveEnd: (error: MuxwireError | undefined) => void = () => undefined;

  constructor(
    owner: StreamOwner,
    private readonly options: SubscribeOptions,
  ) {
    super(owner);
    this.changeListeners = new Listeners(owner.environment);
    this.focusListeners = new Listeners(owner.environment);
    this.end = new Promise((resolve) => {
      this.resolveEnd = resolve;
    });
  }

  /** The entities that are shown, by id. Empty before the first consistent state. */
  get entities(): ReadonlyMap<string, Entity> {
    return this.replica.entities;
  }

  /** The epoch and revision of what is shown; undefined before the first consistent state. */
  get position(): Position | undefined {
    return this.replica.position;
  }

  /** Resolved when the subscription ended for good: undefined if it was closed. */
  get ended(): Promise<MuxwireError | undefined> {
    return this.end;
  }

  /**
   * Calls a function with each difference between two states that are shown, also with empty ones, when
   * only the revision is another. The answer ends that.
   */
  onChange(listener: (changes: ChangeSet) => void): () => void {
    return this.changeListeners.add(listener);
  }

  /** Calls a function with entities of `focusIds` that came ahead of the first state. */
  onFocus(listener: (entities: readonly Entity[]) => void): () => void {
    return this.focusListeners.add(listener);
  }

  /** Waits until a state at or after a revision is shown; fails if the subscription ends before. */
  reached(revision: bigint): Promise<Position> {
    const position = this.replica.position;
    if (position !== undefined && position.revision >= revision) return Promise.resolve(position);
    if (this.isEnded) return Promise.reject(closed());
    return new Promise((resolve, reject) => this.waiting.add({ revision, resolve, reject }));
  }

  protected override opening(): ClientBody {
    const { workspace, kinds, masks, focusIds, presence } = this.options;
    const cursor = this.replica.cursor;
    const value = create(SubscribeSchema, {
      workspace,
      kinds: [...(kinds ?? [])],
      masks: (masks ?? []).map(({ kind, fields }) =>
        create(FieldMaskSchema, { kind, fields: [...fields] }),
      ),
      focusIds: [...(focusIds ?? [])],
      presence: presence ?? false,
      ...(cursor === undefined ? {} : { cursor: create(StateCursorSchema, cursor) }),
    });
    return { case: "subscribe", value };
  }

  protected override onLost(): void {}

  protected override onFinished(error: MuxwireError | undefined): void {
    for (const { reject } of this.waiting) reject(error ?? closed());
    this.waiting.clear();
    this.resolveEnd(error);
  }

  /** @internal */
  override onBody(body: ServerBody, cost: number): void {
    try {
      switch (body.case) {
        case "subscribed":
          this.replica.onSubscribed(body.value);
          break;
        case "statePart":
          this.onPart(body.value);
          this.consumption(cost)();
          break;
        default:
          throw new Violation(ErrorCode.STREAM_INVALID, `${body.case} on a state stream`);
      }
    } catch (failure) {
      if (!(failure instanceof ReplicaFault)) throw failure;
      this.restart(ErrorCode.MALFORMED, failure.message);
    }
  }

  private onPart(part: StatePart): void {
    const { focus, published } = this.replica.apply(part);
    if (focus !== undefined && focus.length > 0 && this.position === undefined) {
      this.focusListeners.tell(focus);
    }
    if (published === undefined) return;
    this.changeListeners.tell(published);
    for (const waiter of this.waiting) {
      if (published.revision < waiter.revision) continue;
      this.waiting.delete(waiter);
      waiter.resolve(published);
    }
  }
}

function closed(): MuxwireError {
  return new MuxwireError(ErrorCode.CANCELLED, "the subscription was closed");
}
