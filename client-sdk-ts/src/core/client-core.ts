import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  ClientIdentitySchema,
  HelloSchema,
  LimitsSchema,
  type GoAway,
  type Hello,
  type Welcome,
} from "../gen/muxwire/v1/connection_pb.js";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import type { Environment } from "../environment.js";
import { MuxwireError } from "../errors.js";
import type { ServerBody } from "../wire/frames.js";
import * as limits from "../wire/limits.js";
import { fullJitterMs } from "./backoff.js";
import type { ClientStream, StreamOwner } from "./client-stream.js";
import { Listeners } from "./listeners.js";
import { Link, type LinkEnd, type LinkListener } from "./link.js";
import { Requests, type RequestKind, type ResultCase, type ResultOf } from "./requests.js";

/**
 * Who a client is for the server, across connections and programs. Whoever saves it saves it whole: a
 * client that comes back with the number of an old request is taken to repeat that request.
 */
export interface Identity {
  readonly clientId: string;
  readonly secret: Uint8Array;
  /** The number of the next request. */
  readonly nextRequestSeq: bigint;
}

/** Where a client stands. */
export type ConnectionState =
  | { readonly state: "connecting" }
  | { readonly state: "connected"; readonly welcome: Welcome }
  /** Between two attempts, and why. */
  | { readonly state: "waiting"; readonly delayMs: number; readonly cause: MuxwireError }
  /** For good; without an error it was closed by the application. */
  | { readonly state: "ended"; readonly error: MuxwireError | undefined };

/** How a client connects. */
export interface ClientOptions {
  /** `ws://127.0.0.1:7070/v1/sync` */
  readonly url: string;
  /** The token, or what gives it anew for each connection; if that throws, it is tried again later. */
  readonly token: string | (() => string);
  /** The program, for people; at most 128 bytes. */
  readonly clientName?: string;
  /** Who this client was before. Never give one to two programs that run. */
  readonly identity?: Identity;
  /** The largest packet to accept, 4 KiB to 1 MiB. Default 64 KiB. */
  readonly maxPacketBytes?: number;
  /** The largest message to put together of chunks. Default 16 MiB. */
  readonly maxMessageBytes?: number;
  /** The credit that each stream starts with; its window grows from there. Default 256 KiB. */
  readonly windowBytes?: number;
  /** The first and the longest wait between attempts, of which a random part is waited. */
  readonly firstBackoffMs?: number;
  readonly mostBackoffMs?: number;
  /** Requests that may wait for a connection. Default 10,000. */
  readonly mostQueuedRequests?: number;
}

const FEATURES = ["scrollback-lines", "search", "deflate", "dense"];
const FINAL_CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [4401, ErrorCode.UNAUTHENTICATED],
  [4403, ErrorCode.FORBIDDEN],
  [4409, ErrorCode.REPLACED],
  [4426, ErrorCode.VERSION],
]);

/**
 * One client across its connections.
 *
 * ```text
 *   +--> CONNECTING --socket open: Hello, streams--> GREETING --Welcome--> CONNECTED
 *   |        | no socket                                | closed              | GoAway, lost, silent
 *   |        v                                          v                     v
 *   +---- WAITING <-----------------------------------------------------------'
 *                       final close codes, or the Error that means the same --> ENDED
 * ```
 */
export class ClientCore implements StreamOwner, LinkListener {
  private readonly streams = new Set<ClientStream>();
  private readonly requests: Requests;
  private readonly stateListeners: Listeners<ConnectionState>;
  private readonly warningListeners: Listeners<MuxwireError>;
  private identityNow: Pick<Identity, "clientId" | "secret"> | undefined;
  private current: ConnectionState = { state: "connecting" };
  private failures = 0;

  // Valid for one connection.
  private link: Link | undefined;
  private welcomedAtMs: number | undefined;
  private drained = false;
  private cancelRetry: (() => void) | undefined;

  // Valid across them.
  private drainsInARow = 0;
  private isClosing = false;
  private readonly whenEnded: Array<() => void> = [];

  constructor(
    readonly environment: Environment,
    private readonly options: ClientOptions,
  ) {
    this.identityNow = options.identity;
    this.stateListeners = new Listeners(environment);
    this.warningListeners = new Listeners(environment);
    this.requests = new Requests(
      options.mostQueuedRequests ?? 10_000,
      options.identity?.nextRequestSeq ?? 1n,
    );
  }

