import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ErrorCode } from "../src/gen/muxwire/v1/error_pb.js";
import { ClientPacketSchema, ServerFrameSchema } from "../src/gen/muxwire/v1/packet_pb.js";
import type { ConnectionState, MuxwireError } from "../src/index.js";
import { OutboundTransfer } from "../src/wire/chunks.js";
import { encodePacket } from "../src/wire/frames.js";
import { fakeClient, type FakeEnvironment } from "./fakes.js";

function cases(environment: FakeEnvironment): Array<string | undefined> {
  return environment.socket.newFrames().map(({ body }) => body.case);
}

describe("the handshake", () => {
  it("sendsHelloAlone_thenStreamsInThe4KiBOfTheMinimum", () => {
    const { environment, client } = fakeClient();
    client.subscribe({ workspace: "main" });
    client.attach({ workspace: "main", terminalId: "sh", from: "start" });
    environment.socket.open();
    const { packets, frames, subprotocol } = environment.socket;
    assert.equal(subprotocol, "muxwire.v1");
    assert.equal(decodeCount(packets[0]), 1);
    assert.ok(packets.slice(1).every((packet) => packet.length <= 4096));
    assert.deepEqual(
      frames.map(({ streamId, body }) => [streamId, body.case]),
      [
        [0, "hello"],
        [1, "subscribe"],
        [2, "attach"],
      ],
    );
    assert.equal(environment.socket.last("hello").token, "not-a-real-token");
  });

  it("withAnOpeningOfMoreThan4KiB_waitsForWelcomeWithIt_andSendsItWhole", () => {
    const { environment, client } = fakeClient();
    const focusIds = Array.from({ length: 256 }, (_, index) => `${index}`.padStart(60, "x"));
    client.subscribe({ workspace: "main", focusIds });
    environment.socket.open();
    assert.deepEqual(cases(environment), ["hello"]);
    environment.socket.say(0, { case: "welcome", value: { limits: { maxPacketBytes: 4096 } } });
    assert.ok(environment.socket.packets.every((packet) => packet.length <= 4096));
    const chunks = environment.socket.sent("chunk");
    assert.deepEqual(
      chunks.map(({ index }) => index),
      [0, 1, 2, 3],
    );
    assert.equal(environment.socket.streamOf("chunk"), 1);
  });

  it("withATokenThatCannotBeHad_isTriedAgainLater", () => {
    const tokens = ["fresh"];
    const token = (): string => {
      if (environment.now() < 1_040) throw new Error("no such file");
      return tokens.pop() ?? "";
    };
    const { environment, client } = fakeClient({ token: () => token() });
    assert.equal(client.state.state, "waiting");
    assert.equal(environment.sockets.length, 0);
    environment.advance(5_000);
    environment.socket.open();
    assert.equal(environment.socket.last("hello").token, "fresh");
  });

  it("keepsTheIdentityAcrossConnections", () => {
    const { environment } = fakeClient();
    environment.socket.welcome();
    environment.socket.drop();
    environment.advance(5_000);
    environment.socket.open();
    assert.equal(environment.socket.last("hello").identity?.clientId, "c1");
  });

  it("keepsAnIdentityThatIsNotToldAgain", () => {
    const { environment, client } = fakeClient();
    environment.socket.welcome();
    environment.socket.drop();
    environment.advance(5_000);
    environment.socket.welcome({ identity: undefined });
    assert.equal(client.identity?.clientId, "c1");
    environment.socket.drop();
    environment.advance(5_000);
    environment.socket.open();
    assert.deepEqual(environment.socket.last("hello").identity?.secret, new Uint8Array([1, 2, 3]));
  });

  it("waitsForFeaturesUntilWelcome_andRefusesWhatTheServerLacks", async () => {
    const { environment, client } = fakeClient();
    const search = client.search({ workspace: "main", terminalId: "sh", pattern: "x" });
    environment.socket.open();
    assert.deepEqual(cases(environment), ["hello"]);
    environment.socket.say(0, { case: "welcome", value: { features: [] } });
    await assert.rejects(search.next(), { code: ErrorCode.UNSUPPORTED, retry: "never" });
    assert.equal(environment.socket.sent("searchScrollback").length, 0);
  });
});

