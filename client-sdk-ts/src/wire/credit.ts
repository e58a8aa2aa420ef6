import { CREDIT_INTERVAL_MS, WINDOW_MOST_BYTES } from "./limits.js";

/**
 * What the peer may send on one stream of one connection, and when to let it send more.
 *
 * ```text
 *  0 ......... consumed ......... received ......... limit = consumed + window, as last told
 * ```
 */
export class ReceiveCredit {
  private received = 0;
  private consumed = 0;
  private limit: number;
  private toldConsumed = 0;
  private toldAtMs: number;

  constructor(
    private window: number,
    nowMs: number,
  ) {
    this.limit = window;
    this.toldAtMs = nowMs;
  }

  /** Takes note of what came; false if the peer passed its limit. */
  receive(bytes: number): boolean {
    this.received += bytes;
    return this.received <= this.limit;
  }

  /** The application is done with so many bytes. */
  consume(bytes: number): void {
    this.consumed += bytes;
  }

  /**
   * The limit to tell now, if it is time: half of the window is consumed, or the last was told a
   * while ago. A window of which half goes within two round trips is too small for its link.
   */
  raise(nowMs: number, roundTripMs: number | undefined): bigint | undefined {
    const since = this.consumed - this.toldConsumed;
    if (since === 0) return undefined;
    const half = since >= this.window / 2;
    if (!half && nowMs - this.toldAtMs < CREDIT_INTERVAL_MS) return undefined;
    if (half && roundTripMs !== undefined && nowMs - this.toldAtMs <= 2 * roundTripMs) {
      this.window = Math.min(this.window * 2, Math.max(this.window, WINDOW_MOST_BYTES));
    }
    this.toldConsumed = this.consumed;
    this.toldAtMs = nowMs;
    this.limit = this.consumed + this.window;
    return BigInt(this.limit);
  }

  /** When `raise` has something to tell, in milliseconds from now; undefined if nothing is consumed. */
  dueInMs(nowMs: number): number | undefined {
    if (this.consumed === this.toldConsumed) return undefined;
    return Math.max(0, this.toldAtMs + CREDIT_INTERVAL_MS - nowMs);
  }
}

/** What this client may send on one stream of one connection. */
export class SendCredit {
  private sent = 0n;

  constructor(private limit: bigint) {}

  /** An absolute limit; a smaller one than before changes nothing. */
  raise(limit: bigint): void {
    if (limit > this.limit) this.limit = limit;
  }

  get available(): number {
    const bytes = this.limit - this.sent;
    return bytes > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(bytes);
  }

  spend(bytes: number): void {
    this.sent += BigInt(bytes);
  }
}
