export {
  MuxwireClient,
  type Batch,
  type Entities,
  type NewTerminal,
  type TerminalSettings,
} from "./client.js";
export type { ClientOptions, ConnectionState, Identity } from "./core/client-core.js";
export type {
  Bytes,
  FetchOptions,
  Lines,
  ScrollbackEvent,
  ScrollbackStream,
} from "./core/scrollback-stream.js";
export type { SearchEvent, SearchOptions, SearchStream } from "./core/search-stream.js";
export type { StateStream, SubscribeOptions } from "./core/state-stream.js";
export type {
  AttachOptions,
  Size,
  TerminalCursor,
  TerminalEvent,
  TerminalStream,
} from "./core/terminal-stream.js";
export {
  commonEnvironment,
  type Environment,
  type Socket,
  type SocketListener,
} from "./environment.js";
export { ErrorCode, MuxwireError, retryOf, type Retry } from "./errors.js";
export type { Entity } from "./state/entity.js";
export type { ChangedEntity, ChangeSet, Position } from "./state/replica.js";
