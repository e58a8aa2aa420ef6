import { create } from "@bufbuild/protobuf";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import type { TerminalExit } from "../gen/muxwire/v1/entity_pb.js";
import {
  ByteRangeSchema,
  FetchScrollbackSchema,
  LineRangeSchema,
  type FetchScrollback,
  type ScrollbackPage,
  type SkipReason,
} from "../gen/muxwire/v1/terminal_pb.js";
import type { MuxwireError } from "../errors.js";
import type { ClientBody, ServerBody } from "../wire/frames.js";
import { Violation } from "../wire/violation.js";
import type { StreamOwner } from "./client-stream.js";
import { EventStream } from "./event-stream.js";
import type { Link } from "./link.js";
import type { Size } from "./terminal-stream.js";

/** Offsets [from, to) of a terminal's output; without `to` up to the end as of the request. */
export interface Bytes {
  readonly from: bigint;
  readonly to?: bigint;
}

/**
 * Lines around a position: a line's number, or the offset of a byte in it. Without either, or beyond
 * the end, it is the end.
 */
export interface Lines {
  readonly line?: bigint;
  readonly offset?: bigint;
  readonly before?: number;
  /** Beginning with the line of the position. */
  readonly after?: number;
}

/** Which part of a terminal's history to fetch. */
export interface FetchOptions {
  readonly workspace: string;
  readonly terminalId: string;
  readonly range: Bytes | Lines;
  /** True: with the host's times and the sizes, as a recording needs them. */
  readonly withTimes?: boolean;
}

/** A part of the history, in order. */
export type ScrollbackEvent =
  | {
      readonly type: "page";
      readonly offset: bigint;
      /** Empty in the first page of lines, which tells the places alone. */
      readonly data: Uint8Array;
      /** The oldest byte that can be had now. */
      readonly retainedFrom: bigint;
      /** Of `withTimes`: microseconds since the terminal started. */
      readonly elapsedUs: bigint | undefined;
      /** Of lines: the number of the line that has the byte at `offset`. */
      readonly firstLine: bigint | undefined;
      /** Of lines: the number after the last line of the whole answer. In the first page alone. */
      readonly endLine: bigint | undefined;
    }
  | {
      readonly type: "skipped";
      readonly from: bigint;
      readonly to: bigint;
      readonly reason: SkipReason;
    }
  | {
      readonly type: "resized";
      readonly offset: bigint;
      readonly size: Size;
      readonly elapsedUs: bigint | undefined;
    }
  | {
      readonly type: "exited";
      readonly offset: bigint;
      readonly exit: TerminalExit | undefined;
      readonly elapsedUs: bigint | undefined;
    };

const LINE_BREAK = 0x0a;
const MAX_UINT32 = 0xffff_ffffn;
const END_OFFSET = (1n << 64n) - 1n;

/** One fetch of history, across connections: what was delivered is not fetched again. */
export class ScrollbackStream extends EventStream<ScrollbackEvent> {
  protected override readonly feature: string | undefined;
  private due: bigint | undefined;
  private line: bigint | undefined;
  private endLine: bigint | undefined;
  private delivered:
    { due: bigint; line: bigint | undefined; endLine: bigint | undefined } | undefined;

  constructor(
    owner: StreamOwner,
    private readonly options: FetchOptions,
  ) {
    super(owner);
    this.feature = isBytes(options.range) ? undefined : "scrollback-lines";
    this.due = isBytes(options.range) ? options.range.from : undefined;
  }

  /** @internal */
  override tryOpen(link: Link): void {
    if (this.isComplete()) this.finish(undefined);
    else super.tryOpen(link);
  }

  protected override mayRetry(error: MuxwireError): boolean {
    return error.retry === "now";
  }

  protected override opening(): ClientBody {
    const { workspace, terminalId, withTimes } = this.options;
    const value = create(FetchScrollbackSchema, {
      workspace,
      terminalId,
      range: this.range(),
      withTimes: withTimes ?? false,
    });
    return { case: "fetchScrollback", value };
  }

