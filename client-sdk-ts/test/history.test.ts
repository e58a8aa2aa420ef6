import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SearchEnd } from "../src/gen/muxwire/v1/terminal_pb.js";
import type { ScrollbackEvent, SearchEvent } from "../src/index.js";
import { fakeClient, type FakeEnvironment } from "./fakes.js";
import { string, take, text } from "./viewing.js";

describe("scrollback", () => {
  const page = (event: ScrollbackEvent): unknown[] =>
    event.type === "page"
      ? [Number(event.offset), string(event.data), event.firstLine, event.endLine]
      : [event.type];

  it("byBytes_goesOnBehindWhatWasDelivered_andEnds", async () => {
    const { environment, client } = fakeClient();
    const stream = client.fetchScrollback({
      workspace: "main",
      terminalId: "sh",
      range: { from: 2n, to: 9n },
    });
    environment.socket.welcome();
    environment.socket.say(1, { case: "scrollbackPage", value: { offset: 2n, data: text("cde") } });
    await take(stream, 1);
    environment.socket.drop();
    environment.advance(5_000);
    environment.socket.welcome();
    const { range } = environment.socket.last("fetchScrollback");
    assert.equal(range.case === "bytes" && range.value.from, 5n);
    environment.socket.say(1, {
      case: "scrollbackPage",
      value: { offset: 5n, data: text("fghi") },
    });
    environment.socket.say(1, { case: "closeStream", value: {} });
    assert.deepEqual((await take(stream, 1)).map(page), [[5, "fghi", undefined, undefined]]);
    assert.ok((await stream.next()).done);
  });

  it("byBytes_endsWithoutAsking_whenOnlyTheEndWasNotHeard", async () => {
    const { environment, client } = fakeClient();
    const stream = client.fetchScrollback({
      workspace: "main",
      terminalId: "sh",
      range: { from: 0n, to: 3n },
    });
    environment.socket.welcome();
    environment.socket.say(1, { case: "scrollbackPage", value: { data: text("abc") } });
    await take(stream, 1);
    environment.socket.drop();
    environment.advance(5_000);
    environment.socket.welcome();
    assert.ok((await stream.next()).done);
    assert.equal(environment.socket.sent("fetchScrollback").length, 0);
  });

  it("byLines_goesOnInTheMiddleOfALine", async () => {
    const { environment, client } = fakeClient();
    const stream = client.fetchScrollback({
      workspace: "main",
      terminalId: "sh",
      range: { before: 3 },
    });
    environment.socket.welcome();
    const asked = environment.socket.last("fetchScrollback").range;
    assert.equal(asked.case === "lines" && asked.value.offset, (1n << 64n) - 1n);
    environment.socket.say(1, {
      case: "scrollbackPage",
      value: { offset: 100n, firstLine: 7n, endLine: 10n },
    });
    environment.socket.say(1, {
      case: "scrollbackPage",
      value: { offset: 100n, data: text("seven\neig"), firstLine: 7n },
    });
    assert.deepEqual((await take(stream, 2)).map(page), [
      [100, "", 7n, 10n],
      [100, "seven\neig", 7n, undefined],
    ]);
    environment.socket.drop();
    environment.advance(5_000);
    environment.socket.welcome();
    const again = environment.socket.last("fetchScrollback").range;
    assert.ok(again.case === "lines");
    assert.deepEqual([again.value.line, again.value.before, again.value.after], [8n, 0, 2]);
    environment.socket.say(1, {
      case: "scrollbackPage",
      value: { offset: 106n, firstLine: 8n, endLine: 10n },
    });
    environment.socket.say(1, {
      case: "scrollbackPage",
      value: { offset: 106n, data: text("eight\nnine\n"), firstLine: 8n },
    });
    environment.socket.say(1, { case: "closeStream", value: {} });
    assert.deepEqual((await take(stream, 1)).map(page), [[109, "ht\nnine\n", 8n, undefined]]);
    assert.ok((await stream.next()).done);
  });
});

describe("search", () => {
  const options = { workspace: "main", terminalId: "sh", pattern: "err", limit: 3 };
  const match = (lineOffset: number): object => ({
    lineOffset: BigInt(lineOffset),
    lineEnd: BigInt(lineOffset + 10),
    line: "err",
  });

  function lost(environment: FakeEnvironment): void {
    environment.socket.drop();
    environment.advance(5_000);
    environment.socket.welcome();
  }

  for (const backwards of [false, true]) {
    it(`${backwards ? "backwards" : "forwards"}_goesOnBehindTheLastMatch`, async () => {
      const { environment, client } = fakeClient();
      const search = client.search({ ...options, backwards });
      environment.socket.welcome();
      environment.socket.say(1, { case: "searchMatch", value: match(50) });
      await take(search, 1);
      lost(environment);
      const asked = environment.socket.last("searchScrollback");
      assert.deepEqual([asked.from, asked.limit], [backwards ? 50n : 60n, 2]);
      environment.socket.say(1, { case: "searchMatch", value: match(backwards ? 20 : 90) });
      environment.socket.say(1, {
        case: "searchDone",
        value: { matches: 1n, reason: SearchEnd.RANGE },
      });
      environment.socket.say(1, { case: "closeStream", value: {} });
      const [, done] = await take<SearchEvent>(search, 2);
      assert.equal(done?.type === "done" && done.done.matches, 2n);
      assert.ok((await search.next()).done);
    });
  }

  it("thatFoundAll_isNotAskedForAgain", async () => {
    const { environment, client } = fakeClient();
    const search = client.search({ ...options, limit: 1 });
    environment.socket.welcome();
    environment.socket.say(1, { case: "searchMatch", value: match(50) });
    await take(search, 1);
    lost(environment);
    const [done] = await take<SearchEvent>(search, 1);
    assert.equal(done?.type === "done" && done.done.reason, SearchEnd.LIMIT);
    assert.equal(environment.socket.sent("searchScrollback").length, 0);
    assert.ok((await search.next()).done);
  });
});
