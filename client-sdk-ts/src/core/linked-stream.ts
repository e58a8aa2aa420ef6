import type { MuxwireError } from "../errors.js";
import type { ServerBody } from "../wire/frames.js";
import type { Link } from "./link.js";

/** How a stream ended that its connection outlives. */
export class StreamEnd {
  constructor(
    /** Undefined: CloseStream. */
    readonly error: MuxwireError | undefined,
    /** Who ended it. */
    readonly by: "server" | "client",
  ) {}
}

/** A stream as its connection sees it. Any call may throw a Violation, which ends the stream. */
export interface LinkedStream {
  onWelcome(link: Link): void;
  /** Bytes that count against credit came. Those of a chunk are consumed as they come. */
  count(bytes: number, chunk: boolean): void;
  /** A frame of its own kind; cost 0 if it came in chunks, and is paid for. */
  onBody(body: ServerBody, cost: number): void;
  onCredit(limitBytes: bigint): void;
  onPaused(paused: boolean): void;
  /** The peer ended it, or the connection did because of a Violation. */
  onEnded(end: StreamEnd): void;
}
