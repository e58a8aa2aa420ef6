import { create } from "@bufbuild/protobuf";
import { PauseSchema, ResumeSchema } from "../gen/muxwire/v1/connection_pb.js";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import type { Environment } from "../environment.js";
import { MuxwireError } from "../errors.js";
import { ReceiveCredit, SendCredit } from "../wire/credit.js";
import { encodeBody, type ClientBody, type ServerBody } from "../wire/frames.js";
import * as limits from "../wire/limits.js";
import { Violation } from "../wire/violation.js";
import { fullJitterMs } from "./backoff.js";
import type { Link } from "./link.js";
import type { StreamEnd } from "./linked-stream.js";

/** What a stream needs of the client that it belongs to. */
export interface StreamOwner {
  readonly environment: Environment;
  readonly windowBytes: number;
  /** Opens the stream on the connection that is there, or on the next one. */
  requestOpening(stream: ClientStream): void;
  forget(stream: ClientStream): void;
}

/**
 * A stream that outlives connections: on each it is opened anew, from where it stands.
 *
 * ```text
 *  WAITING --the connection takes it--> OPEN --connection lost, an error to retry--> WAITING
 *     `--------------------------------- `--closed, or an error for good--> ENDED
 * ```
 */
export abstract class ClientStream {
  private link: Link | undefined;
  private id = 0;
  private credit: ReceiveCredit | undefined;
  private failures = 0;
  private openedAtMs = 0;
  private cancelRetry: (() => void) | undefined;
  private isPausedHere = false;
  private withheld = 0;
  private isOver = false;
  protected sendCredit: SendCredit | undefined;
  protected isPausedByPeer = false;
  /** The feature that the server must have, if any. */
  protected readonly feature: string | undefined = undefined;

  constructor(protected readonly owner: StreamOwner) {}

  /** The frame that opens the stream from where it stands. */
  protected abstract opening(): ClientBody;
  /** Called right behind the opening, on each connection. */
  protected onOpened(): void {}
  /** The connection, or the stream on it, is gone; it may be opened again. */
  protected abstract onLost(): void;
  /** Ended for good. */
  protected abstract onFinished(error: MuxwireError | undefined): void;
  /** @internal */
  abstract onBody(body: ServerBody, cost: number): void;
  /** Whether to open again after such an error. */
  protected mayRetry(error: MuxwireError): boolean {
    return error.retry !== "never";
  }

  /**
   * Whether it helps to open again after something came that breaks a rule. It may have been damaged
   * once, or have been too large for once; what this client does not know comes again.
   */
  protected mayBeMended({ code }: MuxwireError): boolean {
    return code === ErrorCode.MALFORMED || code === ErrorCode.LIMIT_EXCEEDED;
  }

  /** Called by the client when it knows whether its identity still counts. @internal */
  onIdentity(_reset: boolean): void {}

  get isEnded(): boolean {
    return this.isOver;
  }

  protected get currentLink(): Link | undefined {
    return this.link;
  }

  /** Opens on a connection, if that may be now. @internal */
  tryOpen(link: Link): void {
    if (this.isOver || this.link !== undefined || this.cancelRetry !== undefined) return;
    if (this.feature !== undefined) {
      if (!link.isWelcomed) return;
      if (!link.hasFeature(this.feature)) {
        this.finish(new MuxwireError(ErrorCode.UNSUPPORTED, `the server lacks ${this.feature}`));
        return;
      }
    }
    const opening = encodeBody(this.opening());
    if (!link.mayOpen(opening)) return;
    const now = this.owner.environment.now();
    this.link = link;
    this.openedAtMs = now;
    this.credit = new ReceiveCredit(this.owner.windowBytes, now);
    this.isPausedByPeer = false;
    this.withheld = 0;
    this.id = link.open(this, opening);
    if (this.isPausedHere) this.send({ case: "pause", value: create(PauseSchema) });
    this.onOpened();
    if (link.isWelcomed) this.onWelcome(link);
  }

  /** The connection ended. @internal */
  linkLost(): void {
    if (this.link === undefined) return;
    this.onLost();
    this.detach();
  }

  /** Ends the stream, here and at the server. */
  close(): void {
    if (this.isOver) return;
    this.link?.closeStream(this.id);
    this.finish(undefined);
  }

  /** Ends it with an error; nothing is sent. @internal */
  fail(error: MuxwireError): void {
    if (!this.isOver) this.finish(error);
  }

