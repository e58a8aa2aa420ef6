import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, toBinary, fromBinary, type MessageInitShape } from "@bufbuild/protobuf";
import {
  EntityBodySchema,
  PaneKind,
  TabSchema,
  type EntityBody,
} from "../src/gen/muxwire/v1/entity_pb.js";
import {
  ChangeType,
  EntityChangeSchema,
  EntityTableSchema,
  StatePartSchema,
  SubscribedSchema,
  type EntityChange,
  type StatePart,
} from "../src/gen/muxwire/v1/state_pb.js";
import { Replica, ReplicaFault, type ChangeSet } from "../src/state/replica.js";
import { forSeeds, seeded } from "./fakes.js";

const EPOCH = 77n;
const TITLE = 1;
const DESCRIPTION = 5;

function tab(fields: MessageInitShape<typeof TabSchema>): EntityBody {
  return create(EntityBodySchema, { kind: { case: "tab", value: create(TabSchema, fields) } });
}

function part(through: number, changes: EntityChange[], consistent = true): StatePart {
  return create(StatePartSchema, { through: BigInt(through), changes, consistent });
}

function whole(id: string, revision: number, body: EntityBody): EntityChange {
  return create(EntityChangeSchema, { id, revision: BigInt(revision), body });
}

function patch(
  id: string,
  revision: number,
  body: EntityBody,
  more: MessageInitShape<typeof EntityChangeSchema> = {},
): EntityChange {
  const type = ChangeType.PATCH;
  return create(EntityChangeSchema, {
    ...more,
    id,
    revision: BigInt(revision),
    body,
    type,
  } as EntityChange);
}

function removed(id: string, revision: number): EntityChange {
  return create(EntityChangeSchema, { id, revision: BigInt(revision), type: ChangeType.REMOVED });
}

function subscribed(replica: Replica, epoch = EPOCH): void {
  replica.onSubscribed(create(SubscribedSchema, { epoch, reset: true }));
}

function started(...changes: EntityChange[]): Replica {
  const replica = new Replica();
  subscribed(replica);
  replica.apply(part(10, changes));
  return replica;
}

function titleOf(replica: Replica, id: string): string | undefined {
  const { kind } = replica.entities.get(id)?.body ?? { kind: undefined };
  return kind?.case === "tab" ? kind.value.title : undefined;
}

/** Two tabs and a pane, as the server lays them out. */
function table(more: MessageInitShape<typeof EntityTableSchema> = {}): StatePart {
  return create(StatePartSchema, {
    through: 9n,
    consistent: true,
    table: {
      ids: new TextEncoder().encode("täbt2p1"),
      idBytes: [4, 2, 2],
      revisionSteps: [7n, 2n, -1n],
      layers: [
        { tabs: [{ createdAtMs: 5n }, {}], panes: [{ paneKind: PaneKind.TERMINAL }] },
        {
          tabs: [{ title: "one", attributes: { a: "b" } }, { title: "two" }],
          panes: [{ tabId: "t2" }],
        },
      ],
      ...more,
    } as MessageInitShape<typeof EntityTableSchema>,
  });
}

describe("a table", () => {
  it("isTheEntitiesThatItHolds", () => {
    const replica = new Replica();
    subscribed(replica);
    replica.apply(table());
    const expected = started(
      whole("täb", 7, tab({ title: "one", createdAtMs: 5n, attributes: { a: "b" } })),
      whole("t2", 9, tab({ title: "two" })),
      whole(
        "p1",
        8,
        create(EntityBodySchema, {
          kind: { case: "pane", value: { tabId: "t2", paneKind: PaneKind.TERMINAL } },
        } as MessageInitShape<typeof EntityBodySchema>),
      ),
    );
    assert.deepEqual([...replica.entities.keys()], ["täb", "t2", "p1"]);
    for (const entity of expected.entities.values()) {
      const got = replica.entities.get(entity.id);
      assert.equal(got?.revision, entity.revision);
      assert.deepEqual(got?.body, entity.body);
    }
  });

  it("whoseColumnsDiffer_isAFault", () => {
    const spoilt: MessageInitShape<typeof EntityTableSchema>[] = [
      { idBytes: [4, 2] },
      { idBytes: [4, 2, 3] },
      { revisionSteps: [7n] },
      { layers: [{ tabs: [{}, {}], panes: [{}] }, { tabs: [{}, {}] }] },
      {
        layers: [
          { tabs: [{}, {}], panes: [{}] },
          { tabs: [{}], panes: [{}, {}] },
        ],
      },
    ];
    for (const more of spoilt) {
      const replica = new Replica();
      subscribed(replica);
      assert.throws(() => replica.apply(table(more)), ReplicaFault);
      assert.equal(replica.cursor, undefined);
    }
  });
});

