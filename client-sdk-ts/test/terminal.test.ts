import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { ErrorCode } from "../src/gen/muxwire/v1/error_pb.js";
import { InputKind, OutputSchema, SkipReason } from "../src/gen/muxwire/v1/terminal_pb.js";
import type { MuxwireError, TerminalEvent } from "../src/index.js";
import { fakeClient, forSeeds, rejection, seeded } from "./fakes.js";
import { attached, brief, output, reconnect, string, take, text } from "./viewing.js";

describe("a terminal's output", () => {
  it("comesInOrder_historyToldApart", async () => {
    const { environment, client } = fakeClient();
    const attachment = client.attach({
      workspace: "main",
      terminalId: "sh",
      from: { tailBytes: 9 },
    });
    environment.socket.welcome();
    assert.deepEqual(environment.socket.last("attach").from, { case: "tailBytes", value: 9n });
    environment.socket.say(1, { case: "attached", value: { start: 4n, liveFrom: 7n } });
    environment.socket.say(1, { case: "output", value: { offset: 4n, data: text("abcdef") } });
    environment.socket.say(1, { case: "output", value: { offset: 10n, data: text("g") } });
    assert.deepEqual((await take(attachment, 4)).map(brief), [
      ["attached"],
      ["history", 4, "abc"],
      ["live", 7, "def"],
      ["live", 10, "g"],
    ]);
  });

  it("goesOnAtTheByte_afterTheConnectionWasLost", async () => {
    const viewed = attached();
    output(viewed, 0, "abc");
    output(viewed, 3, "never taken");
    await take(viewed.attachment, 2);
    reconnect(viewed);
    const { from, inputSource } = viewed.environment.socket.last("attach");
    assert.equal(from.case, "cursor");
    assert.equal(from.case === "cursor" && from.value.offset, 3n);
    assert.equal(from.case === "cursor" && from.value.logEpoch, 7n);
    assert.notEqual(inputSource, 0n);
    const { environment, attachment } = viewed;
    environment.socket.say(1, { case: "attached", value: { logEpoch: 7n, start: 3n } });
    output(viewed, 3, "def");
    assert.deepEqual((await take(attachment, 2)).map(brief), [["attached"], ["live", 3, "def"]]);
    assert.deepEqual(attachment.cursor, { logEpoch: 7n, offset: 3n });
    void attachment.next();
    assert.deepEqual(attachment.cursor, { logEpoch: 7n, offset: 6n });
  });

  it("thatComesTwice_isCutOff", async () => {
    const viewed = attached();
    output(viewed, 0, "abc");
    output(viewed, 1, "bcd");
    output(viewed, 0, "abcd");
    output(viewed, 4, "e");
    assert.deepEqual((await take(viewed.attachment, 4)).map(brief), [
      ["attached"],
      ["live", 0, "abc"],
      ["live", 3, "d"],
      ["live", 4, "e"],
    ]);
  });

  it("withAGap_isAskedForAgain_atTheByte", async () => {
    const viewed = attached();
    const { environment, attachment } = viewed;
    output(viewed, 0, "abc");
    await take(attachment, 2);
    output(viewed, 4, "e");
    assert.equal(environment.socket.last("error").code, ErrorCode.MALFORMED);
    environment.advance(5_000);
    assert.equal(environment.socket.streamOf("attach"), 2);
    const { from } = environment.socket.last("attach");
    assert.equal(from.case === "cursor" && from.value.offset, 3n);
  });

  it("thatIsSkipped_isTold_andGoesOnBehindIt", async () => {
    const viewed = attached();
    const { environment, attachment } = viewed;
    environment.socket.say(1, {
      case: "skipped",
      value: { from: 0n, to: 100n, reason: SkipReason.RETENTION },
    });
    output(viewed, 100, "x");
    assert.deepEqual((await take(attachment, 3)).map(brief), [
      ["attached"],
      ["skipped", 0, 100, "RETENTION"],
      ["live", 100, "x"],
    ]);
  });

  it("behindAScreen_goesOnAtItsOffset", async () => {
    const viewed = attached({ from: "screen" });
    const { environment, attachment } = viewed;
    assert.equal(environment.socket.last("attach").from.case, "screen");
    const size = { columns: 80, rows: 24 };
    environment.socket.say(1, { case: "screen", value: { offset: 90n, size, data: text("$ ") } });
    output(viewed, 90, "x");
    const [, screen, live] = await take(attachment, 3);
    assert.deepEqual(screen, { type: "screen", offset: 90n, size, data: text("$ ") });
    assert.deepEqual(live && brief(live), ["live", 90, "x"]);
  });

  it("thatWasLost_goesOnInTheNewEpoch", async () => {
    const viewed = attached({ from: { cursor: { logEpoch: 7n, offset: 800n } } });
    const { environment, attachment } = viewed;
    environment.socket.say(1, { case: "attached", value: { logEpoch: 8n, start: 500n } });
    await take(attachment, 2);
    // Until what was lost is told, the cursor must still tell that it was had.
    assert.deepEqual(attachment.cursor, { logEpoch: 7n, offset: 800n });
    environment.socket.say(1, {
      case: "skipped",
      value: { from: 500n, to: 800n, reason: SkipReason.LOST },
    });
    output(viewed, 500, "new");
    assert.deepEqual((await take(attachment, 2)).map(brief), [
      ["skipped", 500, 800, "LOST"],
      ["live", 500, "new"],
    ]);
    void attachment.next();
    assert.deepEqual(attachment.cursor, { logEpoch: 8n, offset: 503n });
  });

  it("isPaidForOnceConsumed_byTheSizeOfItsMessage", async () => {
    const viewed = attached({}, 10_000);
    const { environment, attachment } = viewed;
    const message = { offset: 5_000n, data: new Uint8Array(4_990).fill(65) };
    const cost = toBinary(OutputSchema, create(OutputSchema, message)).length;
    output(viewed, 0, new Uint8Array(5_000));
    output(viewed, 5_000, message.data);
    await take(attachment, 2);
    environment.advance(200);
    assert.equal(environment.socket.sent("credit").length, 0);
    await take(attachment, 1);
    environment.settle();
    assert.equal(environment.socket.last("credit").limitBytes, BigInt(5_003 + 10_000));
    void attachment.next();
    environment.advance(100);
    assert.equal(environment.socket.last("credit").limitBytes, BigInt(5_003 + cost + 10_000));
    assert.equal(environment.socket.streamOf("credit"), 1);
  });

  it("ofTheLastConnection_paysNothingOnThisOne", async () => {
    const viewed = attached({}, 10_000);
    const { environment, attachment } = viewed;
    output(viewed, 0, new Uint8Array(9_000));
    await take(attachment, 2);
    reconnect(viewed);
    environment.socket.say(1, { case: "attached", value: { logEpoch: 7n, start: 9_000n } });
    await take(attachment, 1);
    environment.advance(1_000);
    assert.equal(environment.socket.sent("credit").length, 0);
  });

  it("isWhole_whateverIsCut", async () => {
    const random = seeded(1);
    const log = Uint8Array.from({ length: 4_000 }, () => random(256));
    const viewed = attached();
    const { environment, attachment } = viewed;
    const seen: number[] = [];
    let at = 0;
    while (seen.length < log.length) {
      for (let turn = random(4); turn >= 0 && at < log.length; turn--) {
        const length = 1 + random(90);
        output(viewed, at, log.subarray(at, at + length));
        at = Math.min(log.length, at + length);
      }
      for (let taken = random(5); taken > 0 && attachment.hasEvent; taken--) {
        const [event] = await take<TerminalEvent>(attachment, 1);
        if (event?.type === "output") seen.push(...event.data);
      }
      if (random(3) > 0 && at < log.length) continue;
      reconnect(viewed);
      const { from } = environment.socket.last("attach");
      at = from.case === "cursor" ? Number(from.value.offset) : 0;
      assert.equal(at, seen.length);
      environment.socket.say(1, { case: "attached", value: { logEpoch: 7n, start: BigInt(at) } });
    }
    assert.deepEqual(Uint8Array.from(seen), log);
  });

  it("thatCannotBeUnpacked_isAskedForAgain_atTheByte", async () => {
    const viewed = attached();
    const { environment, attachment } = viewed;
    output(viewed, 0, "abc");
    await take(attachment, 2);
    const value = { compression: 1, uncompressedBytes: 9n, data: text("no deflate") };
    environment.socket.say(1, { case: "compressed", value });
    assert.equal(environment.socket.last("error").code, ErrorCode.MALFORMED);
    environment.advance(5_000);
    const { from } = environment.socket.last("attach");
    assert.equal(from.case === "cursor" && from.value.offset, 3n);
  });

  it("ofAnErrorToRetry_isAskedForAgainAfterAWhile_ofOneForGoodIsNot", async () => {
    const { environment, attachment } = attached();
    environment.socket.say(1, {
      case: "error",
      value: { code: ErrorCode.STORAGE, retryAfterMs: 3_000 },
    });
    environment.advance(2_999);
    assert.equal(environment.socket.sent("attach").length, 1);
    environment.advance(1);
    assert.equal(environment.socket.streamOf("attach"), 2);
    environment.socket.say(2, {
      case: "error",
      value: { code: ErrorCode.NOT_FOUND, message: "gone" },
    });
    await assert.rejects(attachment.next(), { code: ErrorCode.NOT_FOUND });
  });

  it("isNotAskedForAnyMore_whenTheLoopIsLeft", async () => {
    const viewed = attached();
    for await (const event of viewed.attachment) {
      assert.equal(event.type, "attached");
      break;
    }
    viewed.environment.settle();
    assert.equal(viewed.environment.socket.streamOf("closeStream"), 1);
  });

  it("paused_isPausedAgainOnTheNextConnection", () => {
    const viewed = attached();
    viewed.attachment.pause();
    viewed.environment.settle();
    assert.equal(viewed.environment.socket.sent("pause").length, 1);
    reconnect(viewed);
    assert.equal(viewed.environment.socket.sent("pause").length, 1);
    viewed.attachment.resume();
    viewed.environment.settle();
    assert.equal(viewed.environment.socket.sent("resume").length, 1);
  });
});

