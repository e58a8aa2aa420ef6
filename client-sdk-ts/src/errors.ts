import type { MutateFailure } from "./gen/muxwire/v1/state_pb.js";
import { type Error as WireError, ErrorCode } from "./gen/muxwire/v1/error_pb.js";

export { ErrorCode };

/** What to do after an error: again at once, again after a while, or not again. */
export type Retry = "now" | "later" | "never";

const RETRY_NOW: ReadonlySet<ErrorCode> = new Set([
  ErrorCode.PRECONDITION_FAILED,
  ErrorCode.STALE_BASE,
  ErrorCode.CHUNK_INVALID,
  ErrorCode.DRAINING,
]);
const RETRY_LATER: ReadonlySet<ErrorCode> = new Set([
  ErrorCode.BUSY,
  ErrorCode.TIMED_OUT,
  ErrorCode.UNREACHABLE,
  ErrorCode.STORAGE,
  ErrorCode.INTERNAL,
]);

/** What the table of errors says of a code. */
export function retryOf(code: ErrorCode): Retry {
  if (RETRY_NOW.has(code)) return "now";
  return RETRY_LATER.has(code) ? "later" : "never";
}

/** What an error tells besides its code and sentence. */
export interface ErrorDetails {
  /** The limit that was passed, in its own unit. */
  limit?: bigint;
  /** Wait at least so long before another attempt. */
  retryAfterMs?: number;
  /** Which step of a batch was refused, and the entity concerned as it is now. */
  failure?: MutateFailure;
}

/** A refusal of the server, or of this client in its place. */
export class MuxwireError extends Error {
  override readonly name = "MuxwireError";
  /** One of the schema's codes; a code that this client does not know counts as INTERNAL. */
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly limit: bigint | undefined;
  readonly retryAfterMs: number;
  readonly failure: MutateFailure | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const known = knownCode(code);
    super(`${ErrorCode[known]}: ${message}`);
    this.code = known;
    this.retry = retryOf(known);
    this.limit = details.limit;
    this.retryAfterMs = details.retryAfterMs ?? 0;
    this.failure = details.failure;
  }

  /** @internal */
  static ofWire(error: WireError): MuxwireError {
    return new MuxwireError(error.code, error.message, {
      retryAfterMs: error.retryAfterMs,
      ...(error.limit === 0n ? {} : { limit: error.limit }),
    });
  }

  /** @internal */
  static ofFailure(failure: MutateFailure): MuxwireError {
    return new MuxwireError(failure.code, failure.message, { failure });
  }
}

function knownCode(code: ErrorCode): ErrorCode {
  return code !== ErrorCode.UNSPECIFIED && ErrorCode[code] !== undefined
    ? code
    : ErrorCode.INTERNAL;
}
