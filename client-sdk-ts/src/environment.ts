/**
 * What the core is handed in: time, chance and sockets. Everything the core does follows from calls
 * of these, so that a test with a clock and a socket of its own replays exactly.
 *
 * All calls, in either direction, come on one thread, and never from within each other: a socket
 * tells its listener in a turn of its own.
 */
export interface Environment {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Runs a task once, after so many milliseconds; the answer cancels it. */
  schedule(delayMs: number, task: () => void): () => void;
  /** Runs a task once, after what runs now. */
  defer(task: () => void): void;
  /** At least 0, less than 1. */
  random(): number;
  /** Unpredictable bytes. */
  randomBytes(count: number): Uint8Array;
  /** Opens a WebSocket that asks for `subprotocol` and for no extension. */
  openSocket(url: string, subprotocol: string, listener: SocketListener): Socket;
}

/** A WebSocket, as the core sees it. */
export interface Socket {
  /** Sends one binary message. The bytes are not changed afterwards. */
  send(packet: Uint8Array): void;
  /** Bytes that were given to `send` and are still to be written. */
  readonly bufferedBytes: number;
  /**
   * Begins the close handshake. A code that this kind of socket may not send becomes 1000: browsers
   * send only 1000, and 3000 to 4999.
   */
  close(code: number, reason: string): void;
  /** Gives the connection up without waiting for the peer. The listener hears `closed` no more. */
  abandon(): void;
}

/** What a socket tells. */
export interface SocketListener {
  opened(): void;
  /** One binary message. */
  received(packet: Uint8Array): void;
  /** A text message came, which the protocol forbids. */
  receivedText(): void;
  /** The end, once. 1006 stands for no close frame, as in RFC 6455. */
  closed(code: number, reason: string): void;
}

/** The parts of an environment that Node and browsers have in common. */
export const commonEnvironment = {
  now: (): number => performance.now(),
  schedule: (delayMs: number, task: () => void): (() => void) => {
    const timer = setTimeout(task, Math.min(delayMs, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
  defer: (task: () => void): void => queueMicrotask(task),
  random: (): number => Math.random(),
  randomBytes: (count: number): Uint8Array =>
    globalThis.crypto.getRandomValues(new Uint8Array(count)),
};

/** 24 days. A longer timer goes off at once, in browsers as in Node. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
