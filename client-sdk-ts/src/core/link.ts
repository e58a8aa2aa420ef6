import { create } from "@bufbuild/protobuf";
import {
  CloseStreamSchema,
  CreditSchema,
  HelloSchema,
  PongSchema,
  type Chunk,
  type GoAway,
  type Hello,
  type Welcome,
} from "../gen/muxwire/v1/connection_pb.js";
import { ErrorCode, ErrorSchema } from "../gen/muxwire/v1/error_pb.js";
import type { Environment, Socket, SocketListener } from "../environment.js";
import { MuxwireError } from "../errors.js";
import { CHUNK_OVERHEAD_BYTES, OutboundTransfer, Reassembly } from "../wire/chunks.js";
import {
  decodeFrame,
  decodePacket,
  encodeBody,
  framedBytes,
  type ClientBody,
  type InboundFrame,
  type ServerBody,
} from "../wire/frames.js";
import { Unpacker } from "../wire/inflate.js";
import * as limits from "../wire/limits.js";
import { Pacer } from "../wire/pacer.js";
import { Violation } from "../wire/violation.js";
import { Liveness } from "./liveness.js";
import { Outbox } from "./outbox.js";
import { Timers } from "./timers.js";
import { StreamEnd, type LinkedStream } from "./linked-stream.js";

/** How a connection ended. */
export interface LinkEnd {
  /** The close code; 1006 if the connection was lost, or never came to be. */
  readonly code: number;
  readonly reason: string;
  /** The Error that came right before the end. */
  readonly error: MuxwireError | undefined;
}

/** Who hears of one connection. */
export interface LinkListener {
  /** The socket is open and Hello is sent: streams may be opened, if `fitsNow`. */
  onOpen(): void;
  onWelcome(welcome: Welcome): void;
  /** Something else on stream 0 than what a connection handles itself. */
  onConnectionBody(body: ServerBody): void;
  onGoAway(goAway: GoAway): void;
  /** The end, once. No stream hears of this link any more. */
  onEnd(end: LinkEnd): void;
}

export interface LinkOptions {
  readonly url: string;
  readonly hello: Hello;
  readonly windowBytes: number;
  readonly messageBytes: number;
}

/**
 * One connection, from the socket's opening to its end: greeting, liveness, flow control, chunks, and
 * the frames of each stream to that stream. Frames that are sent leave at the end of the turn.
 *
 * ```text
 *  CONNECTING --opened: Hello--> GREETING --Welcome--> WELCOMED --GoAway--> DRAINING
 *       |                            |                     |                    |
 *       `----------------------------+---------------------+--------------------'--> ENDED
 * ```
 */
