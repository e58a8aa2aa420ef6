import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { deflateRawSync } from "node:zlib";
import {
  type Chunk,
  ChunkSchema,
  type Compressed,
  CompressedSchema,
  Compression,
} from "../src/gen/muxwire/v1/connection_pb.js";
import { ErrorCode } from "../src/gen/muxwire/v1/error_pb.js";
import {
  ClientPacketSchema,
  ServerFrameSchema,
  ServerPacketSchema,
} from "../src/gen/muxwire/v1/packet_pb.js";
import { OutboundTransfer, Reassembly } from "../src/wire/chunks.js";
import { crc32c } from "../src/wire/crc32c.js";
import { ReceiveCredit, SendCredit } from "../src/wire/credit.js";
import { decodeFrame, decodePacket, encodeBody, encodePacket } from "../src/wire/frames.js";
import { Unpacker } from "../src/wire/inflate.js";
import { Pacer } from "../src/wire/pacer.js";
import { Violation } from "../src/wire/violation.js";
import { forSeeds, seeded } from "./fakes.js";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function violation(action: () => unknown): ErrorCode {
  try {
    action();
  } catch (failure) {
    if (failure instanceof Violation) return failure.code;
    throw failure;
  }
  throw new Error("nothing was thrown");
}

describe("crc32c", () => {
  it("ofTheCheckString_isThePublishedValue", () => {
    assert.equal(crc32c(text("123456789")), 0xe3069283);
  });

  it("ofParts_isThatOfTheWhole", () => {
    assert.equal(crc32c(text("56789"), crc32c(text("1234"))), 0xe3069283);
  });
});

describe("the packets of PACKETS.md", () => {
  const page = readFileSync(new URL("../../../docs/PACKETS.md", import.meta.url), "utf8");
  const sections = page.split("### ").slice(1);
  for (const section of sections) {
    const title = section.slice(0, section.indexOf("\n"));
    const bytes = Uint8Array.from(
      [...section.matchAll(/^[0-9a-f]{4} {2}((?:[0-9a-f]{2} ?)+)/gm)]
        .flatMap(([, hex]) => (hex as string).trim().split(" "))
        .map((hex) => Number.parseInt(hex, 16)),
    );
    const isClient = title.startsWith("Client");

    it(`${title}: readAndWritten_isTheSame`, () => {
      assert.ok(bytes.length > 0);
      const written = isClient ? writtenAgain(bytes) : serverAgain(bytes);
      assert.deepEqual(written, bytes);
    });
  }

  it("areAllHere", () => {
    assert.ok(sections.length >= 15);
  });

  function writtenAgain(bytes: Uint8Array): Uint8Array {
    const { frames } = fromBinary(ClientPacketSchema, bytes);
    return encodePacket(
      frames.map(({ streamId, body }) => {
        if (body.case === undefined) throw new Error("a frame without a body");
        return { streamId, bytes: encodeBody(body) };
      }),
    );
  }

  function serverAgain(bytes: Uint8Array): Uint8Array {
    const frames = decodePacket(bytes).map(({ streamId, body }) =>
      create(ServerFrameSchema, { streamId, body: body ?? { case: undefined } }),
    );
    return toBinary(ServerPacketSchema, create(ServerPacketSchema, { frames }));
  }
});

describe("frames", () => {
  it("withAnUnknownBody_haveNone", () => {
    const frame = Uint8Array.of(0x0a, 6, 0x08, 5, 0xa2, 0x1f, 1, 0);
    assert.deepEqual(decodePacket(frame)[0], { streamId: 5, body: undefined, bodyBytes: 0 });
  });

  it("withAnUnknownFieldBesideTheBody_areRead", () => {
    const frame = Uint8Array.of(0x0a, 8, 0x08, 5, 0xa0, 0x1f, 1, 0x8a, 0x01, 0);
    assert.equal(decodePacket(frame)[0]?.body?.case, "closeStream");
  });

  it("thatAreCutOff_areMalformed", () => {
    assert.equal(
      violation(() => decodePacket(Uint8Array.of(0x0a, 9, 0x08))),
      ErrorCode.MALFORMED,
    );
  });
});

