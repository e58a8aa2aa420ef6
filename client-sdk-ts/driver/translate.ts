import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  DriverEventSchema,
  Retry,
  type Connect,
  type DriverEvent,
  type Failed,
  type Mutate,
  type OpenTerminal,
  FailedSchema,
  SearchSchema,
  TerminalSchema,
  type Search,
  type Terminal,
} from "../src/gen/muxwire/conformance/v1/driver_pb.js";
import {
  EntityChangeSchema,
  type EntityChange,
  type Subscribe,
} from "../src/gen/muxwire/v1/state_pb.js";
import type {
  Attach,
  FetchScrollback,
  SearchScrollback,
} from "../src/gen/muxwire/v1/terminal_pb.js";
import { ErrorCode, MuxwireError } from "../src/index.js";
import type {
  AttachOptions,
  Batch,
  Bytes,
  ClientOptions,
  Entity,
  FetchOptions,
  Lines,
  NewTerminal,
  ScrollbackEvent,
  SearchEvent,
  SearchOptions,
  SubscribeOptions,
  TerminalEvent,
} from "../src/index.js";

/** The event of a DriverEvent. */
export type Told = NonNullable<MessageInitShape<typeof DriverEventSchema>["event"]>;

export function driverEvent(requestId: number, event: Told): DriverEvent {
  return create(DriverEventSchema, { requestId, event });
}

export function failed(error: unknown): Failed {
  if (!(error instanceof MuxwireError)) {
    return create(FailedSchema, { code: ErrorCode.INTERNAL, message: String(error) });
  }
  const { code, message, retry, retryAfterMs, failure } = error;
  return create(FailedSchema, {
    code,
    message,
    retry: RETRIES[retry],
    retryAfterMs,
    ...(failure === undefined ? {} : { failedIndex: failure.index }),
    ...(failure?.current === undefined ? {} : { current: failure.current }),
  });
}

const RETRIES = { now: Retry.NOW, later: Retry.LATER, never: Retry.NEVER };

export function clientOptions(connect: Connect): ClientOptions {
  const { url, token, identity } = connect;
  const who = identity?.identity;
  return {
    url,
    token,
    clientName: "muxwire-ts-driver",
    ...(who === undefined
      ? {}
      : {
          identity: {
            clientId: who.clientId,
            secret: who.secret,
            nextRequestSeq: identity?.nextRequestSeq || 1n,
          },
        }),
    ...given("maxPacketBytes", connect.maxPacketBytes),
    ...given("windowBytes", connect.windowBytes),
    ...given("firstBackoffMs", connect.firstBackoffMs),
    ...given("mostBackoffMs", connect.maxBackoffMs),
    ...given("maxMessageBytes", connect.maxMessageBytes),
  };
}

export function batch(mutate: Mutate): Batch {
  const { workspace, baseEpoch, baseRevision, preconditions, operations } = mutate;
  const isSaid = baseEpoch !== 0n || baseRevision !== 0n;
  const base = isSaid ? { base: { epoch: baseEpoch, revision: baseRevision } } : {};
  return { workspace, preconditions, operations, ...base };
}

export function newTerminal(open: OpenTerminal): NewTerminal {
  const { workspace, terminalId, hostId, spec } = open;
  return {
    workspace,
    hostId,
    ...(terminalId === "" ? {} : { terminalId }),
    ...(spec === undefined ? {} : { spec }),
  };
}

export function subscribeOptions(subscribe: Subscribe): SubscribeOptions {
  const { workspace, kinds, masks, focusIds, presence } = subscribe;
  return { workspace, kinds, masks, focusIds, presence };
}

export function attachOptions(attach: Attach): AttachOptions {
  const { workspace, terminalId, mode, maxLagBytes, readOnly, required, size } = attach;
  return {
    workspace,
    terminalId,
    mode,
    maxLagBytes,
    readOnly,
    required,
    ...from(attach.from),
    ...(size === undefined ? {} : { size }),
  };
}

function from(from: Attach["from"]): Pick<AttachOptions, "from"> {
  switch (from.case) {
    case "cursor":
      return { from: { cursor: from.value } };
    case "tailBytes":
      return { from: { tailBytes: from.value } };
    case "start":
    case "screen":
      return { from: from.case };
    default:
      return {};
  }
}

export function fetchOptions(fetch: FetchScrollback): FetchOptions {
  const { workspace, terminalId, withTimes, range } = fetch;
  return { workspace, terminalId, withTimes, range: rangeOf(range) };
}

function rangeOf(range: FetchScrollback["range"]): Bytes | Lines {
  if (range.case !== "lines") {
    const { from = 0n, to = 0n } = range.value ?? {};
    return to === 0n ? { from } : { from, to };
  }
  const { offset, before, after, line } = range.value;
  return line === undefined ? { offset, before, after } : { line, before, after };
}

export function searchOptions(search: SearchScrollback): SearchOptions {
  const { workspace, terminalId, pattern, backwards, from, to, limit, literal, ignoreCase } =
    search;
  return {
    ...{ workspace, terminalId, pattern, backwards, limit, literal, ignoreCase },
    ...(from === 0n ? {} : { from }),
    ...(to === 0n ? {} : { to }),
  };
}

export function wholeEntity({ id, revision, body }: Entity): EntityChange {
  return create(EntityChangeSchema, { id, revision, body });
}

export function terminalEvents(event: TerminalEvent | ScrollbackEvent): Terminal[] {
  switch (event.type) {
    case "attached":
      return [terminal({ case: "attached", value: event.attached })];
    case "output":
      return [terminal({ case: "output", value: event }, event.history)];
    case "screen":
      return [terminal({ case: "screen", value: event }, true)];
    case "page":
      return pageEvents(event);
    case "skipped":
      return [terminal({ case: "skipped", value: event })];
    case "resized":
      return [terminal({ case: "resized", value: withoutAbsent(event) })];
    case "exited":
      return [terminal({ case: "exited", value: withoutAbsent(event) })];
  }
}

function pageEvents(page: Extract<ScrollbackEvent, { type: "page" }>): Terminal[] {
  const { offset, data, firstLine } = page;
  const events: Terminal[] = [];
  if (firstLine !== undefined) {
    events.push(terminal({ case: "lineNumber", value: { offset, line: firstLine } }));
  }
  if (data.length > 0) events.push(terminal({ case: "output", value: { offset, data } }, true));
  return events;
}

function terminal(
  event: NonNullable<MessageInitShape<typeof TerminalSchema>["event"]>,
  history = false,
): Terminal {
  return create(TerminalSchema, { event, history });
}

export function searchEvent(event: SearchEvent): Search {
  return create(SearchSchema, { event: searchBody(event) });
}

function searchBody(
  event: SearchEvent,
): NonNullable<MessageInitShape<typeof SearchSchema>["event"]> {
  switch (event.type) {
    case "match":
      return { case: "match", value: event.match };
    case "progress":
      return { case: "progress", value: event.progress };
    case "done":
      return { case: "done", value: event.done };
    case "skipped": {
      const { from, to, reason } = event;
      return { case: "skipped", value: { from, to, reason } };
    }
  }
}

/** Without the properties that are undefined, so that they stay absent on the wire. */
function withoutAbsent<T extends object>(value: T): T {
  const entries = Object.entries(value).filter(([, property]) => property !== undefined);
  return Object.fromEntries(entries) as T;
}

function given<K extends string>(key: K, value: number): { [key in K]?: number } {
  return value === 0 ? {} : ({ [key]: value } as { [key in K]?: number });
}
