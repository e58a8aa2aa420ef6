import { SkipReason } from "../src/gen/muxwire/v1/terminal_pb.js";
import type { AttachOptions, MuxwireClient, TerminalEvent, TerminalStream } from "../src/index.js";
import { fakeClient, type FakeEnvironment } from "./fakes.js";

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const string = (value: Uint8Array): string => new TextDecoder().decode(value);

export interface Viewed {
  environment: FakeEnvironment;
  client: MuxwireClient;
  attachment: TerminalStream;
}

export function attached(options: Partial<AttachOptions> = {}, windowBytes?: number): Viewed {
  const { environment, client } = fakeClient(windowBytes === undefined ? {} : { windowBytes });
  const attachment = client.attach({
    workspace: "main",
    terminalId: "sh",
    from: "start",
    ...options,
  });
  environment.socket.welcome();
  environment.socket.say(1, { case: "attached", value: { logEpoch: 7n } });
  return { environment, client, attachment };
}

/** The connection is lost, and the next one stands. */
export function reconnect({ environment }: Viewed, identityReset = false): void {
  environment.socket.drop();
  environment.advance(5_000);
  environment.socket.welcome({ identityReset });
}

export function output({ environment }: Viewed, offset: number, data: string | Uint8Array): void {
  const bytes = typeof data === "string" ? text(data) : data;
  environment.socket.say(1, { case: "output", value: { offset: BigInt(offset), data: bytes } });
}

/** The next events, each consumed but the last. */
export async function take<E>(
  stream: { next(): Promise<IteratorResult<E, undefined>> },
  count: number,
): Promise<E[]> {
  const events: E[] = [];
  for (let index = 0; index < count; index++) {
    const { value } = await stream.next();
    if (value === undefined) throw new Error("the stream ended");
    events.push(value);
  }
  return events;
}

export function brief(event: TerminalEvent): unknown[] {
  switch (event.type) {
    case "output":
      return [event.history ? "history" : "live", Number(event.offset), string(event.data)];
    case "skipped":
      return ["skipped", Number(event.from), Number(event.to), SkipReason[event.reason]];
    default:
      return [event.type];
  }
}