describe("chunks", () => {
  it("ofAnySize_joinToTheMessage", () => {
    forSeeds(200, (seed) => {
      const random = seeded(seed);
      const message = Uint8Array.from({ length: 1 + random(5_000) }, () => random(256));
      const outbound = new OutboundTransfer(BigInt(seed + 1), message);
      const reassembly = new Reassembly();
      let whole: Uint8Array | undefined;
      while (!outbound.done) {
        assert.equal(whole, undefined);
        whole = reassembly.accept(3, chunkOf(outbound.next(1 + random(900))), 0);
      }
      assert.deepEqual(whole, message);
      assert.ok(reassembly.isEmpty);
    });
  });

  it("withAnyFieldWrong_failTheirTransferAlone", () => {
    forSeeds(200, (seed) => {
      const random = seeded(seed);
      const message = Uint8Array.from({ length: 100 + random(400) }, () => random(256));
      const outbound = new OutboundTransfer(9n, message);
      const chunks: Chunk[] = [];
      while (!outbound.done) chunks.push(chunkOf(outbound.next(40)));
      const victim = random(chunks.length);
      const broken = damaged(chunks[victim] as Chunk, random(4));
      const reassembly = new Reassembly();
      const other = new OutboundTransfer(8n, text("other"));
      reassembly.accept(4, chunkOf(other.next(2)), 0);
      for (const chunk of chunks.slice(0, victim)) reassembly.accept(3, chunk, 0);
      const code = violation(() => {
        for (const chunk of [broken, ...chunks.slice(victim + 1)]) reassembly.accept(3, chunk, 0);
      });
      assert.equal(code, ErrorCode.CHUNK_INVALID);
      assert.deepEqual(reassembly.accept(4, chunkOf(other.next(9)), 0), text("other"));
    });
  });

  it("beyondTheMessageLimit_areRefusedAtTheFirst", () => {
    const chunk = create(ChunkSchema, { transferId: 1n, totalBytes: 101n, data: text("x") });
    const reassembly = new Reassembly(100, 1_000);
    assert.equal(
      violation(() => reassembly.accept(1, chunk, 0)),
      ErrorCode.LIMIT_EXCEEDED,
    );
  });

  it("beyondTheBudget_areBusyUntilThereIsRoom", () => {
    const chunk = (transferId: bigint): Chunk =>
      create(ChunkSchema, { transferId, totalBytes: 80n, data: text("x") });
    const reassembly = new Reassembly(100, 100);
    reassembly.accept(1, chunk(1n), 0);
    assert.equal(
      violation(() => reassembly.accept(2, chunk(2n), 0)),
      ErrorCode.BUSY,
    );
    reassembly.drop(1);
    assert.equal(reassembly.accept(2, chunk(3n), 0), undefined);
  });

  it("ofARefusedTransferOnStreamZero_areIgnored", () => {
    const reassembly = new Reassembly(100, 100);
    const first = create(ChunkSchema, { transferId: 5n, totalBytes: 101n, data: text("x") });
    violation(() => reassembly.accept(0, first, 0));
    const next = create(ChunkSchema, { transferId: 5n, index: 1, data: text("y") });
    assert.equal(reassembly.accept(0, next, 0), undefined);
  });

  it("thatStandStill_areTakenOut", () => {
    const reassembly = new Reassembly();
    const outbound = new OutboundTransfer(1n, text("never finished"));
    reassembly.accept(3, chunkOf(outbound.next(2)), 1_000);
    assert.deepEqual(reassembly.takeIdle(30_999), []);
    assert.deepEqual(reassembly.takeIdle(31_000), [{ streamId: 3, transferId: 1n }]);
    assert.ok(reassembly.isEmpty);
  });

  function chunkOf(body: Uint8Array): Chunk {
    const [frame] = decodePacket(encodePacket([{ streamId: 3, bytes: body }]));
    if (frame?.body?.case !== "chunk") throw new Error("no chunk");
    return frame.body.value;
  }

  function damaged(chunk: Chunk, how: number): Chunk {
    const copy = create(ChunkSchema, { ...chunk, data: chunk.data.slice() });
    if (how === 0) copy.index++;
    else if (how === 1) copy.data = new Uint8Array();
    else if (how === 2) copy.data = new Uint8Array([...copy.data, ...copy.data]);
    else copy.data[0] = (copy.data[0] as number) ^ 1;
    return copy;
  }
});