  /** Asks the server to send nothing that counts until `resume`. Holds across connections. */
  pause(): void {
    if (this.isPausedHere) return;
    this.isPausedHere = true;
    this.send({ case: "pause", value: create(PauseSchema) });
  }

  resume(): void {
    if (!this.isPausedHere) return;
    this.isPausedHere = false;
    this.send({ case: "resume", value: create(ResumeSchema) });
  }

  /** @internal */
  onWelcome(link: Link): void {
    this.sendCredit ??= new SendCredit(
      link.welcome?.limits?.initialCreditBytes || BigInt(limits.DEFAULT_CREDIT_BYTES),
    );
  }

  /** @internal */
  count(bytes: number, chunk: boolean): void {
    if (this.credit?.receive(bytes) === false) {
      throw new Violation(ErrorCode.CREDIT_EXCEEDED, "more bytes than the credit allowed");
    }
    if (chunk) this.settle(this.credit, bytes);
  }

  /** @internal */
  onCredit(limitBytes: bigint): void {
    this.sendCredit?.raise(limitBytes);
    this.link?.wake();
  }

  /** @internal */
  onPaused(paused: boolean): void {
    this.isPausedByPeer = paused;
    this.link?.wake();
  }

  /** @internal */
  onEnded(end: StreamEnd): void {
    if (this.isOver) return;
    if (end.error === undefined) {
      this.finish(undefined);
    } else if (this.mayRetry(end.error) || (end.by === "client" && this.mayBeMended(end.error))) {
      this.again(end.error);
    } else {
      this.finish(end.error);
    }
  }

  /** Ends the stream on this connection because of what came, and opens it again. */
  protected restart(code: ErrorCode, message: string): void {
    this.link?.failStream(this.id, code, message);
    this.again(new MuxwireError(code, message));
  }

  protected send(body: ClientBody): void {
    this.link?.send(this.id, body);
  }

  protected get streamId(): number {
    return this.id;
  }

  /** What to call once an event of such a cost is consumed; it concerns this connection alone. */
  protected consumption(cost: number): () => void {
    const credit = this.credit;
    if (cost > 0) return () => this.settle(credit, cost);
    // It came in chunks, and is paid for; while it waits, nothing further is granted.
    this.withheld++;
    return () => {
      if (credit !== this.credit) return;
      this.withheld--;
      this.settle(credit, 0);
    };
  }

  private settle(credit: ReceiveCredit | undefined, bytes: number): void {
    if (credit === undefined) return;
    credit.consume(bytes);
    this.grant(credit);
  }

  private grant(credit: ReceiveCredit): void {
    const { link } = this;
    if (link === undefined || credit !== this.credit || this.withheld > 0) return;
    const now = this.owner.environment.now();
    const limit = credit.raise(now, link.roundTripMs);
    if (limit !== undefined) {
      link.sendCredit(this.id, limit);
      link.timers.cancel(`credit ${this.id}`);
      return;
    }
    const dueInMs = credit.dueInMs(now);
    if (dueInMs !== undefined && !link.timers.has(`credit ${this.id}`)) {
      link.timers.set(`credit ${this.id}`, dueInMs, () => this.grant(credit));
    }
  }

  /** Opens it again, at once or after a while. */
  protected again(error: MuxwireError): void {
    const { environment } = this.owner;
    if (environment.now() - this.openedAtMs >= limits.RECONNECT_SETTLED_MS) this.failures = 0;
    const atOnce = error.retry === "now" && this.failures === 0;
    const delayMs = atOnce ? 0 : fullJitterMs(environment, this.failures);
    this.failures++;
    this.onLost();
    this.detach();
    this.cancelRetry = environment.schedule(Math.max(delayMs, error.retryAfterMs), () => {
      this.cancelRetry = undefined;
      this.owner.requestOpening(this);
    });
  }

  private detach(): void {
    this.link?.timers.cancel(`credit ${this.id}`);
    this.link = undefined;
    this.credit = undefined;
    this.sendCredit = undefined;
  }

  /** Ends it for good; nothing is sent. */
  protected finish(error: MuxwireError | undefined): void {
    this.isOver = true;
    this.cancelRetry?.();
    this.onLost();
    this.detach();
    this.owner.forget(this);
    this.onFinished(error);
  }
}
