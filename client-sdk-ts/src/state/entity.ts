import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { EntityBodySchema, type EntityBody, type EntityKind } from "../gen/muxwire/v1/entity_pb.js";

const ATTRIBUTES = 15;

/**
 * One entity of a workspace at one revision. Immutable.
 *
 * It is kept as its encoded fields, since a field is the unit of change: so fields and kinds that this
 * client does not know are kept, compared and replaced like all others.
 */
export class Entity {
  private decoded: EntityBody | undefined;

  private constructor(
    readonly id: string,
    /** The kind, as EntityKind numbers it; a number beyond it is of a newer schema. */
    readonly kind: EntityKind,
    /** The revision of its last change. */
    readonly revision: bigint,
    private readonly fields: ReadonlyMap<number, Uint8Array>,
    /** The open attributes of every kind. */
    readonly attributes: ReadonlyMap<string, string>,
  ) {}

  /** Reads a body; undefined if it has no kind at all. */
  static of(id: string, revision: bigint, body: EntityBody | undefined): Entity | undefined {
    if (body === undefined) return undefined;
    const reader = new BinaryReader(toBinary(EntityBodySchema, body));
    if (reader.len === 0) return undefined;
    const [kind, type] = reader.tag();
    if (type !== WireType.LengthDelimited) return undefined;
    const { fields, attributes } = readFields(reader.bytes());
    return new Entity(id, kind, revision, fields, attributes);
  }

  /** The typed value, which also holds what this client's schema does not know. */
  get body(): EntityBody {
    this.decoded ??= fromBinary(EntityBodySchema, this.encode());
    return this.decoded;
  }

  /** The fields that have a value, by number. */
  get fieldNumbers(): number[] {
    return [...this.fields.keys()];
  }

  /** A patch of this entity that sets nothing. */
  emptyPatch(revision: bigint): Entity {
    return new Entity(this.id, this.kind, revision, new Map(), new Map());
  }

  /** This entity with the fields of a patch in place of its own, and without what is cleared. */
  patched(
    patch: Entity,
    clearedFields: readonly number[],
    clearedAttributes: readonly string[],
  ): Entity {
    const fields = new Map([...this.fields, ...patch.fields]);
    const kept = clearedFields.includes(ATTRIBUTES) ? [] : [...this.attributes];
    const attributes = new Map([...kept, ...patch.attributes]);
    for (const field of clearedFields) fields.delete(field);
    for (const key of clearedAttributes) attributes.delete(key);
    return new Entity(this.id, this.kind, patch.revision, fields, attributes);
  }

  /** The numbers of the fields that differ; 15 for attributes. */
  differences(other: Entity): number[] {
    const numbers = new Set([...this.fields.keys(), ...other.fields.keys()]);
    const differing = [...numbers].filter(
      (number) => !sameBytes(this.fields.get(number), other.fields.get(number)),
    );
    if (!sameEntries(this.attributes, other.attributes)) differing.push(ATTRIBUTES);
    return differing.sort((a, b) => a - b);
  }

  private encode(): Uint8Array {
    const writer = new BinaryWriter();
    writer.tag(this.kind, WireType.LengthDelimited).fork();
    const byNumber = [...this.fields].sort(([a], [b]) => a - b);
    for (const [, records] of byNumber) writer.raw(records);
    for (const [key, value] of this.attributes) {
      writer.tag(ATTRIBUTES, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).string(key);
      writer.tag(2, WireType.LengthDelimited).string(value);
      writer.join();
    }
    return writer.join().finish();
  }
}

function readFields(message: Uint8Array): {
  fields: Map<number, Uint8Array>;
  attributes: Map<string, string>;
} {
  const fields = new Map<number, Uint8Array>();
  const attributes = new Map<string, string>();
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, type] = reader.tag();
    if (number === ATTRIBUTES && type === WireType.LengthDelimited) {
      const [key, value] = readEntry(reader.bytes());
      attributes.set(key, value);
      continue;
    }
    reader.skip(type, number);
    const record = message.subarray(start, reader.pos);
    const before = fields.get(number);
    fields.set(number, before === undefined ? record : joined(before, record));
  }
  return { fields, attributes };
}

function readEntry(entry: Uint8Array): [string, string] {
  const reader = new BinaryReader(entry);
  const pair: [string, string] = ["", ""];
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === 1) pair[0] = reader.string();
    else if (number === 2) pair[1] = reader.string();
    else reader.skip(type, number);
  }
  return pair;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function sameEntries(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
