import { inflateSync } from "fflate";
import { Compression, type Compressed } from "../gen/muxwire/v1/connection_pb.js";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import { decodeFrame, type InboundFrame } from "./frames.js";
import { MESSAGE_BYTES } from "./limits.js";
import { Violation } from "./violation.js";

/** How far back a body may refer to those before it. */
const WINDOW_BYTES = 32 * 1024;
const NOTHING = new Uint8Array();

/** Unpacks the compressed frames of one connection, each stream's in order. */
export class Unpacker {
  /** Of each stream the end of what was unpacked, as long as the next body may go on from it. */
  private readonly windows = new Map<number, Uint8Array>();

  /** The frame in a compressed one, on the stream of that; throws what its stream ends with. */
  unpack(streamId: number, compressed: Compressed): InboundFrame {
    if (compressed.compression !== Compression.DEFLATE) {
      throw new Violation(ErrorCode.UNSUPPORTED, `compression ${compressed.compression}`);
    }
    const window = compressed.continued ? this.windows.get(streamId) : NOTHING;
    if (window === undefined) malformed("it goes on from a body that did not come");
    const bytes = inflate(compressed, window);
    const inner = decodeFrame(bytes);
    if (inner.streamId !== 0) malformed("a compressed body has a stream_id");
    if (inner.body?.case === "compressed" || inner.body?.case === "chunk") {
      malformed(`a compressed body is itself ${inner.body.case}`);
    }
    if (inner.body?.case === "statePart" && !inner.body.value.consistent) {
      this.windows.set(streamId, endOf(window, bytes));
    } else {
      this.windows.delete(streamId);
    }
    return { ...inner, streamId };
  }

  /** The stream ended. */
  forget(streamId: number): void {
    this.windows.delete(streamId);
  }
}

/** The end of both, one behind the other. */
function endOf(before: Uint8Array, bytes: Uint8Array): Uint8Array {
  const added = bytes.subarray(Math.max(0, bytes.length - WINDOW_BYTES));
  const kept = before.subarray(Math.max(0, before.length - (WINDOW_BYTES - added.length)));
  const window = new Uint8Array(kept.length + added.length);
  window.set(kept);
  window.set(added, kept.length);
  return window;
}

function inflate({ uncompressedBytes, data }: Compressed, before: Uint8Array): Uint8Array {
  if (uncompressedBytes > BigInt(MESSAGE_BYTES)) {
    throw new Violation(ErrorCode.LIMIT_EXCEEDED, `${uncompressedBytes} bytes uncompressed`);
  }
  const bytes = Number(uncompressedBytes);
  // One byte more, so that a body which goes on beyond its size is seen to; the library writes
  // nothing behind the end of `out`, and answers with `out` itself where there is no data.
  const out = new Uint8Array(bytes + 1);
  let inflated: Uint8Array;
  try {
    inflated = inflateSync(data, before.length > 0 ? { out, dictionary: before } : { out });
  } catch (failure) {
    malformed(`cannot be inflated: ${String(failure)}`);
  }
  if (inflated.length !== bytes) malformed("not of uncompressed_bytes");
  return inflated;
}

function malformed(what: string): never {
  throw new Violation(ErrorCode.MALFORMED, what);
}
