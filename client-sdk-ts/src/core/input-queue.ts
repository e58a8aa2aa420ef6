import { create } from "@bufbuild/protobuf";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import { InputKind, InputSchema } from "../gen/muxwire/v1/terminal_pb.js";
import { MuxwireError } from "../errors.js";
import type { SendCredit } from "../wire/credit.js";
import { bodyBytesOf, encodeBody, framedBytes, type OutboundFrame } from "../wire/frames.js";
import { INPUT_PIECE_BYTES } from "../wire/limits.js";
import type { DataSource } from "./outbox.js";

/** So little goes ahead of bulk: keystrokes and short pastes. */
const URGENT_BYTES = 1024;

interface Write {
  readonly resolve: () => void;
  readonly reject: (failure: MuxwireError) => void;
}

interface Piece {
  readonly data: Uint8Array;
  readonly kind: InputKind;
  readonly write: Write;
  readonly last: boolean;
  /** Given when it is first sent, and kept: a seq stands for the same bytes for ever. */
  seq: bigint | undefined;
}

/** Where input leaves: a terminal stream of one connection. */
export interface InputOutlet {
  readonly streamId: number;
  readonly credit: SendCredit;
  readonly paused: () => boolean;
  readonly wake: () => void;
}

/**
 * Input of one attachment, in order: what was sent and is not acknowledged, then what was not sent.
 *
 * ```text
 *  pieces  [ sent, not acknowledged | not sent ]
 *                                   ^ sentCount; back to 0 when the connection is lost
 * ```
 */
export class InputQueue implements DataSource {
  private readonly pieces: Piece[] = [];
  private sentCount = 0;
  private unsentBytes = 0;
  private heldBytes = 0;
  private nextSeq = 1n;
  private outlet: InputOutlet | undefined;
  private refusal: MuxwireError | undefined;

  constructor(private readonly mostBytes: number) {}

  /** Takes input; done when the host wrote all of it to the program's terminal. */
  push(data: Uint8Array, kind: InputKind): Promise<void> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    if (data.length === 0) return Promise.resolve();
    if (this.heldBytes + data.length > this.mostBytes) {
      const message = `${this.heldBytes} bytes of input wait already`;
      const details = { limit: BigInt(this.mostBytes) };
      return Promise.reject(new MuxwireError(ErrorCode.LIMIT_EXCEEDED, message, details));
    }
    return new Promise((resolve, reject) => {
      this.cut(data.slice(), kind, { resolve, reject });
      this.outlet?.wake();
    });
  }

  /** Input may leave here from now on; what was not acknowledged goes first. */
  connect(outlet: InputOutlet): void {
    this.disconnect();
    this.outlet = outlet;
    outlet.wake();
  }

  disconnect(): void {
    this.outlet = undefined;
    this.sentCount = 0;
    this.unsentBytes = this.heldBytes;
  }

  /** The host wrote everything up to here. */
  acknowledge(seq: bigint): void {
    while (this.pieces[0]?.seq !== undefined && this.pieces[0].seq <= seq) {
      const piece = this.pieces.shift() as Piece;
      this.heldBytes -= piece.data.length;
      if (this.sentCount > 0) this.sentCount--;
      else this.unsentBytes -= piece.data.length;
      if (piece.last) piece.write.resolve();
    }
  }

  /** The numbers of before mean nothing to the server any more. */
  resetIdentity(): void {
    const failure = new MuxwireError(
      ErrorCode.OUTCOME_UNKNOWN,
      "the server forgot this client: input was written or not",
    );
    const unknown = new Set(this.pieces.filter(({ seq }) => seq !== undefined).map((p) => p.write));
    const kept = this.pieces.filter(({ write }) => !unknown.has(write));
    this.replacePieces(kept);
    this.nextSeq = 1n;
    for (const write of unknown) write.reject(failure);
  }

  /** Refuses what waits here, and what comes; what may have been written, with what says so. */
  refuse(failure: MuxwireError, mayBeWritten = failure): void {
    this.refusal ??= failure;
    const writes = new Set(this.pieces.map(({ write }) => write));
    const sent = new Set(this.pieces.filter(({ seq }) => seq !== undefined).map((p) => p.write));
    this.replacePieces([]);
    for (const write of writes) write.reject(sent.has(write) ? mayBeWritten : failure);
  }

  get ready(): boolean {
    const { outlet } = this;
    const piece = this.pieces[this.sentCount];
    if (outlet === undefined || piece === undefined || outlet.paused()) return false;
    return outlet.credit.available >= piece.data.length + COST_OVERHEAD_BYTES;
  }

  get urgent(): boolean {
    return this.unsentBytes <= URGENT_BYTES;
  }

  take(maxBytes: number): OutboundFrame | undefined {
    const piece = this.pieces[this.sentCount];
    const { outlet } = this;
    if (piece === undefined || outlet === undefined) return undefined;
    const seq = piece.seq ?? this.nextSeq;
    const value = create(InputSchema, { seq, kind: piece.kind, data: piece.data });
    const frame = { streamId: outlet.streamId, bytes: encodeBody({ case: "input", value }) };
    if (framedBytes(frame) > maxBytes) return undefined;
    if (piece.seq === undefined) this.nextSeq++;
    piece.seq = seq;
    this.sentCount++;
    this.unsentBytes -= piece.data.length;
    outlet.credit.spend(bodyBytesOf(frame.bytes));
    return frame;
  }

  private cut(data: Uint8Array, kind: InputKind, write: Write): void {
    for (let at = 0; at < data.length; at += INPUT_PIECE_BYTES) {
      const piece = data.subarray(at, at + INPUT_PIECE_BYTES);
      const last = at + INPUT_PIECE_BYTES >= data.length;
      this.pieces.push({ data: piece, kind, write, last, seq: undefined });
    }
    this.heldBytes += data.length;
    this.unsentBytes += data.length;
  }

  private replacePieces(pieces: Piece[]): void {
    this.pieces.splice(0, this.pieces.length, ...pieces);
    this.heldBytes = pieces.reduce((sum, { data }) => sum + data.length, 0);
    this.unsentBytes = this.heldBytes;
    this.sentCount = 0;
  }
}

/** Tags, length, kind and the longest seq of an Input. */
const COST_OVERHEAD_BYTES = 1 + 10 + 2 + 1 + 3;
