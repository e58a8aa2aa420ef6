const FIRST_WINDOW_BYTES = 16 * 1024;
const LEAST_WINDOW_BYTES = 4 * 1024;
const MOST_WINDOW_BYTES = 4 * 1024 * 1024;
const QUEUE_MS = 20;

/**
 * How much bulk may be under way, so that the queue in front of a keystroke stays short: account of
 * the bytes sent less those that the peer confirmed, and a window that follows the round trip.
 */
export class Pacer {
  private sent = 0;
  private confirmed = 0;
  private window = FIRST_WINDOW_BYTES;
  private baseMs: number | undefined;
  private adjustedAtMs = 0;
  private sinceProbe = 0;
  private wasFull = false;
  private nonce = 0n;
  private readonly probes: Array<{ nonce: bigint; atMs: number; sent: number; idle: boolean }> = [];
  private latestMs: number | undefined;

  /** The latest measured round trip; undefined before the first. */
  get roundTripMs(): number | undefined {
    return this.latestMs;
  }

  /** Bytes of bulk that may be sent now. */
  get room(): number {
    const room = this.window - (this.sent - this.confirmed);
    if (room <= 0) this.wasFull = true;
    return Math.max(0, room);
  }

  /** A bulk packet is no more than a part of the window. */
  get packetBytes(): number {
    return Math.max(LEAST_WINDOW_BYTES, this.window / 8);
  }

  onSent(bytes: number): void {
    this.sent += bytes;
    this.sinceProbe += bytes;
  }

  /** True when a Ping should follow what was sent. */
  get probeDue(): boolean {
    return this.sinceProbe >= this.window / 8;
  }

  /** The nonce of a Ping that is sent now. */
  probe(nowMs: number): bigint {
    this.sinceProbe = 0;
    this.nonce++;
    const idle = this.sent === this.confirmed;
    this.probes.push({ nonce: this.nonce, atMs: nowMs, sent: this.sent, idle });
    return this.nonce;
  }

  /** The peer's Received. It counts what was sent, and no more. */
  onReceived(bytes: bigint): void {
    this.confirm(Number(bytes));
  }

  /** The answer to a Ping; unanswered earlier ones are done with, for only the latest is answered. */
  onPong(nonce: bigint, nowMs: number): void {
    const at = this.probes.findIndex((probe) => probe.nonce === nonce);
    const probe = this.probes[at];
    if (probe === undefined) return;
    this.probes.splice(0, at + 1);
    this.confirm(probe.sent);
    const measured = Math.max(0.1, nowMs - probe.atMs);
    this.latestMs = measured;
    this.baseMs = probe.idle ? measured : Math.min(this.baseMs ?? measured, measured);
    this.adjust(measured, nowMs);
  }

  private confirm(bytes: number): void {
    this.confirmed = Math.min(this.sent, Math.max(this.confirmed, bytes));
  }

  /** Half way to what keeps the queue at its aim, once in a round trip; it grows only if it was full. */
  private adjust(measuredMs: number, nowMs: number): void {
    if (nowMs - this.adjustedAtMs < measuredMs) return;
    const aim = (this.window * ((this.baseMs ?? measuredMs) + QUEUE_MS)) / measuredMs;
    if (aim > this.window && !this.wasFull) return;
    this.adjustedAtMs = nowMs;
    this.wasFull = false;
    const next = this.window + (aim - this.window) / 2;
    this.window = Math.min(
      MOST_WINDOW_BYTES,
      Math.max(LEAST_WINDOW_BYTES, Math.min(next, this.window * 2)),
    );
  }
}