describe("a replica", () => {
  it("showsNothingBeforeTheFirstConsistentPart", () => {
    const replica = new Replica();
    subscribed(replica);
    assert.deepEqual(replica.apply(part(3, [whole("t1", 3, tab({ title: "a" }))], false)), {});
    assert.equal(replica.entities.size, 0);
    assert.equal(replica.position, undefined);
    assert.deepEqual(replica.cursor, { epoch: EPOCH, base: 0n, through: 3n, filterHash: 0 });
    const { published } = replica.apply(part(4, []));
    assert.deepEqual(
      published?.added.map(({ id }) => id),
      ["t1"],
    );
    assert.deepEqual(replica.position, { epoch: EPOCH, revision: 4n });
    assert.deepEqual(replica.cursor, { epoch: EPOCH, base: 4n, through: 4n, filterHash: 0 });
  });

  it("onAReset_forgetsWhatItHeldOfTheLastScan", () => {
    const replica = started();
    replica.apply(part(12, [whole("old", 12, tab({ title: "of an epoch that ended" }))], false));
    subscribed(replica, 78n);
    replica.apply(part(3, [whole("new", 3, tab({}))]));
    assert.deepEqual([...replica.entities.keys()], ["new"]);
  });

  it("onAPatch_setsClearsAndKeeps", () => {
    const replica = started(
      whole(
        "t1",
        9,
        tab({ title: "a", description: "b", mode: "m", attributes: { x: "1", y: "2" } }),
      ),
    );
    const { published } = replica.apply(
      part(11, [
        patch("t1", 11, tab({ title: "c", attributes: { z: "3" } }), {
          clearedFields: [DESCRIPTION],
          clearedAttributes: ["x"],
        }),
      ]),
    );
    assert.deepEqual(published?.changed[0]?.fields, [TITLE, DESCRIPTION, 15]);
    const { kind } = replica.entities.get("t1")?.body ?? { kind: undefined };
    assert.deepEqual(
      kind?.value,
      create(TabSchema, { title: "c", mode: "m", attributes: { y: "2", z: "3" } }),
    );
  });

  it("onAPatchOfAMessageField_replacesItWhole", () => {
    const replica = started(
      whole("t1", 9, tab({ sessionRef: { provider: "p", sessionId: "s" }, title: "a" })),
    );
    replica.apply(part(11, [patch("t1", 11, tab({ sessionRef: { sessionId: "new" } }))]));
    const { kind } = replica.entities.get("t1")?.body ?? { kind: undefined };
    assert.deepEqual(
      kind?.value,
      create(TabSchema, { title: "a", sessionRef: { sessionId: "new" } }),
    );
  });

  it("keepsFieldsAndKindsThatItDoesNotKnow", () => {
    const unknownField = Uint8Array.of(0x0a, 7, 0x0a, 1, 97, 0xc2, 0x3e, 1, 98);
    const unknownKind = Uint8Array.of(0xa2, 0x06, 3, 0x0a, 1, 99);
    const replica = started(
      whole("t1", 8, fromBinary(EntityBodySchema, unknownField)),
      whole("u1", 9, fromBinary(EntityBodySchema, unknownKind)),
    );
    replica.apply(part(11, [patch("t1", 11, tab({ title: "z" }))]));
    const bytes = (id: string): Uint8Array =>
      toBinary(EntityBodySchema, replica.entities.get(id)?.body ?? create(EntityBodySchema));
    assert.deepEqual(bytes("t1"), Uint8Array.of(0x0a, 7, 0x0a, 1, 122, 0xc2, 0x3e, 1, 98));
    assert.deepEqual(bytes("u1"), unknownKind);
  });

  it("ignoresAChangeOlderThanWhatItHas", () => {
    const replica = started(whole("t1", 9, tab({ title: "new" })));
    const { published } = replica.apply(part(11, [whole("t1", 5, tab({ title: "old" }))]));
    assert.equal(titleOf(replica, "t1"), "new");
    assert.deepEqual(published?.changed, []);
  });

  it("onAReset_showsTheDifferenceAlone_andIsNeverEmpty", () => {
    const replica = started(
      whole("same", 5, tab({ title: "same" })),
      whole("other", 6, tab({ title: "before" })),
      whole("gone", 7, tab({})),
    );
    subscribed(replica, 78n);
    replica.apply(part(2, [whole("same", 1, tab({ title: "same" }))], false));
    assert.equal(replica.entities.size, 3);
    const { published } = replica.apply(
      part(3, [whole("other", 2, tab({ title: "after" })), whole("fresh", 3, tab({}))]),
    );
    const ids = (of: readonly { id: string }[] = []): string[] => of.map(({ id }) => id);
    assert.deepEqual(ids(published?.added), ["fresh"]);
    assert.deepEqual(ids(published?.changed.map(({ after }) => after)), ["other"]);
    assert.deepEqual(ids(published?.removed), ["gone"]);
    assert.deepEqual(replica.position, { epoch: 78n, revision: 3n });
  });

  it("tellsFocusEntitiesAheadOfTheirTurn", () => {
    const replica = new Replica();
    subscribed(replica);
    const focus = create(StatePartSchema, {
      changes: [whole("t9", 9, tab({ title: "f" }))],
      focus: true,
    });
    assert.deepEqual(
      replica.apply(focus).focus?.map(({ id }) => id),
      ["t9"],
    );
    assert.equal(replica.entities.size, 0);
  });

  for (const [name, fault] of [
    ["aPatchOfNothing", (r: Replica) => r.apply(part(11, [patch("t9", 11, tab({}))]))],
    ["aPatchToAnotherKind", (r: Replica) => r.apply(part(11, [patch("t1", 11, pane())]))],
    [
      "anEntityWithoutBody",
      (r: Replica) => r.apply(part(11, [whole("t9", 11, create(EntityBodySchema))])),
    ],
    [
      "anotherCursorThanItsOwn",
      (r: Replica) =>
        r.onSubscribed(create(SubscribedSchema, { epoch: EPOCH, base: 4n, through: 4n })),
    ],
  ] as const) {
    it(`on${name}_forgetsItsCursorAndKeepsWhatIsShown`, () => {
      const replica = started(whole("t1", 9, tab({ title: "a" })));
      assert.throws(() => fault(replica), ReplicaFault);
      assert.equal(replica.cursor, undefined);
      assert.equal(titleOf(replica, "t1"), "a");
    });
  }

  function pane(): EntityBody {
    return create(EntityBodySchema, { kind: { case: "pane", value: { title: "p" } } });
  }

  it("equalsTheServersState_whateverWasCutResumedAndReset", () => {
    forSeeds(150, (seed) => new World(seed).run());
  });
});

