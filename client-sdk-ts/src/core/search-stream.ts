import { create } from "@bufbuild/protobuf";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import {
  SearchDoneSchema,
  SearchEnd,
  SearchScrollbackSchema,
  type SearchDone,
  type SearchMatch,
  type SearchProgress,
  type SkipReason,
} from "../gen/muxwire/v1/terminal_pb.js";
import type { MuxwireError } from "../errors.js";
import type { ClientBody, ServerBody } from "../wire/frames.js";
import { Violation } from "../wire/violation.js";
import type { StreamOwner } from "./client-stream.js";
import { EventStream } from "./event-stream.js";
import type { Link } from "./link.js";

/** What to look for in what a terminal printed. */
export interface SearchOptions {
  readonly workspace: string;
  readonly terminalId: string;
  /** RE2 syntax, 1 byte to 1 KiB, within a line. */
  readonly pattern: string;
  /** True: the newest line first. */
  readonly backwards?: boolean;
  /** Where to begin. Default: the oldest byte; backwards the end. */
  readonly from?: bigint;
  /** Where to end. Default: all there is. */
  readonly to?: bigint;
  /** Lines that match, at most; default 100, at most 10,000. */
  readonly limit?: number;
  /** True: the pattern is text that stands for itself. */
  readonly literal?: boolean;
  readonly ignoreCase?: boolean;
}

/** What comes of a search; `done` is the last, if it ended in good order. */
export type SearchEvent =
  | { readonly type: "match"; readonly match: SearchMatch }
  | {
      readonly type: "skipped";
      readonly from: bigint;
      readonly to: bigint;
      readonly reason: SkipReason;
    }
  | { readonly type: "progress"; readonly progress: SearchProgress }
  | { readonly type: "done"; readonly done: SearchDone };

const DEFAULT_LIMIT = 100;

/** One search, across connections: what was delivered is not found again. */
export class SearchStream extends EventStream<SearchEvent> {
  protected override readonly feature = "search";
  /** Where a reconnect goes on, and what was found before. */
  private from: bigint | undefined;
  private found = 0;
  private foundBefore = 0;
  private isDone = false;

  constructor(
    owner: StreamOwner,
    private readonly options: SearchOptions,
  ) {
    super(owner);
  }

  /** @internal */
  override tryOpen(link: Link): void {
    if (this.isDone) {
      this.finish(undefined);
      return;
    }
    const end = this.endWithoutAsking();
    if (end === undefined) {
      super.tryOpen(link);
      return;
    }
    this.emitFree({ type: "done", done: end });
    this.finish(undefined);
  }

  protected override mayRetry(error: MuxwireError): boolean {
    return error.retry === "now";
  }

  protected override opening(): ClientBody {
    const { workspace, terminalId, pattern, backwards, to, literal, ignoreCase } = this.options;
    this.foundBefore = this.found;
    const value = create(SearchScrollbackSchema, {
      workspace,
      terminalId,
      pattern,
      backwards: backwards ?? false,
      from: this.from ?? this.options.from ?? 0n,
      to: to ?? 0n,
      limit: this.found === 0 ? (this.options.limit ?? 0) : this.limit - this.found,
      literal: literal ?? false,
      ignoreCase: ignoreCase ?? false,
    });
    return { case: "searchScrollback", value };
  }

  /** @internal */
  override onBody(body: ServerBody, cost: number): void {
    switch (body.case) {
      case "searchMatch": {
        const match = body.value;
        this.emit({ type: "match", match }, cost, () => {
          this.found++;
          this.from = this.options.backwards ? match.lineOffset : match.lineEnd;
        });
        break;
      }
      case "skipped": {
        const { from, to, reason } = body.value;
        this.emitFree({ type: "skipped", from, to, reason }, () => {
          this.from = this.options.backwards ? from : to;
        });
        break;
      }
      case "searchProgress": {
        const progress = body.value;
        this.emitFree({ type: "progress", progress }, () => {
          this.from = progress.nextOffset;
        });
        break;
      }
      case "searchDone": {
        const matches = body.value.matches + BigInt(this.foundBefore);
        this.emitFree({ type: "done", done: { ...body.value, matches } }, () => {
          this.isDone = true;
        });
        break;
      }
      default:
        throw new Violation(ErrorCode.STREAM_INVALID, `${body.case} on a search stream`);
    }
  }

  private get limit(): number {
    return this.options.limit || DEFAULT_LIMIT;
  }

  /** What the server would say of nothing left to search; asked so, it would search everything. */
  private endWithoutAsking(): SearchDone | undefined {
    if (this.from === undefined) return undefined;
    const end = { nextOffset: this.from, matches: BigInt(this.found) };
    if (this.found >= this.limit) {
      return create(SearchDoneSchema, { ...end, reason: SearchEnd.LIMIT });
    }
    const { backwards, to = 0n } = this.options;
    const passed = backwards ? this.from <= to : to !== 0n && this.from >= to;
    return passed ? create(SearchDoneSchema, { ...end, reason: SearchEnd.RANGE }) : undefined;
  }
}
