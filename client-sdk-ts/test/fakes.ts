import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import {
  ClientPacketSchema,
  ServerPacketSchema,
  type ClientFrame,
} from "../src/gen/muxwire/v1/packet_pb.js";
import {
  MuxwireClient,
  type ClientOptions,
  type Environment,
  type Socket,
  type SocketListener,
} from "../src/index.js";

type ServerFrameInit = NonNullable<MessageInitShape<typeof ServerPacketSchema>["frames"]>[number];
type ServerBodyInit = NonNullable<ServerFrameInit["body"]>;
type ClientCase = NonNullable<ClientFrame["body"]["case"]>;
type ClientValue<C extends ClientCase> = Extract<ClientFrame["body"], { case: C }>["value"];

/** Time that passes when a test says so, and chance that is always the same. */
export class FakeEnvironment implements Environment {
  private nowMs = 1_000;
  private readonly tasks: Array<{ atMs: number; task: () => void }> = [];
  private readonly deferred: Array<() => void> = [];
  readonly sockets: FakeSocket[] = [];
  /** What `random` answers: a wait is this part of its longest. */
  chance = 0.5;

  now(): number {
    return this.nowMs;
  }

  schedule(delayMs: number, task: () => void): () => void {
    const entry = { atMs: this.nowMs + delayMs, task };
    this.tasks.push(entry);
    return () => {
      const at = this.tasks.indexOf(entry);
      if (at >= 0) this.tasks.splice(at, 1);
    };
  }

  defer(task: () => void): void {
    this.deferred.push(task);
  }

  random(): number {
    return this.chance;
  }

  randomBytes(count: number): Uint8Array {
    return new Uint8Array(count).fill(7);
  }

  openSocket(url: string, subprotocol: string, listener: SocketListener): Socket {
    const socket = new FakeSocket(this, url, subprotocol, listener);
    this.sockets.push(socket);
    return socket;
  }

  /** Runs what was put off to the end of the turn. */
  settle(): void {
    for (let task = this.deferred.shift(); task !== undefined; task = this.deferred.shift()) task();
  }

  /** Lets time pass, and what is due in it happen, in order. */
  advance(byMs: number): void {
    this.settle();
    const untilMs = this.nowMs + byMs;
    for (;;) {
      const due = this.tasks
        .filter(({ atMs }) => atMs <= untilMs)
        .reduce<(typeof this.tasks)[number] | undefined>(
          (first, task) => (first === undefined || task.atMs < first.atMs ? task : first),
          undefined,
        );
      if (due === undefined) break;
      this.tasks.splice(this.tasks.indexOf(due), 1);
      this.nowMs = Math.max(this.nowMs, due.atMs);
      due.task();
      this.settle();
    }
    this.nowMs = untilMs;
  }

  /** The latest connection. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }
}

/** The server's end of a connection: says what a test says, and keeps what the client sent. */
export class FakeSocket implements Socket {
  readonly packets: Uint8Array[] = [];
  bufferedBytes = 0;
  closedWith: number | undefined;
  abandoned = false;
  private readAt = 0;

  constructor(
    private readonly environment: FakeEnvironment,
    readonly url: string,
    readonly subprotocol: string,
    readonly listener: SocketListener,
  ) {}

  send(packet: Uint8Array): void {
    this.packets.push(packet.slice());
  }

  close(code: number): void {
    this.closedWith = code;
  }

  abandon(): void {
    this.abandoned = true;
  }

  open(): void {
    this.listener.opened();
    this.environment.settle();
  }

  /** The upgrade is done, and Welcome follows Hello. */
  welcome({ limits, ...rest }: WelcomeOptions = {}): void {
    this.open();
    const value = { ...WELCOME, ...rest, limits: { ...WELCOME.limits, ...limits } };
    this.say(0, { case: "welcome", value });
  }

  /** One packet of one frame. */
  say(streamId: number, body: ServerBodyInit): void {
    this.sayFrames([{ streamId, body }]);
  }

  sayFrames(frames: ServerFrameInit[]): void {
    this.sayBytes(toBinary(ServerPacketSchema, create(ServerPacketSchema, { frames })));
  }

  sayBytes(packet: Uint8Array): void {
    this.listener.received(packet);
    this.environment.settle();
  }

  drop(code = 1006, reason = ""): void {
    this.listener.closed(code, reason);
    this.environment.settle();
  }

  /** All frames that the client sent so far. */
  get frames(): ClientFrame[] {
    return this.packets.flatMap((packet) => fromBinary(ClientPacketSchema, packet).frames);
  }

  /** The bodies of a case that the client sent since the last call. */
  newFrames(): ClientFrame[] {
    const fresh = this.frames.slice(this.readAt);
    this.readAt += fresh.length;
    return fresh;
  }

  sent<C extends ClientCase>(of: C): Array<ClientValue<C>> {
    return this.frames
      .filter(({ body }) => body.case === of)
      .map(({ body }) => body.value as ClientValue<C>);
  }

  /** The last body of a case that the client sent. */
  last<C extends ClientCase>(of: C): ClientValue<C> {
    const value = this.sent(of).at(-1);
    if (value === undefined) throw new Error(`the client sent no ${of}`);
    return value;
  }

  /** The stream of the last frame of a case. */
  streamOf(of: ClientCase): number {
    const frame = this.frames.filter(({ body }) => body.case === of).at(-1);
    if (frame === undefined) throw new Error(`the client sent no ${of}`);
    return frame.streamId;
  }
}

const WELCOME = {
  version: 1,
  limits: {
    maxPacketBytes: 65_536,
    initialCreditBytes: 262_144n,
    maxRequests: 256,
  },
  features: ["scrollback-lines", "search", "deflate"],
  identity: { clientId: "c1", secret: new Uint8Array([1, 2, 3]) },
  pingIntervalMs: 15_000,
};

interface WelcomeOptions {
  readonly limits?: Partial<(typeof WELCOME)["limits"]>;
  readonly pingIntervalMs?: number;
  readonly identity?: undefined;
  readonly identityReset?: boolean;
}

/** A client in a fake environment, its first socket asked for. */
export function fakeClient(options: Partial<ClientOptions> = {}): {
  environment: FakeEnvironment;
  client: MuxwireClient;
} {
  const environment = new FakeEnvironment();
  const url = "ws://127.0.0.1:7070/v1/sync";
  const client = new MuxwireClient(environment, { url, token: "not-a-real-token", ...options });
  environment.settle();
  return { environment, client };
}

/** A generator of numbers that a seed repeats. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Runs a property for some seeds; MUXWIRE_SEED repeats one. */
export function forSeeds(count: number, check: (seed: number) => void): void {
  const only = process.env["MUXWIRE_SEED"];
  const seeds = only === undefined ? Array.from({ length: count }, (_, i) => i) : [Number(only)];
  for (const seed of seeds) {
    try {
      check(seed);
    } catch (failure) {
      throw new Error(`fails with MUXWIRE_SEED=${seed}`, { cause: failure });
    }
  }
}

/** The rejection of a promise, which a test expects. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (failure) {
    return failure as Error;
  }
  throw new Error("it was not rejected");
}