describe("a terminal's input", () => {
  it("waitsForWelcome_andIsDoneWhenItIsAcknowledged", async () => {
    const { environment, client } = fakeClient();
    const attachment = client.attach({ workspace: "main", terminalId: "sh" });
    let done = 0;
    const first = attachment.write("ls").then(() => done++);
    const second = attachment.write(text("\r"), InputKind.REPLY).then(() => done++);
    environment.socket.open();
    assert.equal(environment.socket.sent("input").length, 0);
    environment.socket.say(0, { case: "welcome", value: {} });
    assert.deepEqual(
      environment.socket.sent("input").map(({ seq, kind, data }) => [seq, kind, string(data)]),
      [
        [1n, InputKind.TYPED, "ls"],
        [2n, InputKind.REPLY, "\r"],
      ],
    );
    environment.socket.say(1, { case: "inputAck", value: { seq: 1n } });
    await first;
    assert.equal(done, 1);
    environment.socket.say(1, { case: "inputAck", value: { seq: 2n } });
    await second;
  });

  it("withoutAcknowledgement_isSentAgainUnderItsNumbers", async () => {
    const viewed = attached();
    const { environment, attachment } = viewed;
    const writes = [attachment.write("a"), attachment.write("b"), attachment.write("c")];
    environment.settle();
    environment.socket.say(1, { case: "inputAck", value: { seq: 1n } });
    const { inputSource } = environment.socket.last("attach");
    environment.socket.drop();
    writes.push(attachment.write("d"));
    environment.advance(5_000);
    environment.socket.welcome();
    assert.equal(environment.socket.last("attach").inputSource, inputSource);
    assert.deepEqual(
      environment.socket.sent("input").map(({ seq, data }) => [seq, string(data)]),
      [
        [2n, "b"],
        [3n, "c"],
        [4n, "d"],
      ],
    );
    environment.socket.say(1, { case: "inputAck", value: { seq: 4n } });
    await Promise.all(writes);
  });

  it("underAResetIdentity_endsOutcomeUnknownIfItWasSent_elseGoesOnFromOne", async () => {
    const viewed = attached();
    const { environment, attachment } = viewed;
    const sent = attachment.write("a");
    environment.settle();
    environment.socket.drop();
    const queued = attachment.write("b");
    environment.advance(5_000);
    environment.socket.welcome({ identityReset: true });
    assert.equal(((await rejection(sent)) as MuxwireError).code, ErrorCode.OUTCOME_UNKNOWN);
    environment.socket.say(1, { case: "attached", value: {} });
    const [input] = environment.socket.sent("input");
    assert.deepEqual([input?.seq, string(input?.data ?? text(""))], [1n, "b"]);
    environment.socket.say(1, { case: "inputAck", value: { seq: 1n } });
    await queued;
  });

  it("ofALargePaste_keepsWithinCreditAndPace_andLetsKeystrokesOfOthersPass", async () => {
    const viewed = attached();
    const { environment, client, attachment } = viewed;
    const other = client.attach({ workspace: "main", terminalId: "sh2", from: "start" });
    environment.settle();
    environment.socket.say(2, { case: "attached", value: {} });
    const paste = attachment.write(new Uint8Array(1_000_000).fill(97));
    environment.settle();
    const pasted = (): number =>
      environment.socket.frames
        .filter(({ streamId, body }) => streamId === 1 && body.case === "input")
        .reduce((sum, { body }) => sum + (body.case === "input" ? body.value.data.length : 0), 0);
    assert.ok(pasted() > 0 && pasted() <= 24 * 1024, `${pasted()}`);
    const key = other.write("k");
    environment.settle();
    assert.equal(environment.socket.streamOf("input"), 2);
    environment.socket.say(2, { case: "inputAck", value: { seq: 1n } });
    await key;
    let granted = 262_144;
    for (let turn = 0; turn < 5_000 && pasted() < 1_000_000; turn++) {
      const total = environment.socket.packets.reduce((sum, packet) => sum + packet.length, 0);
      environment.socket.say(0, { case: "received", value: { connectionBytes: BigInt(total) } });
      assert.ok(pasted() <= granted);
      if (turn % 10 === 9) {
        granted += 100_000;
        environment.socket.say(1, { case: "credit", value: { limitBytes: BigInt(granted) } });
      }
    }
    assert.equal(pasted(), 1_000_000);
    const last = environment.socket.last("input").seq;
    environment.socket.say(1, { case: "inputAck", value: { seq: last } });
    await paste;
  });

  it("stopsWhileTheStreamIsPaused", () => {
    const { environment, attachment } = attached();
    environment.socket.say(1, { case: "pause", value: {} });
    void attachment.write("x");
    environment.settle();
    assert.equal(environment.socket.sent("input").length, 0);
    environment.socket.say(1, { case: "resume", value: {} });
    assert.equal(environment.socket.sent("input").length, 1);
  });

  it("leavesOnTheNextConnection_whateverWasPausedOnTheLast", () => {
    const viewed = attached();
    viewed.environment.socket.say(1, { case: "pause", value: {} });
    void viewed.attachment.write("x");
    reconnect(viewed);
    assert.equal(viewed.environment.socket.sent("input").length, 1);
  });

  it("thatCrossesTheProgramsEnd_isRefused_butTheLastOutputStillComes", async () => {
    const viewed = attached();
    const { environment, attachment } = viewed;
    const write = attachment.write("late");
    environment.settle();
    await take(attachment, 1);
    environment.socket.say(1, { case: "error", value: { code: ErrorCode.EXITED } });
    assert.equal(((await rejection(write)) as MuxwireError).code, ErrorCode.EXITED);
    environment.advance(5_000);
    assert.equal(environment.socket.streamOf("attach"), 2);
    environment.socket.say(2, { case: "attached", value: { logEpoch: 7n } });
    environment.socket.say(2, { case: "output", value: { data: text("bye") } });
    environment.socket.say(2, { case: "exited", value: { offset: 3n } });
    assert.deepEqual((await take(attachment, 3)).map(brief), [
      ["attached"],
      ["live", 0, "bye"],
      ["exited"],
    ]);
    assert.equal(environment.socket.sent("input").length, 1);
    await assert.rejects(attachment.write("x"), { code: ErrorCode.EXITED });
  });

  it("beyondWhatMayWait_isRefused", async () => {
    const { attachment } = attached({ mostInputBytes: 10 });
    void attachment.write("12345678");
    await assert.rejects(attachment.write("901"), { code: ErrorCode.LIMIT_EXCEEDED, limit: 10n });
  });

  it("ofAReadOnlyViewer_isRefused_andItHasNoSource", async () => {
    const { environment, attachment } = attached({ readOnly: true });
    assert.equal(environment.socket.last("attach").inputSource, 0n);
    await assert.rejects(attachment.write("x"), { code: ErrorCode.FORBIDDEN });
  });

  it("endsWithItsAttachment_unknownIfItWasSent", async () => {
    const { environment, attachment } = attached();
    const sent = attachment.write("x");
    environment.settle();
    const held = attachment.write("y");
    attachment.close();
    assert.equal(((await rejection(sent)) as MuxwireError).code, ErrorCode.OUTCOME_UNKNOWN);
    assert.equal(((await rejection(held)) as MuxwireError).code, ErrorCode.CANCELLED);
  });

  it("signalsAreNeverRepeated_sizeAndFocusAre", () => {
    const viewed = attached({ size: { columns: 80, rows: 24 } });
    const { environment, attachment } = viewed;
    attachment.signal("INT");
    attachment.resize({ columns: 100, rows: 30 });
    attachment.focus(true);
    environment.settle();
    assert.equal(environment.socket.last("signal").name, "INT");
    assert.equal(environment.socket.last("resize").size?.columns, 100);
    environment.socket.drop();
    assert.throws(() => attachment.signal("INT"), { code: ErrorCode.UNREACHABLE });
    environment.advance(5_000);
    environment.socket.open();
    assert.equal(environment.socket.last("attach").size?.columns, 100);
    assert.ok(environment.socket.last("setFocus").focused);
    assert.equal(environment.socket.sent("signal").length, 0);
  });
});

