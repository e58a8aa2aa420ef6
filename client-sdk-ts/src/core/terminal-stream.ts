import { create } from "@bufbuild/protobuf";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import type { TerminalExit } from "../gen/muxwire/v1/entity_pb.js";
import {
  AttachMode,
  AttachSchema,
  FromStartSchema,
  InputKind,
  ResizeSchema,
  ScreenRequestSchema,
  SetFocusSchema,
  SignalSchema,
  SkipReason,
  TerminalCursorSchema,
  type Attach,
  type Attached,
  type Output,
  type Screen,
  type Skipped,
} from "../gen/muxwire/v1/terminal_pb.js";
import { TerminalSizeSchema } from "../gen/muxwire/v1/entity_pb.js";
import { MuxwireError } from "../errors.js";
import type { ClientBody, ServerBody } from "../wire/frames.js";
import { Violation } from "../wire/violation.js";
import type { StreamOwner } from "./client-stream.js";
import { EventStream } from "./event-stream.js";
import { InputQueue } from "./input-queue.js";
import type { Link } from "./link.js";
import type { StreamEnd } from "./linked-stream.js";

/** A place in a terminal's output. Save it together, resume from it together. */
export interface TerminalCursor {
  readonly logEpoch: bigint;
  /** Bytes of output before it. */
  readonly offset: bigint;
}

/** Cells, 1 to 1,000 each. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How to attach to a terminal. */
export interface AttachOptions {
  readonly workspace: string;
  readonly terminalId: string;
  /** Where to begin. Default: the screen, for which a server may send a tail of its choice. */
  readonly from?:
    | { readonly cursor: TerminalCursor }
    | { readonly tailBytes: bigint | number }
    | "start"
    | "screen";
  /** Default: every byte that is retained, however late. LIVE skips what is too far behind. */
  readonly mode?: AttachMode;
  /** For LIVE: the lag that makes the server skip, in bytes. Default 4 MiB. */
  readonly maxLagBytes?: bigint | number;
  /** True: never types, resizes or signals; READ is enough then. */
  readonly readOnly?: boolean;
  /** The viewer's size. Absent: it never sizes the terminal. */
  readonly size?: Size;
  /** True: where the terminal waits for its readers, the program waits for this one. */
  readonly required?: boolean;
  /** Input that may wait for its acknowledgement, in bytes. Default 16 MiB. */
  readonly mostInputBytes?: number;
}

/** What happens on an attachment, in order. */
export type TerminalEvent =
  | {
      /** Attached, for the first time or again: after a reconnect, or because something of it changed. */
      readonly type: "attached";
      readonly attached: Attached;
    }
  | {
      readonly type: "output";
      readonly offset: bigint;
      readonly data: Uint8Array;
      /** True: printed before this viewer came. It rings no bell and answers no query. */
      readonly history: boolean;
    }
  | {
      /** The screen at an offset, for an empty emulator of this size; output goes on from there. */
      readonly type: "screen";
      readonly offset: bigint;
      readonly size: Size;
      readonly data: Uint8Array;
    }
  | {
      /** Bytes that do not come. With LOST, what was shown of [from, to) never happened. */
      readonly type: "skipped";
      readonly from: bigint;
      readonly to: bigint;
      readonly reason: SkipReason;
    }
  | { readonly type: "resized"; readonly offset: bigint; readonly size: Size }
  | {
      /** The program ended; all its output came before. */
      readonly type: "exited";
      readonly offset: bigint;
      readonly exit: TerminalExit | undefined;
    };

const INPUT_BYTES = 16 * 1024 * 1024;
const encoder = new TextEncoder();

/**
 * One viewer of a terminal, across connections: its output in order and without gaps that are not told,
 * and its input exactly once.
 */
export class TerminalStream extends EventStream<TerminalEvent> {
  private readonly input: InputQueue;
  private readonly inputSource: bigint;
  private size: Size | undefined;
  private focused = false;

  // What came on this connection.
  private latest: Attached | undefined;
  private due = 0n;

  // What the application was handed, and where a reconnect goes on.
  private delivered: TerminalCursor | undefined;
  private consumedTo: TerminalCursor | undefined;
  private exitedAt: bigint | undefined;

  constructor(
    owner: StreamOwner,
    private readonly options: AttachOptions,
  ) {
    super(owner);
    this.size = options.size;
    this.input = new InputQueue(options.mostInputBytes ?? INPUT_BYTES);
    this.inputSource = options.readOnly ? 0n : randomInputSource(owner);
    if (typeof options.from === "object" && "cursor" in options.from) {
      this.delivered = options.from.cursor;
      this.consumedTo = options.from.cursor;
    }
  }

