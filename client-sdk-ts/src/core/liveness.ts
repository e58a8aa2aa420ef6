import { create } from "@bufbuild/protobuf";
import { PingSchema, ReceivedSchema } from "../gen/muxwire/v1/connection_pb.js";
import type { Environment } from "../environment.js";
import type { ClientBody, ServerBody } from "../wire/frames.js";
import { RECEIVED_INTERVAL_MS, SILENCE_MS } from "../wire/limits.js";
import type { Pacer } from "../wire/pacer.js";
import type { Timers } from "./timers.js";

/** What liveness needs of its connection. */
export interface LivenessOwner {
  readonly environment: Environment;
  readonly timers: Timers;
  readonly pacer: Pacer;
  /** Bytes that were given to the socket and are still to be written. */
  readonly bufferedBytes: () => number;
  readonly send: (body: ClientBody) => void;
  readonly lose: (reason: string) => void;
}

/** Pings, the tally of what came, and the silence that ends a connection. */
export class Liveness {
  private heardAtMs: number;
  private receivedBytes = 0;
  private toldBytes = 0;
  private toldAtMs: number | undefined;
  private roundTripIsTold = false;

  constructor(private readonly owner: LivenessOwner) {
    this.heardAtMs = owner.environment.now();
  }

  /** A Ping that is sent now. */
  ping(): ClientBody {
    const { pacer, environment } = this.owner;
    const nonce = pacer.probe(environment.now());
    const lastRoundTripUs = Math.round((pacer.roundTripMs ?? 0) * 1000);
    return { case: "ping", value: create(PingSchema, { nonce, lastRoundTripUs }) };
  }

  pingEvery(intervalMs: number): void {
    this.owner.timers.set("ping", intervalMs, () => {
      this.owner.send(this.ping());
      this.pingEvery(intervalMs);
    });
  }

  /** The first Pong after Welcome: a second Ping tells the server the round trip. */
  onPong(nonce: bigint, isWelcomed: boolean): void {
    const { pacer, environment, send } = this.owner;
    pacer.onPong(nonce, environment.now());
    if (this.roundTripIsTold || !isWelcomed) return;
    this.roundTripIsTold = true;
    send(this.ping());
  }

  /** A packet came. */
  heard(bytes: number): void {
    this.heardAtMs = this.owner.environment.now();
    this.receivedBytes += bytes;
  }

  /** Gives the connection up after a while of silence, unless a write is pending: then TCP decides. */
  watchSilence(): void {
    const { environment, timers, bufferedBytes, lose } = this.owner;
    const quietMs = environment.now() - this.heardAtMs;
    if (quietMs >= SILENCE_MS && bufferedBytes() === 0) {
      lose("nothing was heard for 45 s");
      return;
    }
    timers.set("silence", Math.max(1_000, SILENCE_MS - quietMs), () => this.watchSilence());
  }

  /** The bodies of a packet that came: what is not about traffic itself is told, now or soon. */
  tally(bodies: ReadonlyArray<ServerBody | undefined>): void {
    if (!bodies.every(isAboutTraffic)) this.tellReceived();
  }

  private tellReceived(): void {
    const { environment, timers, send } = this.owner;
    const now = environment.now();
    const dueInMs = this.toldAtMs === undefined ? 0 : this.toldAtMs + RECEIVED_INTERVAL_MS - now;
    if (dueInMs > 0) {
      if (!timers.has("received")) timers.set("received", dueInMs, () => this.tellReceived());
      return;
    }
    if (this.toldBytes === this.receivedBytes) return;
    this.toldAtMs = now;
    this.toldBytes = this.receivedBytes;
    const value = create(ReceivedSchema, { connectionBytes: BigInt(this.receivedBytes) });
    send({ case: "received", value });
  }
}

/** Frames by which alone no Received is due. */
function isAboutTraffic(body: ServerBody | undefined): boolean {
  return body?.case === "received" || body?.case === "ping" || body?.case === "pong";
}
