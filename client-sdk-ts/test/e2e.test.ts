import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connect } from "../src/adapters/ws.js";
import {
  ErrorCode,
  type MuxwireClient,
  type SearchEvent,
  type TerminalEvent,
  type TerminalStream,
} from "../src/index.js";

const jar =
  process.env["MUXWIRE_JAR"] ??
  fileURLToPath(new URL("../../../cli/target/muxwire.jar", import.meta.url));
const java = process.env["JAVA_HOME"] ? join(process.env["JAVA_HOME"], "bin/java") : "java";
const quickStart = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar];
const run = promisify(execFile);
const skip = existsSync(jar) ? false : `${jar} is not built`;

describe("a real server", { skip, timeout: 180_000 }, () => {
  const root = mkdtempSync(join(tmpdir(), "muxwire-ts-"));
  const directory = join(root, "data");
  // The user's own last server is not this one.
  const env = { ...process.env, XDG_STATE_HOME: join(root, "state") };
  const token = (): string => readFileSync(join(directory, "token"), "utf8").trim();
  let url = "";
  let client: MuxwireClient;

  before(async () => {
    url = await up("127.0.0.1:0");
    client = connect({ url, token });
  });

  after(async () => {
    await client.close();
    await muxwire("down");
    rmSync(root, { recursive: true, force: true });
  });

  /** Starts the server and a host behind it; the answer is the server's URL. */
  async function up(listen: string): Promise<string> {
    const result = await muxwire("up", "--detach", "--json", "--listen", listen);
    return (JSON.parse(result) as { url: string }).url;
  }

  function killServer(): void {
    const server = JSON.parse(readFileSync(join(directory, "server.json"), "utf8")) as {
      pid: number;
    };
    process.kill(server.pid, "SIGKILL");
  }

  async function muxwire(...command: string[]): Promise<string> {
    const directoryOption = ["--data-dir", directory];
    const { stdout } = await run(java, [...quickStart, ...command, ...directoryOption], { env });
    return stdout;
  }

  it("showsItsState_andAppliesBatchesOnce", async () => {
    const subscription = client.subscribe({ workspace: "main" });
    await subscription.reached(0n);
    const { revision } = await client.mutate({
      workspace: "main",
      operations: [
        {
          operation: {
            case: "create",
            value: { id: "note", body: { kind: { case: "record", value: { type: "note" } } } },
          },
        },
      ],
    });
    await subscription.reached(revision);
    const note = subscription.entities.get("note");
    assert.equal(note?.body.kind.case === "record" && note.body.kind.value.type, "note");
    await assert.rejects(
      client.mutate({
        workspace: "main",
        operations: [{ operation: { case: "remove", value: { id: "nothing" } } }],
      }),
      { code: ErrorCode.NOT_FOUND, retry: "never" },
    );
    const { entities } = await client.get("main", ["note"]);
    assert.deepEqual(entities[0]?.body, note?.body);
    subscription.close();
  });

  it("takesABatchInChunks_andGivesTheEntityInChunks", async () => {
    const payload = new Uint8Array(300_000).map((_, index) => (index * index) % 251);
    const body = { kind: { case: "record", value: { type: "large", payload } } } as const;
    await client.mutate({
      workspace: "main",
      operations: [{ operation: { case: "create", value: { id: "large", body } } }],
    });
    const { entities } = await client.get("main", ["large"]);
    const kind = entities[0]?.body.kind;
    assert.deepEqual(kind?.case === "record" && kind.value.payload, payload);
  });

  it("goesOnAtTheByte_afterItsProcessWasKilled", async () => {
    const terminalId = await client.openTerminal({
      workspace: "main",
      spec: { command: ["sh", "-c", COUNTER], size: { columns: 80, rows: 24 } },
    });
    const attachment = client.attach({ workspace: "main", terminalId, from: "start" });
    const seen = new Output(attachment);
    await attachment.write("first\r");
    await seen.until("got first");
    const lost = waiting(client);
    killServer();
    await lost;
    const written = attachment.write("second\r");
    await up(new URL(url).host);
    await written;
    await attachment.write("end\r");
    await seen.exited;
    assert.equal(seen.text, await history(terminalId));
    const lines = seen.text.split("\r\n").filter((line) => /^\d+$/.test(line));
    assert.deepEqual(
      lines,
      lines.map((_, index) => String(index + 1)),
    );
    assert.deepEqual(seen.text.match(/got \w+/g), ["got first", "got second", "got end"]);
    assert.deepEqual(await found(terminalId, "got"), ["got first", "got second", "got end"]);
    assert.deepEqual(await lastLine(terminalId), "got end\r\n");
  });

  it("refusesAWrongTokenForGood", async () => {
    const stranger = connect({ url, token: "not-a-real-token" });
    await assert.rejects(stranger.listWorkspaces(), {
      code: ErrorCode.UNAUTHENTICATED,
      retry: "never",
    });
    assert.equal(stranger.state.state, "ended");
  });

  async function history(terminalId: string): Promise<string> {
    let text = "";
    const stream = client.fetchScrollback({ workspace: "main", terminalId, range: { from: 0n } });
    for await (const event of stream) if (event.type === "page") text += decode(event.data);
    return text;
  }

  async function lastLine(terminalId: string): Promise<string> {
    let text = "";
    const stream = client.fetchScrollback({ workspace: "main", terminalId, range: { before: 1 } });
    for await (const event of stream) if (event.type === "page") text += decode(event.data);
    return text;
  }

  async function found(terminalId: string, pattern: string): Promise<string[]> {
    const events: SearchEvent[] = [];
    const search = client.search({ workspace: "main", terminalId, pattern });
    for await (const event of search) events.push(event);
    assert.equal(events.at(-1)?.type, "done");
    return events.flatMap((event) => (event.type === "match" ? [event.match.line] : []));
  }
});

/** Prints numbers in flocks, one more flock for each line that it reads, and says what it read. */
const COUNTER =
  "stty -echo; n=0; while read line; do echo got $line; " +
  '[ "$line" = end ] && exit 0; for i in $(seq 2000); do n=$((n+1)); echo $n; done; done';

/** What an attachment delivered, joined. */
class Output {
  text = "";
  readonly exited: Promise<void>;
  private readonly waiting: Array<{ what: string; resolve: () => void }> = [];

  constructor(attachment: TerminalStream) {
    this.exited = this.read(attachment);
  }

  until(what: string): Promise<void> {
    if (this.text.includes(what)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ what, resolve }));
  }

  private async read(attachment: TerminalStream): Promise<void> {
    for await (const event of attachment) {
      if (event.type === "exited") return;
      this.take(event);
    }
  }

  private take(event: TerminalEvent): void {
    assert.notEqual(event.type, "skipped");
    if (event.type !== "output") return;
    assert.equal(event.offset, BigInt(this.text.length));
    this.text += decode(event.data);
    for (const { what, resolve } of this.waiting) if (this.text.includes(what)) resolve();
  }
}

function decode(data: Uint8Array): string {
  return Buffer.from(data).toString("latin1");
}

/** Done once the connection is lost. */
function waiting(client: MuxwireClient): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.onState(({ state }) => {
      if (state !== "waiting") return;
      stop();
      resolve();
    });
  });
}
