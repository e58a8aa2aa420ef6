/** The figures of version 1 that both sides know without asking, and this client's own. */

export const SUBPROTOCOL = "muxwire.v1";
export const VERSION = 1;

/** Packets before Welcome, the one with Hello excepted. */
export const PACKET_BYTES_BEFORE_WELCOME = 4 * 1024;
export const HELLO_PACKET_BYTES = 8 * 1024;
export const DEFAULT_PACKET_BYTES = 64 * 1024;
export const DEFAULT_CREDIT_BYTES = 256 * 1024;
export const DEFAULT_REQUESTS = 256;
/** What this client reassembles or unpacks at most: a message, and all of a connection. */
export const MESSAGE_BYTES = 16 * 1024 * 1024;
export const REASSEMBLY_BYTES = 16 * 1024 * 1024;

export const PING_INTERVAL_MS = 15_000;
export const SILENCE_MS = 45_000;
export const CONNECT_MS = 10_000;
export const CLOSE_MS = 5_000;
export const RECEIVED_INTERVAL_MS = 50;
export const CREDIT_INTERVAL_MS = 50;
export const TRANSFER_IDLE_MS = 30_000;

export const RECONNECT_FIRST_MS = 100;
export const RECONNECT_MOST_MS = 5_000;
/** A connection that lived so long after its Welcome starts the waits anew. */
export const RECONNECT_SETTLED_MS = 5_000;

export const WINDOW_MOST_BYTES = 8 * 1024 * 1024;
/** An Input of this size fits the smallest packet, on whatever connection it is sent again. */
export const INPUT_PIECE_BYTES = 3 * 1024;

export const MAX_UINT63 = (1n << 63n) - 1n;
export const MAX_UINT64 = (1n << 64n) - 1n;