interface Row {
  title: string | undefined;
  titleAt: number;
  description: string | undefined;
  descriptionAt: number;
  createdAt: number;
  revision: number;
  isThere: boolean;
}

/** A server in small, with entities of two fields, and a replica that it is cut from at any time. */
class World {
  private readonly random: (below: number) => number;
  private readonly rows = new Map<string, Row>();
  private readonly replica = new Replica();
  private readonly mirror = new Map<string, string | undefined>();
  private revision = 0;
  private epoch = EPOCH;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  run(): void {
    for (let connection = 0; connection < 12; connection++) {
      this.edit(this.random(8));
      if (this.random(6) === 0) this.epoch++;
      this.connection(this.random(10));
    }
    this.connection(Number.POSITIVE_INFINITY);
    const there = [...this.rows].filter(([, row]) => row.isThere);
    assert.equal(this.replica.entities.size, there.length);
    for (const [id, row] of there) assert.equal(titleOf(this.replica, id), row.title, id);
    assert.deepEqual(
      new Map([...this.mirror].sort()),
      new Map(there.map(([id, r]) => [id, r.title] as const).sort()),
    );
  }

  /** Streams until it is cut after some parts, with edits in between. */
  private connection(mostParts: number): void {
    const { cursor } = this.replica;
    const resumes = cursor?.epoch === this.epoch && this.random(5) > 0;
    let base = resumes ? Number(cursor.base) : 0;
    let through = resumes ? Number(cursor.through) : 0;
    this.replica.onSubscribed(
      create(SubscribedSchema, {
        epoch: this.epoch,
        reset: !resumes,
        base: BigInt(base),
        through: BigInt(through),
      }),
    );
    for (let parts = 0; parts < mostParts; parts++) {
      const ahead = [...this.rows]
        .filter(([, row]) => row.revision > through)
        .sort(([, a], [, b]) => a.revision - b.revision);
      const taken = ahead.slice(0, 1 + this.random(3));
      const consistent = taken.length === ahead.length;
      through = consistent ? this.revision : (taken.at(-1) as [string, Row])[1].revision;
      const changes = taken.map(([id, row]) => this.change(id, row, base));
      const { published } = this.replica.apply(part(through, changes, consistent));
      assert.equal(published !== undefined, consistent);
      if (published !== undefined) {
        base = through;
        this.reflect(published);
        if (mostParts === Number.POSITIVE_INFINITY) return;
      }
      this.edit(mostParts === Number.POSITIVE_INFINITY ? 0 : this.random(3));
    }
  }

