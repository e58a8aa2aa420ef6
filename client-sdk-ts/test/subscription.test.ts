import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ErrorCode } from "../src/gen/muxwire/v1/error_pb.js";
import type { MuxwireError } from "../src/index.js";
import { fakeClient, rejection } from "./fakes.js";

describe("a workspace's state", () => {
  it("isResumedInTheMiddleOfASnapshot", async () => {
    const { environment, client } = fakeClient();
    const subscription = client.subscribe({ workspace: "main" });
    environment.socket.welcome();
    environment.socket.say(1, {
      case: "subscribed",
      value: { epoch: 5n, filterHash: 6, reset: true },
    });
    const change = (id: string, revision: bigint): object => ({
      id,
      revision,
      body: { kind: { case: "tab", value: { title: id } } },
    });
    environment.socket.say(1, {
      case: "statePart",
      value: { through: 3n, changes: [change("a", 3n)] },
    });
    environment.socket.drop();
    environment.advance(5_000);
    environment.socket.open();
    const { cursor } = environment.socket.last("subscribe");
    assert.deepEqual(
      [cursor?.epoch, cursor?.base, cursor?.through, cursor?.filterHash],
      [5n, 0n, 3n, 6],
    );
    environment.socket.say(0, { case: "welcome", value: {} });
    environment.socket.say(1, {
      case: "subscribed",
      value: { epoch: 5n, filterHash: 6, base: 0n, through: 3n },
    });
    const reached = subscription.reached(4n);
    environment.socket.say(1, {
      case: "statePart",
      value: { through: 4n, changes: [change("b", 4n)], consistent: true },
    });
    assert.deepEqual((await reached).revision, 4n);
    assert.deepEqual([...subscription.entities.keys()], ["a", "b"]);
  });

  it("afterAFault_isAskedForFromTheBeginning", () => {
    const { environment, client } = fakeClient();
    client.subscribe({ workspace: "main" });
    environment.socket.welcome();
    environment.socket.say(1, { case: "subscribed", value: { epoch: 5n, reset: true } });
    environment.socket.say(1, {
      case: "statePart",
      value: { through: 3n, changes: [{ id: "x", revision: 3n, type: 1 }] },
    });
    assert.equal(environment.socket.last("error").code, ErrorCode.MALFORMED);
    environment.advance(5_000);
    assert.equal(environment.socket.streamOf("subscribe"), 2);
    assert.equal(environment.socket.last("subscribe").cursor, undefined);
  });

  it("isShownToAll_whateverOneListenerThrows", () => {
    const { environment, client } = fakeClient();
    const subscription = client.subscribe({ workspace: "main" });
    const seen: bigint[] = [];
    subscription.onChange(() => {
      throw new Error("a fault of the application");
    });
    subscription.onChange(({ revision }) => seen.push(revision));
    environment.socket.welcome();
    environment.socket.say(1, { case: "subscribed", value: { epoch: 5n, reset: true } });
    const part = (through: bigint): void =>
      environment.socket.say(1, { case: "statePart", value: { through, consistent: true } });
    assert.throws(() => part(3n), /a fault of the application/);
    assert.throws(() => part(4n), /a fault of the application/);
    assert.deepEqual(seen, [3n, 4n]);
  });

  it("endsForGood_whenTheWorkspaceIsGone", async () => {
    const { environment, client } = fakeClient();
    const subscription = client.subscribe({ workspace: "main" });
    const reached = subscription.reached(1n);
    environment.socket.welcome();
    environment.socket.say(1, { case: "error", value: { code: ErrorCode.NOT_FOUND } });
    assert.equal((await subscription.ended)?.code, ErrorCode.NOT_FOUND);
    assert.equal(((await rejection(reached)) as MuxwireError).code, ErrorCode.NOT_FOUND);
  });
});
