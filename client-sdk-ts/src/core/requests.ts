import { ErrorCode, type Error as WireError } from "../gen/muxwire/v1/error_pb.js";
import { MuxwireError } from "../errors.js";
import { CHUNK_OVERHEAD_BYTES, type OutboundTransfer } from "../wire/chunks.js";
import {
  encodeBody,
  framedBytes,
  type ClientBody,
  type OutboundFrame,
  type ServerBody,
} from "../wire/frames.js";
import { DEFAULT_REQUESTS } from "../wire/limits.js";
import type { Link } from "./link.js";
import type { DataSource } from "./outbox.js";

/** What names a request on the wire. */
export interface RequestNumber {
  readonly requestSeq: bigint;
  readonly lowestOutstandingSeq: bigint;
  readonly resend: boolean;
}

/** The results of stream 0. */
export type ResultBody = Extract<ServerBody, { value: { requestSeq: bigint } }>;
export type ResultCase = Exclude<ResultBody["case"], "error">;
export type ResultOf<C extends ResultCase> = Extract<ResultBody, { case: C }>["value"];

/** A request to be sent. */
export interface RequestKind<C extends ResultCase> {
  readonly result: C;
  /** True: it carries a RequestId, and runs once however often it is sent. */
  readonly exactlyOnce: boolean;
  readonly body: (number: RequestNumber) => ClientBody;
}

interface Pending {
  readonly kind: RequestKind<ResultCase>;
  readonly resolve: (value: ResultOf<ResultCase>) => void;
  readonly reject: (failure: MuxwireError) => void;
  /** Given when it is first sent. */
  seq: bigint | undefined;
  /** True: it was sent on an earlier connection. */
  resend: boolean;
}

/**
 * Requests without result, in the order they were made, across connections. They leave in that order,
 * one behind the other also where one of them needs chunks.
 *
 * ```text
 *  queue  [ sent before, no result | never sent ] --sent--> outstanding --result or Error--> done
 *            ^--------------- the connection is lost --------------'
 * ```
 */
export class Requests {
  private queue: Pending[] = [];
  private readonly outstanding = new Map<bigint, Pending>();
  private link: Link | undefined;
  private transfer: { readonly outbound: OutboundTransfer; readonly request: Pending } | undefined;
  private lastTransfer: { transferId: bigint; seq: bigint | undefined } | undefined;

  constructor(
    private readonly mostQueued: number,
    private nextSeq = 1n,
  ) {}

  /** The number of the next new request: saved with the identity. */
  get nextRequestSeq(): bigint {
    return this.nextSeq;
  }

  get isIdle(): boolean {
    return this.outstanding.size === 0;
  }

  /** Makes a request; sent as soon as there is a connection for it. */
  add<C extends ResultCase>(kind: RequestKind<C>): Promise<ResultOf<C>> {
    if (this.queue.length >= this.mostQueued) {
      const details = { limit: BigInt(this.mostQueued) };
      const message = "too many requests wait for a connection";
      return Promise.reject(new MuxwireError(ErrorCode.LIMIT_EXCEEDED, message, details));
    }
    return new Promise<ResultOf<C>>((resolve, reject) => {
      const settle = resolve as (value: ResultOf<ResultCase>) => void;
      this.queue.push({ kind, resolve: settle, reject, seq: undefined, resend: false });
      this.pump();
    });
  }

  /** Requests may leave on this connection. With a reset identity the numbers begin anew. */
  connect(link: Link, identityReset: boolean): void {
    if (identityReset) this.onIdentityReset();
    this.link = link;
    link.addSource(this.chunks);
    this.pump();
  }

  /** The connection drains: nothing new leaves. */
  hold(): void {
    this.link = undefined;
  }

  disconnect(): void {
    this.link = undefined;
    this.transfer = undefined;
    this.lastTransfer = undefined;
    const sent = [...this.outstanding.values()];
    for (const request of sent) request.resend = true;
    this.outstanding.clear();
    const numbered = [...sent, ...this.queue.filter(({ seq }) => seq !== undefined)];
    numbered.sort((a, b) => ((a.seq ?? 0n) < (b.seq ?? 0n) ? -1 : 1));
    this.queue = [...numbered, ...this.queue.filter(({ seq }) => seq === undefined)];
  }

  /** Ends all of them; those that may have run already, with what says so. */
  refuse(failure: MuxwireError, mayHaveRun = failure): void {
    const all = [...this.outstanding.values(), ...this.queue];
    this.outstanding.clear();
    this.queue = [];
    this.transfer = undefined;
    for (const { reject, seq, kind } of all) {
      reject(seq !== undefined && kind.exactlyOnce ? mayHaveRun : failure);
    }
  }