describe("credit", () => {
  it("isRaisedAtHalfAWindow", () => {
    const credit = new ReceiveCredit(1_000, 0);
    credit.receive(1_000);
    credit.consume(499);
    assert.equal(credit.raise(10, undefined), undefined);
    credit.consume(1);
    assert.equal(credit.raise(10, undefined), 1_500n);
  });

  it("isRaisedAfterAWhile", () => {
    const credit = new ReceiveCredit(1_000, 0);
    credit.receive(10);
    credit.consume(10);
    assert.equal(credit.dueInMs(20), 30);
    assert.equal(credit.raise(49, undefined), undefined);
    assert.equal(credit.raise(50, undefined), 1_010n);
    assert.equal(credit.dueInMs(50), undefined);
  });

  it("whoseHalfGoesWithinTwoRoundTrips_growsTo8MiB", () => {
    const credit = new ReceiveCredit(256 * 1024, 0);
    let limit = 256 * 1024;
    let consumed = 0;
    for (let turn = 1; turn < 12; turn++) {
      const bytes = limit - consumed;
      credit.receive(bytes);
      credit.consume(bytes);
      consumed += bytes;
      limit = Number(credit.raise(turn * 10, 50) ?? 0n);
    }
    assert.equal(limit - consumed, 8 * 1024 * 1024);
  });

  it("isNeverPassedByWhoKeepsIt_andNeverShrinks", () => {
    forSeeds(100, (seed) => {
      const random = seeded(seed);
      let limit = 1 + random(2_000);
      const credit = new ReceiveCredit(limit, 0);
      let sent = 0;
      let consumed = 0;
      for (let now = 0; now < 5_000; now += 1 + random(40)) {
        const fresh = limit - sent > 0 ? random(limit - sent + 1) : 0;
        sent += fresh;
        assert.ok(credit.receive(fresh));
        const taken = random(sent - consumed + 1);
        consumed += taken;
        credit.consume(taken);
        const raised = credit.raise(now, random(2) === 0 ? undefined : random(30));
        if (raised === undefined) continue;
        assert.ok(Number(raised) >= limit);
        limit = Number(raised);
        assert.ok(limit >= consumed);
      }
      assert.equal(credit.receive(limit - sent + 1), false);
    });
  });

  it("ofTheSender_ignoresASmallerLimit", () => {
    const credit = new SendCredit(100n);
    credit.raise(50n);
    credit.spend(30);
    assert.equal(credit.available, 70);
    credit.raise(200n);
    assert.equal(credit.available, 170);
  });
});