export class Link implements SocketListener {
  private readonly pacer = new Pacer();
  private readonly outbox: Outbox;
  private readonly reassembly: Reassembly;
  private readonly unpacker = new Unpacker();
  private readonly streams = new Map<number, LinkedStream>();
  private readonly liveness: Liveness;
  private readonly socket: Socket;
  private phase: "connecting" | "greeting" | "welcomed" | "draining" | "ended" = "connecting";
  private lastStreamId = 0;
  private lastTransferId = 0n;
  private lastError: MuxwireError | undefined;
  private flushIsDue = false;
  private closing: { code: number; reason: string } | undefined;
  /** Tasks that end with the connection. */
  readonly timers: Timers;
  /** What the server told in Welcome; undefined before. */
  welcome: Welcome | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly options: LinkOptions,
    private readonly listener: LinkListener,
  ) {
    this.timers = new Timers(environment);
    this.reassembly = new Reassembly(options.messageBytes, limits.REASSEMBLY_BYTES);
    this.outbox = new Outbox(
      this.pacer,
      (packet) => this.transmit(packet),
      () => ({ streamId: 0, bytes: encodeBody(this.liveness.ping()) }),
      limits.PACKET_BYTES_BEFORE_WELCOME,
    );
    this.liveness = new Liveness({
      environment,
      timers: this.timers,
      pacer: this.pacer,
      bufferedBytes: () => this.socket.bufferedBytes,
      send: (body) => this.send(0, body),
      lose: (reason) => this.lose(reason),
    });
    this.timers.set("connect", limits.CONNECT_MS, () => this.lose("no answer"));
    this.socket = environment.openSocket(options.url, limits.SUBPROTOCOL, this);
  }

  /** True once Welcome came, and until the end or a GoAway. */
  get isWelcomed(): boolean {
    return this.phase === "welcomed";
  }

  /** True while streams and requests of before may go on. */
  get isUsable(): boolean {
    return this.phase === "welcomed" || this.phase === "draining";
  }

  get maxPacketBytes(): number {
    return this.outbox.maxPacketBytes;
  }

  get roundTripMs(): number | undefined {
    return this.pacer.roundTripMs;
  }

  get messageBytes(): number {
    return this.options.messageBytes;
  }

  hasFeature(name: string): boolean {
    return this.welcome?.features.includes(name) ?? false;
  }

  /** True: such an opening frame may be sent now. Before Welcome it must fit the least packet. */
  mayOpen(opening: Uint8Array): boolean {
    if (this.phase === "greeting") {
      return framedBytes({ streamId: 0xffff, bytes: opening }) <= this.maxPacketBytes;
    }
    return this.phase === "welcomed";
  }

  /** Opens a stream under the next id. */
  open(stream: LinkedStream, opening: Uint8Array): number {
    const id = ++this.lastStreamId;
    this.streams.set(id, stream);
    this.sendWhole(id, opening);
    return id;
  }

  /** Sends one frame ahead of data. */
  send(streamId: number, body: ClientBody): void {
    this.outbox.add({ streamId, bytes: encodeBody(body) });
    this.wake();
  }

  /** Sends one frame whose body is encoded already, and fits a packet. */
  sendEncoded(streamId: number, bytes: Uint8Array): void {
    this.outbox.add({ streamId, bytes });
    this.wake();
  }

  /** Ends a stream of which nothing more is wanted. */
  closeStream(id: number): void {
    if (!this.forget(id)) return;
    this.send(id, { case: "closeStream", value: create(CloseStreamSchema) });
  }

  /** Ends a stream because of what came on it. */
  failStream(id: number, code: ErrorCode, message: string): void {
    if (!this.forget(id)) return;
    this.sendError(id, code, message);
  }

  sendCredit(id: number, limitBytes: bigint): void {
    this.send(id, { case: "credit", value: create(CreditSchema, { limitBytes }) });
  }

  newTransfer(message: Uint8Array): OutboundTransfer {
    return new OutboundTransfer(++this.lastTransferId, message);
  }

  addSource(source: Parameters<Outbox["addSource"]>[0]): void {
    this.outbox.addSource(source);
    this.wake();
  }

  removeSource(source: Parameters<Outbox["removeSource"]>[0]): void {
    this.outbox.removeSource(source);
  }

  /** Something may be sent: it will be, at the end of the turn. */
  wake(): void {
    if (this.flushIsDue || this.phase === "ended") return;
    this.flushIsDue = true;
    this.environment.defer(() => {
      this.flushIsDue = false;
      if (this.phase !== "ended" && this.phase !== "connecting") this.outbox.flush();
    });
  }

  /** Ends the connection in good order; the end is told once the peer answers, or after a while. */
  close(code: number, reason: string): void {
    if (this.phase === "ended" || this.closing !== undefined) return;
    if (this.phase === "connecting") {
      this.lose(reason);
      return;
    }
    this.outbox.flush();
    this.closing = { code, reason };
    this.socket.close(code, reason);
    this.timers.set("close", limits.CLOSE_MS, () => this.lose(reason));
  }

  // -- the socket's side

  opened(): void {
    if (this.phase !== "connecting") return;
    this.phase = "greeting";
    const hello = create(HelloSchema, this.options.hello);
    this.outbox.maxPacketBytes = limits.HELLO_PACKET_BYTES;
    this.outbox.add({ streamId: 0, bytes: encodeBody({ case: "hello", value: hello }) });
    this.outbox.flush();
    this.outbox.maxPacketBytes = limits.PACKET_BYTES_BEFORE_WELCOME;
    this.liveness.heard(0);
    this.timers.set("connect", limits.CONNECT_MS, () => this.lose("no Welcome"));
    this.liveness.pingEvery(limits.PING_INTERVAL_MS);
    this.liveness.watchSilence();
    this.listener.onOpen();
  }

  received(packet: Uint8Array): void {
    if (this.phase === "ended" || this.phase === "connecting") return;
    this.liveness.heard(packet.length);
    if (this.closing !== undefined) return;
    this.lastError = undefined;
    try {
      if (this.welcome !== undefined && packet.length > this.maxPacketBytes) {
        throw new Violation(ErrorCode.LIMIT_EXCEEDED, `a packet of ${packet.length} bytes`);
      }
      this.receiveFrames(decodePacket(packet));
    } catch (failure) {
      if (!(failure instanceof Violation)) throw failure;
      this.breach(failure);
    }
    this.wake();
  }

  receivedText(): void {
    this.close(1003, "a text message");
  }

  closed(code: number, reason: string): void {
    this.end({ code, reason, error: this.lastError });
  }

  // -- what came

  private receiveFrames(frames: readonly InboundFrame[]): void {
    for (const frame of frames) {
      if (this.phase === "ended" || this.closing !== undefined) return;
      this.receiveFrame(frame, true);
    }
    this.liveness.tally(frames.map(({ body }) => body));
  }

  private receiveFrame(frame: InboundFrame, counts: boolean): void {
    if (frame.streamId === 0) {
      this.onConnectionFrame(frame);
      return;
    }
    const stream = this.streams.get(frame.streamId);
    if (stream === undefined) {
      if (frame.streamId > this.lastStreamId) {
        this.sendError(
          frame.streamId,
          ErrorCode.STREAM_INVALID,
          "the client opened no such stream",
        );
      }
      return;
    }
    try {
      this.onStreamFrame(stream, frame, counts);
    } catch (failure) {
      if (!(failure instanceof Violation)) throw failure;
      this.failStream(frame.streamId, failure.code, failure.message);
      stream.onEnded(new StreamEnd(new MuxwireError(failure.code, failure.message), "client"));
    }
  }

  private onStreamFrame(stream: LinkedStream, frame: InboundFrame, counts: boolean): void {
    const id = frame.streamId;
    const { body } = frame;
    if (body === undefined) {
      throw new Violation(ErrorCode.UNSUPPORTED, "a body that this client does not know");
    }
    switch (body.case) {
      case "credit":
        if (body.value.limitBytes > limits.MAX_UINT63) {
          throw new Violation(ErrorCode.MALFORMED, "a credit above 2^63-1");
        }
        stream.onCredit(body.value.limitBytes);
        break;
      case "pause":
      case "resume":
        stream.onPaused(body.case === "pause");
        break;
      case "chunk": {
        if (counts) stream.count(body.value.data.length, true);
        this.onChunk(id, body.value, (whole) => this.onChunked(stream, id, whole));
        break;
      }
      case "chunkAbort":
        this.reassembly.abort(id, body.value.transferId);
        break;
      case "compressed":
        this.onStreamFrame(stream, this.unpacker.unpack(id, body.value), counts);
        break;
      case "closeStream":
        this.forget(id);
        stream.onEnded(new StreamEnd(undefined, "server"));
        break;
      case "error":
        this.forget(id);
        stream.onEnded(new StreamEnd(MuxwireError.ofWire(body.value), "server"));
        break;
      default:
        if (counts && countsAgainstCredit(body)) stream.count(frame.bodyBytes, false);
        stream.onBody(body, counts ? frame.bodyBytes : 0);
    }
  }

  /** The whole of a chunked message: one frame, paid for already. */
  private onChunked(stream: LinkedStream, streamId: number, whole: Uint8Array): void {
    const frame = { ...decodeChunked(whole), streamId };
    this.onStreamFrame(stream, frame, false);
  }

  private onConnectionFrame(frame: InboundFrame): void {
    const { body } = frame;
    if (body === undefined) {
      this.sendError(0, ErrorCode.UNSUPPORTED, "a body that this client does not know");
      return;
    }
    switch (body.case) {
      case "welcome":
        this.onWelcome(body.value);
        break;
      case "ping":
        this.send(0, { case: "pong", value: create(PongSchema, { nonce: body.value.nonce }) });
        break;
      case "pong":
        this.liveness.onPong(body.value.nonce, this.welcome !== undefined);
        break;
      case "received":
        this.pacer.onReceived(body.value.connectionBytes);
        break;
      case "goAway":
        if (this.phase === "welcomed") this.phase = "draining";
        this.listener.onGoAway(body.value);
        break;
      case "chunk":
        this.onConnectionChunk(body.value);
        break;
      case "chunkAbort":
        this.reassembly.abort(0, body.value.transferId);
        break;
      case "error":
        if (body.value.requestSeq === 0n && body.value.transferId === 0n) {
          this.lastError = MuxwireError.ofWire(body.value);
        }
        this.listener.onConnectionBody(body);
        break;
      default:
        this.listener.onConnectionBody(body);
    }
  }

  private onWelcome(welcome: Welcome): void {
    if (this.phase !== "greeting") {
      throw new Violation(ErrorCode.MALFORMED, "a second Welcome");
    }
    this.phase = "welcomed";
    this.welcome = welcome;
    this.timers.cancel("connect");
    this.outbox.maxPacketBytes = welcome.limits?.maxPacketBytes || limits.DEFAULT_PACKET_BYTES;
    this.liveness.pingEvery(welcome.pingIntervalMs || limits.PING_INTERVAL_MS);
    this.send(0, this.liveness.ping());
    for (const stream of this.streams.values()) stream.onWelcome(this);
    this.listener.onWelcome(welcome);
  }

  private onChunk(streamId: number, chunk: Chunk, whole: (message: Uint8Array) => void): void {
    const message = this.reassembly.accept(streamId, chunk, this.environment.now());
    this.watchTransfers();
    if (message !== undefined) whole(message);
  }

  private onConnectionChunk(chunk: Chunk): void {
    try {
      this.onChunk(0, chunk, (whole) => this.onConnectionFrame(decodeChunked(whole)));
    } catch (failure) {
      if (!(failure instanceof Violation)) throw failure;
      this.sendError(0, failure.code, failure.message, chunk.transferId);
    }
  }

  private watchTransfers(): void {
    if (this.reassembly.isEmpty || this.timers.has("transfers")) return;
    this.timers.set("transfers", limits.TRANSFER_IDLE_MS / 6, () => {
      for (const { streamId, transferId } of this.reassembly.takeIdle(this.environment.now())) {
        this.onIdleTransfer(streamId, transferId);
      }
      this.watchTransfers();
    });
  }

  private onIdleTransfer(streamId: number, transferId: bigint): void {
    const message = "a transfer stood still";
    const stream = this.streams.get(streamId);
    if (stream === undefined) {
      this.sendError(0, ErrorCode.TIMED_OUT, message, transferId);
      return;
    }
    this.failStream(streamId, ErrorCode.TIMED_OUT, message);
    stream.onEnded(new StreamEnd(new MuxwireError(ErrorCode.TIMED_OUT, message), "client"));
  }

  // -- sending

  private transmit(packet: Uint8Array): void {
    this.pacer.onSent(packet.length);
    this.socket.send(packet);
  }

  /** A frame that opens a stream, in chunks if it must be; nothing comes between those. */
  private sendWhole(streamId: number, bytes: Uint8Array): void {
    const frame = { streamId, bytes };
    if (framedBytes(frame) <= this.maxPacketBytes) {
      this.outbox.add(frame);
    } else {
      const transfer = this.newTransfer(bytes);
      while (!transfer.done) {
        const piece = transfer.next(this.maxPacketBytes - CHUNK_OVERHEAD_BYTES);
        this.outbox.add({ streamId, bytes: piece });
      }
    }
    this.wake();
  }

  private sendError(streamId: number, code: ErrorCode, message: string, transferId = 0n): void {
    const value = create(ErrorSchema, { code, message: message.slice(0, 300), transferId });
    this.send(streamId, { case: "error", value });
  }

  // -- the end

  private forget(id: number): boolean {
    this.reassembly.drop(id);
    this.unpacker.forget(id);
    return this.streams.delete(id);
  }

  private breach(violation: Violation): void {
    this.sendError(0, violation.code, violation.message);
    const code = violation.code === ErrorCode.LIMIT_EXCEEDED ? 1009 : 1002;
    this.close(code, violation.message.slice(0, 40));
  }

  /** The connection is of no use any more: end now, without the peer. */
  private lose(reason: string): void {
    if (this.phase === "ended") return;
    this.socket.abandon();
    this.end({ code: this.closing?.code ?? 1006, reason, error: this.lastError });
  }

  private end(end: LinkEnd): void {
    if (this.phase === "ended") return;
    this.phase = "ended";
    this.timers.cancelAll();
    this.streams.clear();
    this.listener.onEnd(end);
  }
}

function decodeChunked(whole: Uint8Array): InboundFrame {
  const frame = decodeFrame(whole);
  const inner = frame.body?.case;
  if (frame.streamId !== 0 || inner === "chunk" || inner === "chunkAbort" || inner === "welcome") {
    throw new Violation(ErrorCode.CHUNK_INVALID, "a frame that never travels in chunks");
  }
  return frame;
}

function countsAgainstCredit(body: ServerBody): boolean {
  switch (body.case) {
    case "statePart":
    case "screen":
    case "output":
    case "scrollbackPage":
    case "searchMatch":
      return true;
    default:
      return false;
  }
}