  get windowBytes(): number {
    const packet = this.options.maxPacketBytes ?? limits.DEFAULT_PACKET_BYTES;
    return this.options.windowBytes ?? Math.max(limits.DEFAULT_CREDIT_BYTES, 4 * packet);
  }

  get state(): ConnectionState {
    return this.current;
  }

  get identity(): Identity | undefined {
    if (this.identityNow === undefined) return undefined;
    const { clientId, secret } = this.identityNow;
    return { clientId, secret, nextRequestSeq: this.requests.nextRequestSeq };
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    return this.stateListeners.add(listener);
  }

  onWarning(listener: (error: MuxwireError) => void): () => void {
    return this.warningListeners.add(listener);
  }

  /** Connects, and connects again whenever that ends. */
  connect(): void {
    this.cancelRetry = undefined;
    if (this.isClosing) return;
    this.change({ state: "connecting" });
    this.welcomedAtMs = undefined;
    this.drained = false;
    const { url, maxMessageBytes } = this.options;
    let hello: Hello;
    try {
      hello = create(HelloSchema, this.hello());
    } catch (failure) {
      this.wait({ code: 1006, reason: `no token: ${String(failure)}`, error: undefined });
      return;
    }
    const messageBytes = maxMessageBytes ?? limits.MESSAGE_BYTES;
    this.link = new Link(
      this.environment,
      { url, hello, windowBytes: this.windowBytes, messageBytes },
      this,
    );
  }

  /** Ends the client. Done when the connection is closed. */
  close(): Promise<void> {
    if (this.current.state === "ended") return Promise.resolve();
    const ended = new Promise<void>((resolve) => this.whenEnded.push(resolve));
    if (!this.isClosing) {
      this.isClosing = true;
      this.cancelRetry?.();
      if (this.link === undefined) this.end(undefined);
      else this.link.close(1000, "");
    }
    return ended;
  }

  request<C extends ResultCase>(kind: RequestKind<C>): Promise<ResultOf<C>> {
    if (this.current.state === "ended" || this.isClosing) {
      return Promise.reject(this.endError());
    }
    return this.requests.add(kind);
  }

  /** Takes a stream in, and opens it as soon as that may be. */
  openStream(stream: ClientStream): void {
    if (this.current.state === "ended" || this.isClosing) {
      stream.fail(this.endError());
      return;
    }
    this.streams.add(stream);
    this.requestOpening(stream);
  }

  requestOpening(stream: ClientStream): void {
    if (this.link !== undefined && this.streams.has(stream)) stream.tryOpen(this.link);
  }

  forget(stream: ClientStream): void {
    this.streams.delete(stream);
  }

  // -- what a connection tells

  onOpen(): void {
    this.openStreams();
  }

  onWelcome(welcome: Welcome): void {
    this.welcomedAtMs = this.environment.now();
    const reset = welcome.identityReset;
    if (welcome.identity !== undefined) this.identityNow = welcome.identity;
    for (const stream of [...this.streams]) stream.onIdentity(reset);
    if (this.link !== undefined) this.requests.connect(this.link, reset);
    this.openStreams();
    this.change({ state: "connected", welcome });
  }

  onConnectionBody(body: ServerBody): void {
    switch (body.case) {
      case "mutateResult":
      case "getResult":
      case "openTerminalResult":
      case "requestDone":
      case "workspaceList":
      case "serverStatus":
      case "backupCreated":
        this.requests.onResult(body);
        this.leaveOnceIdle();
        break;
      case "error":
        if (!this.requests.onResult(body)) this.warn(MuxwireError.ofWire(body.value));
        this.leaveOnceIdle();
        break;
      default:
      // A known body that says nothing on stream 0, such as credit.
    }
  }

  onGoAway(goAway: GoAway): void {
    this.drained = true;
    this.requests.hold();
    this.warn(new MuxwireError(goAway.code, goAway.message));
    this.link?.timers.set("drain", goAway.graceMs, () => this.link?.close(1001, "drained"));
    this.leaveOnceIdle();
  }

  onEnd(end: LinkEnd): void {
    this.link = undefined;
    this.requests.disconnect();
    for (const stream of [...this.streams]) stream.linkLost();
    const final = finalError(end);
    if (this.isClosing) this.end(undefined);
    else if (final !== undefined) this.end(final);
    else this.wait(end);
  }