  /** A result came. False if nobody waits for it. */
  onResult(body: ResultBody): boolean {
    if (body.case === "error") return this.onError(body.value);
    const request = this.takeOutstanding(body.value.requestSeq);
    if (request === undefined) return false;
    if (request.kind.result === body.case) {
      request.resolve(body.value);
    } else {
      const message = `${body.case} in place of ${request.kind.result}`;
      request.reject(new MuxwireError(ErrorCode.MALFORMED, message));
    }
    this.pump();
    return true;
  }

  private onError(error: WireError): boolean {
    const seq = error.requestSeq || this.seqOfTransfer(error.transferId);
    if (seq === undefined) return false;
    if (error.code === ErrorCode.DRAINING && this.outstanding.has(seq)) return true;
    this.takeOutstanding(seq)?.reject(MuxwireError.ofWire(error));
    this.pump();
    return true;
  }

  private onIdentityReset(): void {
    this.nextSeq = 1n;
    const unknown = this.queue.filter(({ resend, kind }) => resend && kind.exactlyOnce);
    this.queue = this.queue.filter((request) => !unknown.includes(request));
    for (const request of this.queue) {
      request.seq = undefined;
      request.resend = false;
    }
    const message = "the server forgot this client: the request was run or not";
    for (const { reject } of unknown) {
      reject(new MuxwireError(ErrorCode.OUTCOME_UNKNOWN, message));
    }
  }

  private pump(): void {
    const { link } = this;
    if (link === undefined || !link.isWelcomed) return;
    const most = link.welcome?.limits?.maxRequests || DEFAULT_REQUESTS;
    while (this.queue.length > 0 && this.outstanding.size < most && this.transfer === undefined) {
      this.dispatch(link, this.queue.shift() as Pending);
    }
    link.wake();
  }

  private dispatch(link: Link, request: Pending): void {
    request.seq ??= this.nextSeq++;
    this.outstanding.set(request.seq, request);
    const bytes = encodeBody(request.kind.body(this.number(request)));
    if (bytes.length > link.messageBytes) {
      this.outstanding.delete(request.seq);
      const details = { limit: BigInt(link.messageBytes) };
      request.reject(
        new MuxwireError(ErrorCode.LIMIT_EXCEEDED, "the request is too large", details),
      );
    } else if (framedBytes({ streamId: 0, bytes }) <= link.maxPacketBytes) {
      link.sendEncoded(0, bytes);
    } else {
      this.transfer = { outbound: link.newTransfer(bytes), request };
    }
  }

  /** What is outstanding stands in the order of its numbers, and what is still queued is behind it. */
  private number({ seq = 0n, resend }: Pending): RequestNumber {
    const [lowest = seq] = this.outstanding.keys();
    return { requestSeq: seq, lowestOutstandingSeq: lowest, resend };
  }

  private takeOutstanding(seq: bigint): Pending | undefined {
    const request = this.outstanding.get(seq);
    this.outstanding.delete(seq);
    if (this.transfer?.request === request && request !== undefined) this.transfer = undefined;
    return request;
  }

  private seqOfTransfer(transferId: bigint): bigint | undefined {
    const { transfer, lastTransfer } = this;
    if (transfer?.outbound.transferId === transferId) return transfer.request.seq;
    return lastTransfer?.transferId === transferId ? lastTransfer.seq : undefined;
  }

  /** The one message that needs chunks, and is on its way. */
  private get chunks(): DataSource {
    const requests = this;
    return {
      urgent: false,
      get ready() {
        return requests.transfer !== undefined;
      },
      take: (maxBytes) => requests.takeChunk(maxBytes),
    };
  }

  private takeChunk(maxBytes: number): OutboundFrame | undefined {
    const { transfer } = this;
    const room = maxBytes - CHUNK_OVERHEAD_BYTES;
    if (transfer === undefined || room < Math.min(LEAST_CHUNK_BYTES, transfer.outbound.remaining)) {
      return undefined;
    }
    const bytes = transfer.outbound.next(room);
    if (transfer.outbound.done) {
      const { transferId } = transfer.outbound;
      this.lastTransfer = { transferId, seq: transfer.request.seq };
      this.transfer = undefined;
      this.pump();
    }
    return { streamId: 0, bytes };
  }
}

const LEAST_CHUNK_BYTES = 1024;
