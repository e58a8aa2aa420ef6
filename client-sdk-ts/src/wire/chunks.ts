import { create } from "@bufbuild/protobuf";
import { ChunkSchema, type Chunk } from "../gen/muxwire/v1/connection_pb.js";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import { crc32c } from "./crc32c.js";
import { encodeBody } from "./frames.js";
import { MESSAGE_BYTES, REASSEMBLY_BYTES, TRANSFER_IDLE_MS } from "./limits.js";
import { Violation } from "./violation.js";

/** The bytes of a packet that a chunk takes besides its data, at most. */
export const CHUNK_OVERHEAD_BYTES = 64;

/** An encoded frame on its way out in pieces. */
export class OutboundTransfer {
  private at = 0;
  private index = 0;

  constructor(
    readonly transferId: bigint,
    private readonly message: Uint8Array,
  ) {}

  get done(): boolean {
    return this.at === this.message.length;
  }

  get remaining(): number {
    return this.message.length - this.at;
  }

  /** The next piece, encoded as a frame body, with so many bytes of data at most (at least 1). */
  next(dataBytes: number): Uint8Array {
    const data = this.message.subarray(this.at, this.at + dataBytes);
    const first = this.index === 0;
    this.at += data.length;
    const value = create(ChunkSchema, {
      transferId: this.transferId,
      index: this.index++,
      totalBytes: first ? BigInt(this.message.length) : 0n,
      last: this.done,
      crc32c: this.done ? crc32c(this.message) : 0,
      data,
    });
    return encodeBody({ case: "chunk", value });
  }
}

interface InboundTransfer {
  readonly transferId: bigint;
  readonly message: Uint8Array;
  filled: number;
  chunks: number;
  lastAtMs: number;
}

/**
 * Joins the chunks of one connection. A violation ends the transfer; that the stream ends by it, or
 * that on stream 0 nothing does, is for the caller. What a refused transfer sends further on stream 0
 * is ignored.
 */
export class Reassembly {
  private readonly transfers = new Map<number, InboundTransfer>();
  private reserved = 0;
  private refusedOnConnection: bigint | undefined;

  constructor(
    private readonly messageBytes = MESSAGE_BYTES,
    private readonly connectionBytes = REASSEMBLY_BYTES,
  ) {}

  /** The whole message, once its last chunk is here. */
  accept(streamId: number, chunk: Chunk, nowMs: number): Uint8Array | undefined {
    if (streamId === 0 && chunk.transferId === this.refusedOnConnection) return undefined;
    try {
      return this.join(streamId, chunk, nowMs);
    } catch (violation) {
      this.drop(streamId);
      if (streamId === 0) this.refusedOnConnection = chunk.transferId;
      throw violation;
    }
  }

  /** Forgets the transfer of a stream that ended, or was given up. */
  drop(streamId: number): void {
    const transfer = this.transfers.get(streamId);
    if (transfer === undefined) return;
    this.reserved -= transfer.message.length;
    this.transfers.delete(streamId);
  }

  /** Ends the transfer of a stream that was given up by the sender. */
  abort(streamId: number, transferId: bigint): void {
    if (this.transfers.get(streamId)?.transferId === transferId) this.drop(streamId);
  }

  /** Takes out the transfers that stood still for too long: stream and transfer ids. */
  takeIdle(nowMs: number): Array<{ streamId: number; transferId: bigint }> {
    const idle = [...this.transfers]
      .filter(([, transfer]) => nowMs - transfer.lastAtMs >= TRANSFER_IDLE_MS)
      .map(([streamId, { transferId }]) => ({ streamId, transferId }));
    for (const { streamId, transferId } of idle) {
      this.drop(streamId);
      if (streamId === 0) this.refusedOnConnection = transferId;
    }
    return idle;
  }

  get isEmpty(): boolean {
    return this.transfers.size === 0;
  }

  private join(streamId: number, chunk: Chunk, nowMs: number): Uint8Array | undefined {
    const transfer = this.transfers.get(streamId) ?? this.begin(streamId, chunk, nowMs);
    require(chunk.transferId === transfer.transferId, "a second transfer began before the end");
    require(chunk.index === transfer.chunks, `index ${chunk.index} in place of ${transfer.chunks}`);
    require(chunk.index === 0 || chunk.totalBytes === 0n, "total_bytes on a later chunk");
    require(chunk.data.length > 0, "a chunk without data");
    require(transfer.filled + chunk.data.length <=
      transfer.message.length, "more than total_bytes");
    transfer.message.set(chunk.data, transfer.filled);
    transfer.filled += chunk.data.length;
    transfer.chunks++;
    transfer.lastAtMs = nowMs;
    if (!chunk.last) return undefined;
    require(transfer.filled === transfer.message.length, "less than total_bytes");
    require(crc32c(transfer.message) === chunk.crc32c, "the checksum is another one");
    this.drop(streamId);
    return transfer.message;
  }

  private begin(streamId: number, chunk: Chunk, nowMs: number): InboundTransfer {
    require(chunk.index === 0, "a transfer begins with index 0");
    require(chunk.totalBytes > 0n, "the first chunk has no total_bytes");
    if (chunk.totalBytes > BigInt(this.messageBytes)) {
      throw new Violation(
        ErrorCode.LIMIT_EXCEEDED,
        `a message of ${chunk.totalBytes} bytes; at most ${this.messageBytes}`,
      );
    }
    const total = Number(chunk.totalBytes);
    if (this.reserved + total > this.connectionBytes) {
      throw new Violation(ErrorCode.BUSY, "other messages in chunks take all the memory for them");
    }
    this.reserved += total;
    const transfer: InboundTransfer = {
      transferId: chunk.transferId,
      message: new Uint8Array(total),
      filled: 0,
      chunks: 0,
      lastAtMs: nowMs,
    };
    this.transfers.set(streamId, transfer);
    return transfer;
  }
}

function require(holds: boolean, otherwise: string): void {
  if (!holds) throw new Violation(ErrorCode.CHUNK_INVALID, otherwise);
}