  /**
   * What the application has consumed: save it, and attach with it later. Undefined before the first
   * event.
   */
  get cursor(): TerminalCursor | undefined {
    return this.consumedTo;
  }

  /** What the server told last of this viewer and its terminal; undefined while not attached. */
  get attached(): Attached | undefined {
    return this.latest;
  }

  /**
   * Types, or with REPLY answers a query of the terminal. Done when the host wrote it all to the
   * terminal. It is kept and sent again across connections; it fails with OUTCOME_UNKNOWN when the
   * server forgot this client meanwhile, and with EXITED when the program ended.
   */
  write(data: Uint8Array | string, kind: InputKind = InputKind.TYPED): Promise<void> {
    if (this.options.readOnly) {
      return Promise.reject(new MuxwireError(ErrorCode.FORBIDDEN, "this viewer is read-only"));
    }
    return this.input.push(typeof data === "string" ? encoder.encode(data) : data, kind);
  }

  /** Tells the viewer's size, now and after each reconnect. */
  resize(size: Size): void {
    this.size = size;
    this.send({
      case: "resize",
      value: create(ResizeSchema, { size: create(TerminalSizeSchema, size) }),
    });
  }

  /** Tells whether the viewer looks at this terminal, whose output goes first then. */
  focus(focused: boolean): void {
    this.focused = focused;
    this.send({ case: "setFocus", value: create(SetFocusSchema, { focused }) });
  }

  /**
   * Sends a signal (INT, TERM, HUP, KILL, QUIT, TSTP, CONT, WINCH, USR1, USR2) to the foreground
   * process group, ahead of input. It is never repeated: throws UNREACHABLE without a connection.
   */
  signal(name: string): void {
    if (this.currentLink?.isUsable !== true) {
      throw new MuxwireError(ErrorCode.UNREACHABLE, "there is no connection at the moment");
    }
    this.send({ case: "signal", value: create(SignalSchema, { name }) });
  }

  protected override opening(): ClientBody {
    const { workspace, terminalId, mode, maxLagBytes, readOnly, required } = this.options;
    const value = create(AttachSchema, {
      workspace,
      terminalId,
      from: this.from(),
      mode: mode ?? AttachMode.LOSSLESS,
      maxLagBytes: BigInt(maxLagBytes ?? 0),
      readOnly: readOnly ?? false,
      required: required ?? false,
      inputSource: this.inputSource,
      ...(this.size === undefined ? {} : { size: create(TerminalSizeSchema, this.size) }),
    });
    return { case: "attach", value };
  }

  protected override onOpened(): void {
    if (this.focused) this.focus(true);
  }

  protected override onLost(): void {
    super.onLost();
    this.latest = undefined;
    this.input.disconnect();
    this.currentLink?.removeSource(this.input);
  }

  protected override onFinished(error: MuxwireError | undefined): void {
    const unknown = "detached before the acknowledgement came: input was written or not";
    this.input.refuse(
      error ?? new MuxwireError(ErrorCode.CANCELLED, "detached"),
      error ?? new MuxwireError(ErrorCode.OUTCOME_UNKNOWN, unknown),
    );
    super.onFinished(error);
  }

  /** @internal */
  override onIdentity(reset: boolean): void {
    if (reset) this.input.resetIdentity();
  }

  /** @internal */
  override onWelcome(link: Link): void {
    super.onWelcome(link);
    this.releaseInput(link);
  }

  /** @internal */
  override onEnded(end: StreamEnd): void {
    if (end.error?.code !== ErrorCode.EXITED) {
      super.onEnded(end);
      return;
    }
    // Input crossed the program's end. It is refused, but there may be output still to come.
    this.input.refuse(end.error);
    this.again(end.error);
  }

  /** @internal */
  override onBody(body: ServerBody, cost: number): void {
    switch (body.case) {
      case "attached":
        this.onAttached(body.value);
        break;
      case "output":
        this.onOutput(body.value, cost);
        break;
      case "skipped":
        this.onSkipped(body.value);
        break;
      case "resized":
        this.emitFree({
          type: "resized",
          offset: body.value.offset,
          size: sizeOf(body.value.size),
        });
        break;
      case "inputAck":
        this.input.acknowledge(body.value.seq);
        break;
      case "exited":
        this.onExited(body.value.offset, body.value.exit);
        break;
      case "screen":
        this.onScreen(body.value, cost);
        break;
      default:
        throw new Violation(ErrorCode.STREAM_INVALID, `${body.case} on a terminal stream`);
    }
  }