describe("compressed bodies", () => {
  const output = encodeFrame(new Uint8Array(10_000).fill(65));
  const unpack = (streamId: number, compressed: Compressed) =>
    new Unpacker().unpack(streamId, compressed);

  it("areUnpackedToTheirFrame", () => {
    const frame = unpack(4, packed(output, output.length));
    assert.equal(frame.streamId, 4);
    assert.equal(frame.body?.case, "output");
    assert.equal(frame.bodyBytes, output.length - 4);
  });

  it("ofAnotherSizeThanTold_areMalformed", () => {
    for (const told of [0, 1, output.length - 1, output.length + 1]) {
      assert.equal(
        violation(() => unpack(4, packed(output, told))),
        ErrorCode.MALFORMED,
      );
    }
  });

  it("thatAreCutOffOrNoDeflate_areMalformed", () => {
    const whole = packed(output, output.length);
    for (const data of [new Uint8Array(), whole.data.slice(0, -3), text("not deflate at all")]) {
      const broken = create(CompressedSchema, { ...whole, data });
      assert.equal(
        violation(() => unpack(4, broken)),
        ErrorCode.MALFORMED,
      );
    }
  });

  it("largerThanAMessage_areRefusedBeforeAnythingIsUnpacked", () => {
    const told = create(CompressedSchema, {
      ...packed(output, 1),
      uncompressedBytes: 1n << 40n,
    });
    assert.equal(
      violation(() => unpack(4, told)),
      ErrorCode.LIMIT_EXCEEDED,
    );
  });

  it("withinOneAnother_areMalformed", () => {
    const inner = packed(output, output.length);
    const frame = toBinary(
      ServerFrameSchema,
      create(ServerFrameSchema, { body: { case: "compressed", value: inner } }),
    );
    assert.equal(
      violation(() => unpack(4, packed(frame, frame.length))),
      ErrorCode.MALFORMED,
    );
  });

  it("thatGoOnFromOthers_areUnpackedWithWhatCameBefore", () => {
    const unpacker = new Unpacker();
    const parts = [1, 2, 3, 4].map((through) => encodePart(through, false));
    let before = new Uint8Array();
    for (const part of parts) {
      const frame = unpacker.unpack(4, continuing(part, before));
      assert.deepEqual(frame, { ...decodeFrame(part), streamId: 4 });
      before = Buffer.concat([before, part]).subarray(-32 * 1024);
    }
    assert.ok(continuing(encodePart(5, true), before).data.length < 500);
    unpacker.unpack(4, continuing(encodePart(5, true), before));
    const late = continuing(encodePart(6, false), before);
    assert.equal(
      violation(() => unpacker.unpack(4, late)),
      ErrorCode.MALFORMED,
    );
  });

  it("thatGoOnFromAnotherStream_areMalformed", () => {
    const unpacker = new Unpacker();
    const part = encodePart(1, false);
    unpacker.unpack(4, continuing(part, new Uint8Array()));
    assert.equal(
      violation(() => unpacker.unpack(5, continuing(encodePart(2, false), part))),
      ErrorCode.MALFORMED,
    );
    unpacker.forget(4);
    assert.equal(
      violation(() => unpacker.unpack(4, continuing(encodePart(2, false), part))),
      ErrorCode.MALFORMED,
    );
  });

  /** A part of 20 KB that says what those before it say. */
  function encodePart(through: number, consistent: boolean): Uint8Array {
    const random = seeded(7);
    const changes = Array.from({ length: 500 }, () => ({
      id: Array.from({ length: 10 }, () => random(10_000).toString(36)).join(""),
      revision: 7n,
    }));
    const value = { through: BigInt(through), consistent, changes };
    return toBinary(
      ServerFrameSchema,
      create(ServerFrameSchema, { body: { case: "statePart", value } }),
    );
  }

  function continuing(frame: Uint8Array, before: Uint8Array): Compressed {
    return create(CompressedSchema, {
      compression: Compression.DEFLATE,
      uncompressedBytes: BigInt(frame.length),
      data:
        before.length > 0 ? deflateRawSync(frame, { dictionary: before }) : deflateRawSync(frame),
      continued: before.length > 0,
    });
  }

  function encodeFrame(data: Uint8Array): Uint8Array {
    return toBinary(
      ServerFrameSchema,
      create(ServerFrameSchema, { body: { case: "output", value: { data } } }),
    );
  }

  function packed(frame: Uint8Array, told: number): Compressed {
    return create(CompressedSchema, {
      compression: Compression.DEFLATE,
      uncompressedBytes: BigInt(told),
      data: deflateRawSync(frame),
    });
  }
});

describe("the pacer", () => {
  it("whoConfirmsNothing_isSentNoMoreThan16KiB", () => {
    const pacer = new Pacer();
    pacer.onSent(16 * 1024);
    assert.equal(pacer.room, 0);
  });

  it("onALinkWithRoom_letsTheWindowGrow", () => {
    const pacer = new Pacer();
    const sent = pump(pacer, () => 50);
    assert.ok(sent > 1024 * 1024, `${sent}`);
  });

  it("onAFullLink_keepsTheQueueShort", () => {
    const pacer = new Pacer();
    let underWay = 0;
    // 100 KB/s, 20 ms away: what is under way beyond 2 KB waits.
    pump(pacer, (bytes) => {
      underWay = bytes;
      return Math.max(20, bytes / 100);
    });
    assert.ok(underWay <= 8 * 1024, `${underWay}`);
  });

  /** Round trips of a link whose time depends on what is under way; the bytes of the last. */
  function pump(pacer: Pacer, roundTripMs: (bytes: number) => number): number {
    let now = 0;
    let total = 0;
    let bytes = 0;
    pacer.onPong(pacer.probe(now), (now += roundTripMs(0)));
    for (let turn = 0; turn < 60; turn++) {
      bytes = 0;
      while (pacer.room > 0) {
        pacer.onSent(1024);
        bytes += 1024;
      }
      total += bytes;
      const nonce = pacer.probe(now);
      now += roundTripMs(bytes);
      pacer.onReceived(BigInt(total));
      pacer.onPong(nonce, now);
    }
    return bytes;
  }
});