  protected override onLost(): void {
    super.onLost();
    if (this.delivered !== undefined) {
      ({ due: this.due, line: this.line, endLine: this.endLine } = this.delivered);
    } else {
      this.due = isBytes(this.options.range) ? this.options.range.from : undefined;
      this.endLine = undefined;
    }
  }

  /** @internal */
  override onBody(body: ServerBody, cost: number): void {
    switch (body.case) {
      case "scrollbackPage":
        this.onPage(body.value, cost);
        break;
      case "skipped": {
        const { from, to, reason } = body.value;
        if (this.due === undefined || to > this.due) this.due = to;
        this.emitFree({ type: "skipped", from, to, reason }, this.mark());
        break;
      }
      case "resized": {
        const { offset, size, elapsedUs } = body.value;
        if (this.due !== undefined && offset < this.due) break;
        const { columns, rows } = size ?? { columns: 0, rows: 0 };
        this.emitFree({ type: "resized", offset, size: { columns, rows }, elapsedUs });
        break;
      }
      case "exited": {
        const { offset, exit, elapsedUs } = body.value;
        this.emitFree({ type: "exited", offset, exit, elapsedUs });
        break;
      }
      default:
        throw new Violation(ErrorCode.STREAM_INVALID, `${body.case} on a scrollback stream`);
    }
  }

  private onPage(page: ScrollbackPage, cost: number): void {
    const { retainedFrom, elapsedUs } = page;
    const isFirstOfLines = page.endLine !== undefined;
    if (isFirstOfLines && this.endLine !== undefined) {
      this.consumption(cost)();
      return;
    }
    if (isFirstOfLines) this.endLine = page.endLine;
    this.due ??= page.offset;
    if (page.offset > this.due) {
      this.restart(ErrorCode.MALFORMED, `a page at ${page.offset} in place of ${this.due}`);
      return;
    }
    const known = Number(this.due - page.offset);
    const data = page.data.subarray(Math.min(known, page.data.length));
    if (data.length === 0 && !isFirstOfLines) {
      this.consumption(cost)();
      return;
    }
    const firstLine = plus(page.firstLine, lineBreaks(page.data.subarray(0, known)));
    const offset = this.due;
    this.due += BigInt(data.length);
    this.line = plus(firstLine, lineBreaks(data));
    const endLine = page.endLine;
    this.emit(
      { type: "page", offset, data, retainedFrom, elapsedUs, firstLine, endLine },
      cost,
      this.mark(),
    );
  }

  /** Notes, once the event is delivered, where a reconnect goes on. */
  private mark(): () => void {
    const place = { due: this.due ?? 0n, line: this.line, endLine: this.endLine };
    return () => {
      this.delivered = place;
    };
  }

  private range(): FetchScrollback["range"] {
    const { range } = this.options;
    if (isBytes(range)) {
      const value = create(ByteRangeSchema, { from: this.due ?? range.from, to: range.to ?? 0n });
      return { case: "bytes", value };
    }
    if (this.line !== undefined && this.endLine !== undefined) {
      const after = this.endLine - this.line;
      const value = { line: this.line, after: Number(after < MAX_UINT32 ? after : MAX_UINT32) };
      return { case: "lines", value: create(LineRangeSchema, value) };
    }
    const { line, offset, before = 0, after = 0 } = range;
    const position = line === undefined ? { offset: offset ?? END_OFFSET } : { line };
    return { case: "lines", value: create(LineRangeSchema, { ...position, before, after }) };
  }

  /** True: everything was delivered, only the end was not heard. */
  private isComplete(): boolean {
    const { range } = this.options;
    if (this.delivered === undefined) return false;
    if (isBytes(range)) return range.to !== undefined && this.delivered.due >= range.to;
    const { line, endLine } = this.delivered;
    return line !== undefined && endLine !== undefined && line >= endLine;
  }
}

function isBytes(range: Bytes | Lines): range is Bytes {
  return "from" in range;
}

function lineBreaks(data: Uint8Array): bigint {
  let count = 0n;
  for (let at = data.indexOf(LINE_BREAK); at >= 0; at = data.indexOf(LINE_BREAK, at + 1)) count++;
  return count;
}

function plus(line: bigint | undefined, count: bigint): bigint | undefined {
  return line === undefined ? undefined : line + count;
}