describe("reconnecting", () => {
  it("waitsARandomPartOfAWaitThatDoubles", () => {
    const { environment, client } = fakeClient();
    const delays: number[] = [];
    client.onState((state) => state.state === "waiting" && delays.push(state.delayMs));
    environment.chance = 1;
    for (let attempt = 0; attempt < 8; attempt++) {
      environment.socket.drop();
      environment.advance(5_000);
    }
    assert.deepEqual(delays, [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it("startsTheWaitsAnew_onlyAfterAConnectionThatLivedFor5s", () => {
    const { environment, client } = fakeClient();
    const delays: number[] = [];
    client.onState((state) => state.state === "waiting" && delays.push(state.delayMs));
    environment.chance = 1;
    for (const livedMs of [0, 0, 4_999, 5_000]) {
      environment.socket.welcome();
      environment.advance(livedMs);
      environment.socket.drop();
      environment.advance(1_000);
    }
    assert.deepEqual(delays, [100, 200, 400, 100]);
  });

  for (const code of [4401, 4403, 4409, 4426]) {
    it(`isNotTriedAfter${code}`, async () => {
      const { environment, client } = fakeClient();
      const request = client.listWorkspaces();
      const attachment = client.attach({ workspace: "main", terminalId: "sh" });
      environment.socket.welcome();
      environment.socket.drop(code, "no");
      environment.advance(60_000);
      assert.equal(environment.sockets.length, 1);
      assert.equal(client.state.state, "ended");
      await assert.rejects(request, { retry: "never" });
      await assert.rejects(attachment.next(), { retry: "never" });
      await assert.rejects(client.listWorkspaces(), { retry: "never" });
    });
  }

  it("isNotTriedAfterTheErrorThatMeansTheSame", () => {
    const { environment, client } = fakeClient();
    environment.socket.open();
    environment.socket.say(0, {
      case: "error",
      value: { code: ErrorCode.UNAUTHENTICATED, message: "the token is revoked" },
    });
    environment.socket.drop(1006);
    assert.match(errorOf(client.state)?.message ?? "", /the token is revoked/);
  });

  it("isTriedAfterAnErrorThatConcernedSomethingElse", () => {
    const { environment, client } = fakeClient();
    environment.socket.welcome();
    environment.socket.say(0, { case: "error", value: { code: ErrorCode.FORBIDDEN } });
    environment.socket.say(0, { case: "pong", value: {} });
    environment.socket.drop(1006);
    assert.equal(client.state.state, "waiting");
  });

  it("isDoneAtOnceAfterGoAway_butAServerThatDrainsAllIsNotStormed", () => {
    const { environment, client } = fakeClient();
    const delays: number[] = [];
    client.onState((state) => state.state === "waiting" && delays.push(state.delayMs));
    for (let connection = 0; connection < 2; connection++) {
      environment.socket.welcome();
      environment.socket.say(0, {
        case: "goAway",
        value: { code: ErrorCode.DRAINING, graceMs: 200 },
      });
      assert.equal(environment.socket.closedWith, 1001);
      environment.socket.drop(1001);
      environment.advance(1_000);
    }
    assert.deepEqual(delays, [0, 50]);
  });

  it("afterGoAway_waitsForResultsWithinTheGraceTimeAndSendsNothingNew", async () => {
    const { environment, client } = fakeClient();
    const first = client.listWorkspaces();
    environment.socket.welcome();
    environment.socket.say(0, {
      case: "goAway",
      value: { code: ErrorCode.DRAINING, graceMs: 200 },
    });
    const second = client.listWorkspaces();
    environment.settle();
    assert.equal(environment.socket.sent("listWorkspaces").length, 1);
    assert.equal(environment.socket.closedWith, undefined);
    environment.socket.say(0, {
      case: "workspaceList",
      value: { requestSeq: 1n, workspaces: ["a"] },
    });
    assert.deepEqual(await first, ["a"]);
    assert.equal(environment.socket.closedWith, 1001);
    environment.socket.drop(1001);
    environment.advance(0);
    environment.socket.welcome();
    environment.socket.say(0, {
      case: "workspaceList",
      value: { requestSeq: 2n, workspaces: ["b"] },
    });
    assert.deepEqual(await second, ["b"]);
  });

  it("givesUpAnAttemptWithoutAnswerAfter10s", () => {
    const { environment, client } = fakeClient();
    environment.advance(9_999);
    assert.equal(client.state.state, "connecting");
    environment.advance(1);
    assert.ok(environment.socket.abandoned);
    assert.equal(client.state.state, "waiting");
  });
});

describe("liveness", () => {
  it("pingsAtTheIntervalOfWelcome_unasked", () => {
    const { environment } = fakeClient();
    environment.socket.welcome({ pingIntervalMs: 2_000 });
    const before = environment.socket.sent("ping").length;
    environment.advance(6_000);
    assert.equal(environment.socket.sent("ping").length - before, 3);
  });

  it("answersAPingAtOnce", () => {
    const { environment } = fakeClient();
    environment.socket.welcome();
    environment.socket.say(0, { case: "ping", value: { nonce: 99n } });
    assert.equal(environment.socket.last("pong").nonce, 99n);
  });

  it("tellsTheRoundTripOnceItIsKnown", () => {
    const { environment } = fakeClient();
    environment.socket.welcome();
    const { nonce, lastRoundTripUs } = environment.socket.last("ping");
    assert.equal(lastRoundTripUs, 0);
    environment.advance(30);
    environment.socket.say(0, { case: "pong", value: { nonce } });
    assert.equal(environment.socket.last("ping").lastRoundTripUs, 30_000);
  });

  it("ends_45sAfterTheLastSound_unlessAWriteIsPending", () => {
    const { environment, client } = fakeClient();
    environment.socket.welcome();
    environment.socket.bufferedBytes = 1;
    environment.advance(60_000);
    assert.equal(client.state.state, "connected");
    environment.socket.say(0, { case: "pong", value: {} });
    environment.socket.bufferedBytes = 0;
    environment.advance(44_000);
    assert.equal(client.state.state, "connected");
    environment.advance(2_000);
    assert.notEqual(client.state.state, "connected");
  });

  it("tellsReceivedAtMostEvery50ms_andNotOfTrafficAboutTraffic", () => {
    const { environment } = fakeClient();
    environment.socket.welcome();
    environment.advance(100);
    const before = environment.socket.sent("received").length;
    for (let time = 0; time < 20; time++) {
      environment.socket.say(0, { case: "requestDone", value: { requestSeq: 9n } });
      environment.advance(10);
    }
    const told = environment.socket.sent("received").length - before;
    assert.ok(told >= 4 && told <= 5, `${told}`);
    environment.advance(1_000);
    const settled = environment.socket.sent("received").length;
    environment.socket.say(0, { case: "received", value: { connectionBytes: 9n } });
    environment.socket.say(0, { case: "ping", value: { nonce: 1n } });
    environment.advance(1_000);
    assert.equal(environment.socket.sent("received").length, settled);
  });
});

describe("what breaks the rules", () => {
  it("onStreamZero_anUnknownBodyIsAnsweredUnsupported_andEndsNothing", () => {
    const { environment, client } = fakeClient();
    environment.socket.welcome();
    environment.socket.sayBytes(Uint8Array.of(0x0a, 4, 0xa2, 0x1f, 1, 0));
    assert.equal(environment.socket.last("error").code, ErrorCode.UNSUPPORTED);
    assert.equal(client.state.state, "connected");
  });

  it("onAStream_anUnknownBodyEndsThatStreamAlone", async () => {
    const { environment, client } = fakeClient();
    const attachment = client.attach({ workspace: "main", terminalId: "sh" });
    const other = client.attach({ workspace: "main", terminalId: "sh2" });
    environment.socket.welcome();
    environment.socket.sayBytes(Uint8Array.of(0x0a, 6, 0x08, 1, 0xa2, 0x1f, 1, 0));
    assert.equal(environment.socket.last("error").code, ErrorCode.UNSUPPORTED);
    assert.equal(environment.socket.streamOf("error"), 1);
    await assert.rejects(attachment.next(), { code: ErrorCode.UNSUPPORTED });
    assert.ok(!other.isEnded);
    environment.socket.say(1, { case: "inputAck", value: { seq: 1n } });
    assert.equal(environment.socket.sent("error").length, 1);
  });

  it("aBodyOfAnotherKindOfStream_endsThatStream", () => {
    const { environment, client } = fakeClient();
    client.attach({ workspace: "main", terminalId: "sh" });
    environment.socket.welcome();
    environment.socket.say(1, { case: "subscribed", value: {} });
    assert.equal(environment.socket.last("error").code, ErrorCode.STREAM_INVALID);
  });

  it("bytesThatAreNoPacket_endTheConnectionWith1002_andItIsTriedAgain", () => {
    const { environment, client } = fakeClient();
    environment.socket.welcome();
    environment.socket.sayBytes(Uint8Array.of(0x0a, 99, 1));
    assert.equal(environment.socket.last("error").code, ErrorCode.MALFORMED);
    assert.equal(environment.socket.closedWith, 1002);
    environment.socket.drop(1002);
    assert.equal(client.state.state, "waiting");
  });

  it("aTextMessage_endsTheConnectionWith1003", () => {
    const { environment } = fakeClient();
    environment.socket.welcome();
    environment.socket.listener.receivedText();
    assert.equal(environment.socket.closedWith, 1003);
  });

  it("aPacketAboveTheLimit_endsTheConnectionWith1009", () => {
    const { environment } = fakeClient({ maxPacketBytes: 4096 });
    environment.socket.welcome({ limits: { maxPacketBytes: 4096 } });
    environment.socket.sayBytes(new Uint8Array(4097));
    assert.equal(environment.socket.closedWith, 1009);
  });

  it("moreThanTheCredit_endsTheStream", async () => {
    const { environment, client } = fakeClient({ windowBytes: 1_000 });
    const attachment = client.attach({ workspace: "main", terminalId: "sh", from: "start" });
    environment.socket.welcome();
    environment.socket.say(1, { case: "attached", value: {} });
    environment.socket.say(1, { case: "output", value: { data: new Uint8Array(1_001) } });
    assert.equal(environment.socket.last("error").code, ErrorCode.CREDIT_EXCEEDED);
    await attachment.next();
    await assert.rejects(attachment.next(), { code: ErrorCode.CREDIT_EXCEEDED });
  });
});

describe("chunks of a connection", () => {
  function chunks(
    body: Parameters<FakeEnvironment["socket"]["say"]>[1],
    bytes: number,
  ): Uint8Array[] {
    const message = toBinary(ServerFrameSchema, create(ServerFrameSchema, { body }));
    const transfer = new OutboundTransfer(1n, message);
    const pieces: Uint8Array[] = [];
    while (!transfer.done)
      pieces.push(encodePacket([{ streamId: 0, bytes: transfer.next(bytes) }]));
    return pieces;
  }

  it("withAResult_answerTheRequest", async () => {
    const { environment, client } = fakeClient();
    const request = client.listWorkspaces();
    environment.socket.welcome();
    const workspaces = Array.from({ length: 50 }, (_, index) => `workspace-${index}`);
    for (const piece of chunks(
      { case: "workspaceList", value: { requestSeq: 1n, workspaces } },
      100,
    )) {
      environment.socket.sayBytes(piece);
    }
    assert.deepEqual(await request, workspaces);
  });

  it("thatAreRefused_areToldWithTheirTransfer_once", () => {
    const { environment } = fakeClient();
    environment.socket.welcome();
    const pieces = chunks({ case: "workspaceList", value: { workspaces: ["abcdefghijklm"] } }, 4);
    environment.socket.sayBytes(pieces[0] as Uint8Array);
    for (const piece of pieces.slice(2)) environment.socket.sayBytes(piece);
    const errors = environment.socket.sent("error");
    assert.equal(errors.length, 1);
    assert.equal(errors[0]?.code, ErrorCode.CHUNK_INVALID);
    assert.equal(errors[0]?.transferId, 1n);
  });
});

function decodeCount(packet: Uint8Array | undefined): number {
  return fromBinary(ClientPacketSchema, packet ?? new Uint8Array()).frames.length;
}

function errorOf(state: ConnectionState): MuxwireError | undefined {
  return state.state === "ended" ? state.error : undefined;
}