  private openStreams(): void {
    for (const stream of [...this.streams]) this.requestOpening(stream);
  }

  /** Told to go, and nothing is awaited any more: the next connection is better made at once. */
  private leaveOnceIdle(): void {
    if (this.drained && this.requests.isIdle) this.link?.close(1001, "drained");
  }

  private wait(end: LinkEnd): void {
    const livedMs =
      this.welcomedAtMs === undefined ? 0 : this.environment.now() - this.welcomedAtMs;
    if (livedMs >= limits.RECONNECT_SETTLED_MS) {
      this.failures = 0;
      this.drainsInARow = 0;
    }
    const wasDrained = this.drained || end.code === 1001;
    const { firstBackoffMs, mostBackoffMs } = this.options;
    // A server that drains all who come must not be stormed.
    const atOnce = wasDrained && this.drainsInARow++ === 0;
    const delayMs = atOnce
      ? 0
      : fullJitterMs(this.environment, this.failures, firstBackoffMs, mostBackoffMs);
    if (!wasDrained) this.failures++;
    const cause = end.error ?? new MuxwireError(lossCode(end), lossMessage(end));
    this.change({ state: "waiting", delayMs, cause });
    this.cancelRetry = this.environment.schedule(
      Math.max(delayMs, end.error?.retryAfterMs ?? 0),
      () => this.connect(),
    );
  }

  private end(error: MuxwireError | undefined): void {
    const failure = error ?? new MuxwireError(ErrorCode.CANCELLED, "the client was closed");
    this.change({ state: "ended", error });
    for (const stream of [...this.streams]) {
      if (error === undefined) stream.close();
      else stream.fail(failure);
    }
    this.requests.refuse(failure, error ?? unknownAtClose());
    for (const resolve of this.whenEnded.splice(0)) resolve();
  }

  private endError(): MuxwireError {
    const error = this.current.state === "ended" ? this.current.error : undefined;
    return error ?? new MuxwireError(ErrorCode.CANCELLED, "the client was closed");
  }

  private change(state: ConnectionState): void {
    this.current = state;
    this.stateListeners.tell(state);
  }

  private warn(error: MuxwireError): void {
    this.warningListeners.tell(error);
  }

  private hello(): MessageInitShape<typeof HelloSchema> {
    const { token, clientName, maxPacketBytes, maxMessageBytes } = this.options;
    const identity = this.identityNow;
    return {
      version: limits.VERSION,
      minVersion: limits.VERSION,
      token: typeof token === "string" ? token : token(),
      clientName: clientName ?? "muxwire-ts/0.1.0",
      features: FEATURES,
      limits: create(LimitsSchema, {
        maxPacketBytes: told(maxPacketBytes, limits.DEFAULT_PACKET_BYTES),
        maxMessageBytes: BigInt(told(maxMessageBytes, limits.MESSAGE_BYTES)),
        initialCreditBytes: BigInt(told(this.windowBytes, limits.DEFAULT_CREDIT_BYTES)),
      }),
      ...(identity === undefined
        ? {}
        : {
            identity: create(ClientIdentitySchema, {
              clientId: identity.clientId,
              secret: identity.secret,
            }),
          }),
    };
  }
}

/** How a limit is told: what both sides take for granted anyway is left out. */
function told(limit: number | undefined, usual: number): number {
  return limit === undefined || limit === usual ? 0 : limit;
}

function unknownAtClose(): MuxwireError {
  const message = "the client was closed before the result came: the request was run or not";
  return new MuxwireError(ErrorCode.OUTCOME_UNKNOWN, message);
}

/** The error of an end after which no attempt is made. An Error says more than the close code. */
function finalError(end: LinkEnd): MuxwireError | undefined {
  const { error, code, reason } = end;
  if (error !== undefined && [...FINAL_CODES.values()].includes(error.code)) return error;
  const final = FINAL_CODES.get(code);
  if (final === undefined) return undefined;
  return error ?? new MuxwireError(final, reason || `the server closed with ${code}`);
}

function lossCode({ code }: LinkEnd): ErrorCode {
  return code === 1001 ? ErrorCode.DRAINING : ErrorCode.UNREACHABLE;
}

function lossMessage({ code, reason }: LinkEnd): string {
  return reason || (code === 1006 ? "the connection was lost" : `closed with ${code}`);
}