  private onAttached(attached: Attached): void {
    const first = this.latest === undefined;
    this.latest = attached;
    if (first) this.due = this.delivered?.offset ?? attached.start;
    this.emitFree({ type: "attached", attached }, () => {
      // With a cursor, it stays what it was until something is delivered in the epoch told here: of
      // what the old one had beyond that, Skipped LOST is still to come.
      const start = { logEpoch: attached.logEpoch, offset: attached.start };
      this.delivered ??= start;
      this.consumedTo ??= start;
    });
  }

  private onOutput({ offset, data }: Output, cost: number): void {
    const { latest } = this;
    if (latest === undefined) throw new Violation(ErrorCode.STREAM_INVALID, "before Attached");
    if (offset > this.due) {
      this.restart(ErrorCode.MALFORMED, `output at ${offset} in place of ${this.due}`);
      return;
    }
    const known = Number(this.due - offset);
    const fresh = data.subarray(Math.min(known, data.length));
    const history = Number(clamp(latest.liveFrom - this.due, BigInt(fresh.length)));
    const pieces: Array<[Uint8Array, boolean]> = [
      [fresh.subarray(0, history), true],
      [fresh.subarray(history), false],
    ];
    const whole = pieces.filter(([piece]) => piece.length > 0);
    if (whole.length === 0) this.consumption(cost)();
    whole.forEach(([piece, isHistory], index) => {
      const at = this.due;
      this.due += BigInt(piece.length);
      const event = { type: "output", offset: at, data: piece, history: isHistory } as const;
      this.emitAt(event, index === whole.length - 1 ? cost : undefined);
    });
  }

  private onScreen({ offset, size, data }: Screen, cost: number): void {
    this.due = offset;
    this.emitAt({ type: "screen", offset, size: sizeOf(size), data }, cost);
  }

  private onSkipped({ from, to, reason }: Skipped): void {
    const { latest } = this;
    if (latest === undefined) throw new Violation(ErrorCode.STREAM_INVALID, "before Attached");
    if (reason === SkipReason.LOST) this.due = latest.start;
    else if (to > this.due) this.due = to;
    this.emitAt({ type: "skipped", from, to, reason }, undefined);
  }

  private onExited(offset: bigint, exit: TerminalExit | undefined): void {
    this.input.refuse(new MuxwireError(ErrorCode.EXITED, "the program has ended"));
    if (this.exitedAt === offset) return;
    this.emitFree({ type: "exited", offset, exit }, () => {
      this.exitedAt = offset;
    });
  }

  /** An event behind which the application stands at `due`. */
  private emitAt(event: TerminalEvent, cost: number | undefined): void {
    const logEpoch = this.latest?.logEpoch ?? 0n;
    const cursor = { logEpoch, offset: this.due };
    const onDelivered = (): void => {
      this.delivered = cursor;
    };
    const onConsumed = (): void => {
      this.consumedTo = cursor;
    };
    if (cost === undefined) this.emitFree(event, onDelivered, onConsumed);
    else this.emit(event, cost, onDelivered, onConsumed);
  }

  /** Input leaves once it is known whether this connection knows the client. */
  private releaseInput(link: Link): void {
    const { sendCredit: credit } = this;
    if (credit === undefined) return;
    this.input.connect({
      streamId: this.streamId,
      credit,
      paused: () => this.isPausedByPeer,
      wake: () => link.wake(),
    });
    link.addSource(this.input);
  }

  private from(): Attach["from"] {
    const { from } = this.options;
    if (this.delivered !== undefined) {
      return { case: "cursor", value: create(TerminalCursorSchema, this.delivered) };
    }
    if (from === "start") return { case: "start", value: create(FromStartSchema) };
    if (typeof from === "object" && "tailBytes" in from) {
      return { case: "tailBytes", value: BigInt(from.tailBytes) };
    }
    return { case: "screen", value: create(ScreenRequestSchema) };
  }
}

function sizeOf(size: Size | undefined): Size {
  return { columns: size?.columns ?? 0, rows: size?.rows ?? 0 };
}

function clamp(value: bigint, most: bigint): bigint {
  if (value < 0n) return 0n;
  return value > most ? most : value;
}

function randomInputSource(owner: StreamOwner): bigint {
  const bytes = owner.environment.randomBytes(8);
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0) || 1n;
}