describe("properties", () => {
  it("creditOfAStream_isNeverPassedNorStuck_forAnApplicationThatReadsOn", async () => {
    const failures: Promise<void>[] = [];
    forSeeds(20, (seed) => failures.push(reads(seed)));
    await Promise.all(failures);
  });

  /** A server that sends as much as it may, and an application that takes a few events at a time. */
  async function reads(seed: number): Promise<void> {
    const random = seeded(seed);
    const windowBytes = 2_000 + random(20_000);
    const viewed = attached({}, windowBytes);
    const { environment, attachment } = viewed;
    let limit = windowBytes;
    let spent = 0;
    let at = 0;
    let read = 0;
    for (let turn = 0; turn < 400; turn++) {
      const data = new Uint8Array(1 + random(1_500));
      const value = create(OutputSchema, { offset: BigInt(at), data });
      const cost = toBinary(OutputSchema, value).length;
      if (spent + cost <= limit) {
        environment.socket.say(1, { case: "output", value });
        spent += cost;
        at += data.length;
      } else {
        while (attachment.hasEvent) {
          const [event] = await take<TerminalEvent>(attachment, 1);
          if (event?.type === "output") read += event.data.length;
        }
        void attachment.available();
        environment.advance(60);
        const raised = Number(environment.socket.last("credit").limitBytes);
        assert.ok(raised > limit, `seed ${seed}: ${raised} after ${limit}`);
        limit = raised;
      }
    }
    assert.equal(environment.socket.sent("error").length, 0);
    assert.ok(read > 0);
  }
});
