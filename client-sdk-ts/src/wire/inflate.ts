import { inflateSync } from "fflate";
import { Compression, type Compressed } from "../gen/muxwire/v1/connection_pb.js";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import { decodeFrame, type InboundFrame } from "./frames.js";
import { MESSAGE_BYTES } from "./limits.js";
import { Violation } from "./violation.js";

/** The frame in a compressed one, on the stream of that; throws what its stream ends with. */
export function unpack(streamId: number, compressed: Compressed): InboundFrame {
  if (compressed.compression !== Compression.DEFLATE) {
    throw new Violation(ErrorCode.UNSUPPORTED, `compression ${compressed.compression}`);
  }
  const inner = decodeFrame(inflate(compressed));
  if (inner.streamId !== 0) malformed("a compressed body has a stream_id");
  if (inner.body?.case === "compressed" || inner.body?.case === "chunk") {
    malformed(`a compressed body is itself ${inner.body.case}`);
  }
  return { ...inner, streamId };
}

function inflate({ uncompressedBytes, data }: Compressed): Uint8Array {
  if (uncompressedBytes > BigInt(MESSAGE_BYTES)) {
    throw new Violation(ErrorCode.LIMIT_EXCEEDED, `${uncompressedBytes} bytes uncompressed`);
  }
  const bytes = Number(uncompressedBytes);
  // One byte more, so that a body which goes on beyond its size is seen to; the library writes
  // nothing behind the end of `out`, and answers with `out` itself where there is no data.
  const out = new Uint8Array(bytes + 1);
  let inflated: Uint8Array;
  try {
    inflated = inflateSync(data, { out });
  } catch (failure) {
    malformed(`cannot be inflated: ${String(failure)}`);
  }
  if (inflated.length !== bytes) malformed("not of uncompressed_bytes");
  return inflated;
}

function malformed(what: string): never {
  throw new Violation(ErrorCode.MALFORMED, what);
}