  private change(id: string, row: Row, base: number): EntityChange {
    if (!row.isThere) return removed(id, row.revision);
    const { title, description } = row;
    if (row.createdAt > base) {
      const fields = title === undefined ? {} : { title };
      const more = description === undefined ? {} : { description };
      return whole(id, row.revision, tab({ ...fields, ...more }));
    }
    const cleared = [];
    const body: MessageInitShape<typeof TabSchema> = {};
    if (row.titleAt > base) {
      if (title === undefined) cleared.push(TITLE);
      else body.title = title;
    }
    if (row.descriptionAt > base) {
      if (description === undefined) cleared.push(DESCRIPTION);
      else body.description = description;
    }
    return patch(id, row.revision, tab(body), { clearedFields: cleared });
  }

  private edit(times: number): void {
    for (let time = 0; time < times; time++) this.editOnce();
  }

  private editOnce(): void {
    const at = ++this.revision;
    const there = [...this.rows].filter(([, row]) => row.isThere);
    const [, row] = there[this.random(Math.max(1, there.length))] ?? [];
    const value = this.random(4) === 0 ? undefined : `v${this.random(3)}`;
    if (row === undefined || this.random(4) === 0) {
      this.rows.set(`t${at}`, {
        title: value,
        titleAt: at,
        description: undefined,
        descriptionAt: 0,
        createdAt: at,
        revision: at,
        isThere: true,
      });
      return;
    }
    row.revision = at;
    if (this.random(4) === 0) {
      row.isThere = false;
    } else if (this.random(2) === 0) {
      row.title = value;
      row.titleAt = at;
    } else {
      row.description = value;
      row.descriptionAt = at;
    }
  }

  /** What an application sees that keeps a copy by the differences told. */
  private reflect({ added, changed, removed: gone }: ChangeSet): void {
    for (const { id } of added) {
      assert.ok(!this.mirror.has(id));
      this.mirror.set(id, titleOf(this.replica, id));
    }
    for (const { after, fields } of changed) {
      assert.ok(this.mirror.has(after.id));
      assert.ok(fields.length > 0);
      this.mirror.set(after.id, titleOf(this.replica, after.id));
    }
    for (const { id } of gone) assert.ok(this.mirror.delete(id));
  }
}
