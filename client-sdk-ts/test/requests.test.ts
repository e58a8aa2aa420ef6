import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ErrorCode } from "../src/gen/muxwire/v1/error_pb.js";
import type { MuxwireError } from "../src/index.js";
import { fakeClient, rejection } from "./fakes.js";

const BASE = { epoch: 1n, revision: 2n };
const batch = (
  id: string,
  text = "",
): Parameters<ReturnType<typeof fakeClient>["client"]["mutate"]>[0] => ({
  workspace: "main",
  base: BASE,
  operations: [
    {
      operation: {
        case: "create",
        value: { id, body: { kind: { case: "record", value: { type: text } } } },
      },
    },
  ],
});

describe("requests", () => {
  it("waitForWelcome_andAreNumberedFromOneInOrder", () => {
    const { environment, client } = fakeClient();
    void client.mutate(batch("a"));
    void client.listWorkspaces();
    void client.mutate(batch("b"));
    environment.socket.open();
    assert.equal(environment.socket.sent("mutate").length, 0);
    environment.socket.say(0, { case: "welcome", value: {} });
    const [first, second] = environment.socket.sent("mutate");
    assert.deepEqual(numbers(first?.request), [1n, 1n, false]);
    assert.equal(environment.socket.last("listWorkspaces").requestSeq, 2n);
    assert.deepEqual(numbers(second?.request), [3n, 1n, false]);
  });

  it("withoutResult_areSentAgainAfterAReconnect_withTheSameNumber", async () => {
    const { environment, client } = fakeClient();
    const first = client.mutate(batch("a"));
    const second = client.mutate(batch("b"));
    environment.socket.welcome();
    environment.socket.say(0, { case: "mutateResult", value: { requestSeq: 1n, revision: 3n } });
    assert.equal((await first).revision, 3n);
    environment.socket.drop();
    environment.advance(5_000);
    environment.socket.welcome();
    assert.deepEqual(numbers(environment.socket.last("mutate").request), [2n, 2n, true]);
    environment.socket.say(0, { case: "mutateResult", value: { requestSeq: 2n, revision: 4n } });
    assert.equal((await second).revision, 4n);
    void client.mutate(batch("c"));
    environment.settle();
    assert.deepEqual(numbers(environment.socket.last("mutate").request), [3n, 3n, false]);
  });

  it("underAResetIdentity_endOutcomeUnknown_whatWasNeverSentOrMayRepeatGoesOn", async () => {
    const { environment, client } = fakeClient();
    const sent = client.mutate(batch("a"));
    const plain = client.listWorkspaces();
    environment.socket.welcome();
    environment.socket.drop();
    const queued = client.mutate(batch("b"));
    environment.advance(5_000);
    environment.socket.welcome({ identityReset: true });
    assert.equal(((await rejection(sent)) as MuxwireError).code, ErrorCode.OUTCOME_UNKNOWN);
    assert.equal(environment.socket.last("listWorkspaces").requestSeq, 1n);
    assert.deepEqual(numbers(environment.socket.last("mutate").request), [2n, 1n, false]);
    environment.socket.say(0, { case: "workspaceList", value: { requestSeq: 1n } });
    environment.socket.say(0, { case: "mutateResult", value: { requestSeq: 2n, revision: 9n } });
    assert.deepEqual(await plain, []);
    assert.equal((await queued).revision, 9n);
  });

  it("ofASavedIdentity_goOnWithItsNumbers", () => {
    const identity = { clientId: "c9", secret: new Uint8Array([9]), nextRequestSeq: 41n };
    const { environment, client } = fakeClient({ identity });
    void client.mutate(batch("a"));
    environment.socket.welcome();
    assert.deepEqual(numbers(environment.socket.last("mutate").request), [41n, 41n, false]);
    assert.equal(client.identity?.nextRequestSeq, 42n);
  });

  it("thatAreRefused_failWithCodeLimitAndRetry", async () => {
    const { environment, client } = fakeClient();
    const request = client.createWorkspace("w");
    environment.socket.welcome();
    environment.socket.say(0, {
      case: "error",
      value: {
        code: ErrorCode.BUSY,
        message: "being erased",
        requestSeq: 1n,
        limit: 5n,
        retryAfterMs: 70,
      },
    });
    const error = (await rejection(request)) as MuxwireError;
    assert.equal(error.code, ErrorCode.BUSY);
    assert.equal(error.retry, "later");
    assert.equal(error.limit, 5n);
    assert.equal(error.retryAfterMs, 70);
  });

  it("ofABatchThatFails_tellTheStepAndTheEntity", async () => {
    const { environment, client } = fakeClient();
    const request = client.mutate(batch("a"));
    environment.socket.welcome();
    environment.socket.say(0, {
      case: "mutateResult",
      value: {
        requestSeq: 1n,
        failure: { code: ErrorCode.ALREADY_EXISTS, index: 3, current: { id: "a", revision: 2n } },
      },
    });
    const error = (await rejection(request)) as MuxwireError;
    assert.equal(error.code, ErrorCode.ALREADY_EXISTS);
    assert.equal(error.failure?.index, 3);
    assert.equal(error.failure?.current?.id, "a");
  });

  it("withAnUnknownErrorCode_countAsInternal", async () => {
    const { environment, client } = fakeClient();
    const request = client.listWorkspaces();
    environment.socket.welcome();
    environment.socket.say(0, { case: "error", value: { code: 999 as ErrorCode, requestSeq: 1n } });
    assert.equal(((await rejection(request)) as MuxwireError).code, ErrorCode.INTERNAL);
  });

  it("withoutABase_readItFirst", () => {
    const { environment, client } = fakeClient();
    const { base: _, ...baseless } = batch("a");
    void client.mutate(baseless);
    environment.socket.welcome();
    assert.equal(environment.socket.last("get").ids.length, 0);
    environment.socket.say(0, {
      case: "getResult",
      value: { requestSeq: 1n, epoch: 5n, revision: 6n },
    });
    return Promise.resolve().then(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      environment.settle();
      assert.equal(environment.socket.last("mutate").baseEpoch, 5n);
      assert.equal(environment.socket.last("mutate").baseRevision, 6n);
    });
  });

  it("largerThanAPacket_leaveInChunks_asBulk_andLaterOnesBehindThem", () => {
    const { environment, client } = fakeClient();
    void client.mutate(batch("a", "x".repeat(100_000)));
    void client.listWorkspaces();
    environment.socket.welcome({ limits: { maxPacketBytes: 16_384 } });
    const sent = (): number =>
      environment.socket.sent("chunk").reduce((sum, { data }) => sum + data.length, 0);
    assert.ok(sent() > 0 && sent() <= 24_000, `${sent()}`);
    assert.equal(environment.socket.sent("listWorkspaces").length, 0);
    for (let turn = 0; turn < 100 && sent() < 100_000; turn++) {
      const total = environment.socket.packets.reduce((sum, packet) => sum + packet.length, 0);
      environment.socket.say(0, { case: "received", value: { connectionBytes: BigInt(total) } });
    }
    const chunks = environment.socket.sent("chunk");
    assert.deepEqual(
      chunks.map(({ index }) => index),
      chunks.map((_, index) => index),
    );
    assert.equal(chunks[0]?.totalBytes, BigInt(sent()));
    assert.ok(chunks.at(-1)?.last);
    assert.equal(environment.socket.sent("listWorkspaces").length, 1);
  });

  it("whoseChunksAreRefused_failAlone", async () => {
    const { environment, client } = fakeClient();
    const large = client.mutate(batch("a", "x".repeat(100_000)));
    const small = client.listWorkspaces();
    environment.socket.welcome();
    const { transferId } = environment.socket.last("chunk");
    environment.socket.say(0, { case: "error", value: { code: ErrorCode.BUSY, transferId } });
    assert.equal(((await rejection(large)) as MuxwireError).code, ErrorCode.BUSY);
    environment.socket.say(0, { case: "workspaceList", value: { requestSeq: 2n } });
    assert.deepEqual(await small, []);
  });

  it("beyondTheServersLimit_waitForResults", () => {
    const { environment, client } = fakeClient();
    for (let time = 0; time < 5; time++) void client.listWorkspaces();
    environment.socket.welcome({ limits: { maxRequests: 2 } });
    assert.equal(environment.socket.sent("listWorkspaces").length, 2);
    environment.socket.say(0, { case: "workspaceList", value: { requestSeq: 1n } });
    assert.equal(environment.socket.sent("listWorkspaces").length, 3);
  });

  it("beyondWhatMayWait_areRefusedAtOnce", async () => {
    const { client } = fakeClient({ mostQueuedRequests: 2 });
    void client.listWorkspaces();
    void client.listWorkspaces();
    await assert.rejects(client.listWorkspaces(), { code: ErrorCode.LIMIT_EXCEEDED, limit: 2n });
  });

  it("endCancelled_whenTheClientIsClosed_orUnknownIfTheyMayHaveRun", async () => {
    const { environment, client } = fakeClient();
    const request = client.listWorkspaces();
    const batchSent = client.mutate(batch("a"));
    environment.socket.welcome();
    const closed = client.close();
    assert.equal(environment.socket.closedWith, 1000);
    environment.socket.drop(1000);
    await closed;
    assert.equal(((await rejection(request)) as MuxwireError).code, ErrorCode.CANCELLED);
    assert.equal(((await rejection(batchSent)) as MuxwireError).code, ErrorCode.OUTCOME_UNKNOWN);
    environment.advance(60_000);
    assert.equal(environment.sockets.length, 1);
  });
});

function numbers(
  request: { requestSeq: bigint; lowestOutstandingSeq: bigint; resend: boolean } | undefined,
): unknown[] {
  return [request?.requestSeq, request?.lowestOutstandingSeq, request?.resend];
}
