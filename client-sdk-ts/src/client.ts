import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  MutateSchema,
  PreconditionSchema,
  RequestIdSchema,
  GetSchema,
  OperationSchema,
} from "./gen/muxwire/v1/state_pb.js";
import {
  CloseTerminalSchema,
  ConfigureTerminalSchema,
  OpenTerminalSchema,
  PurgeTerminalSchema,
  TerminalSpecSchema,
  type SizePolicy,
} from "./gen/muxwire/v1/terminal_pb.js";
import {
  CreateWorkspaceSchema,
  DeleteWorkspaceSchema,
  ListWorkspacesSchema,
} from "./gen/muxwire/v1/workspace_pb.js";
import { TerminalSizeSchema } from "./gen/muxwire/v1/entity_pb.js";
import { GetStatusSchema, type ServerStatus } from "./gen/muxwire/v1/status_pb.js";
import { CreateBackupSchema, type BackupCreated } from "./gen/muxwire/v1/backup_pb.js";
import {
  ClientCore,
  type ClientOptions,
  type ConnectionState,
  type Identity,
} from "./core/client-core.js";
import type { RequestNumber } from "./core/requests.js";
import { ScrollbackStream, type FetchOptions } from "./core/scrollback-stream.js";
import { SearchStream, type SearchOptions } from "./core/search-stream.js";
import { StateStream, type SubscribeOptions } from "./core/state-stream.js";
import { TerminalStream, type AttachOptions, type Size } from "./core/terminal-stream.js";
import type { Environment } from "./environment.js";
import { MuxwireError } from "./errors.js";
import { Entity } from "./state/entity.js";
import type { Position } from "./state/replica.js";

/** An atomic batch: all of its operations, or none. */
export interface Batch {
  readonly workspace: string;
  /** What its author saw; absent: the state as the server has it now, which is asked for first. */
  readonly base?: Position;
  readonly preconditions?: ReadonlyArray<MessageInitShape<typeof PreconditionSchema>>;
  readonly operations: ReadonlyArray<MessageInitShape<typeof OperationSchema>>;
}

/** Entities as they stood at one revision. */
export interface Entities extends Position {
  readonly entities: readonly Entity[];
}

/** A program to be started in a new terminal. */
export interface NewTerminal {
  readonly workspace: string;
  /** Never used before. Default: a random one. */
  readonly terminalId?: string;
  /** Default: the host that has been connected longest. */
  readonly hostId?: string;
  readonly spec?: MessageInitShape<typeof TerminalSpecSchema>;
}

/** What to change of a terminal; what is absent stays. */
export interface TerminalSettings {
  readonly workspace: string;
  readonly terminalId: string;
  readonly sizePolicy?: SizePolicy;
  /** For FIXED. */
  readonly size?: Size;
  readonly retentionBytes?: bigint;
  readonly waitForReaders?: boolean;
}

/**
 * A client of one Muxwire server. It connects at once, and again whenever the connection ends, until it
 * is closed or refused for good; streams go on where they stood, and requests wait meanwhile.
 *
 * Requests are promises. Mutations, new terminals and workspaces run exactly once across reconnects, or
 * fail with OUTCOME_UNKNOWN. All failures are a {@link MuxwireError}.
 */
export class MuxwireClient {
  private readonly core: ClientCore;

  constructor(environment: Environment, options: ClientOptions) {
    this.core = new ClientCore(environment, options);
    environment.defer(() => this.core.connect());
  }

  /** Where it stands now. */
  get state(): ConnectionState {
    return this.core.state;
  }

  /** Who this client is, to be saved and given to the next one; undefined before the first Welcome. */
  get identity(): Identity | undefined {
    return this.core.identity;
  }

  /** Calls a function with each change of the connection's state. The answer ends that. */
  onState(listener: (state: ConnectionState) => void): () => void {
    return this.core.onState(listener);
  }

  /**
   * Calls a function with errors that concern no request and no stream, such as a signal to a terminal
   * whose host is away, and what a server says that is about to stop.
   */
  onWarning(listener: (error: MuxwireError) => void): () => void {
    return this.core.onWarning(listener);
  }

  /**
   * Ends it. What waits ends CANCELLED, or OUTCOME_UNKNOWN if it was sent and may have been done.
   * Done when the connection is closed.
   */
  close(): Promise<void> {
    return this.core.close();
  }

  /** Keeps a workspace's state, or its presence, in sync. */
  subscribe(options: SubscribeOptions): StateStream {
    const stream = new StateStream(this.core, options);
    this.core.openStream(stream);
    return stream;
  }

  /** Views a terminal: its output from some place on, and what follows. */
  attach(options: AttachOptions): TerminalStream {
    const stream = new TerminalStream(this.core, options);
    this.core.openStream(stream);
    return stream;
  }

  /** Fetches history, by bytes or lines. */
  fetchScrollback(options: FetchOptions): ScrollbackStream {
    const stream = new ScrollbackStream(this.core, options);
    this.core.openStream(stream);
    return stream;
  }

  /** Finds lines in what a terminal printed. */
  search(options: SearchOptions): SearchStream {
    const stream = new SearchStream(this.core, options);
    this.core.openStream(stream);
    return stream;
  }

  /**
   * Applies a batch, exactly once, and tells the revision that it became; that is durable. Fails with
   * what the workspace says against it: {@link MuxwireError.failure} has the operation concerned, and
   * the entity as it is now.
   */
  async mutate({ workspace, base, preconditions, operations }: Batch): Promise<Position> {
    const { epoch, revision } = base ?? (await this.get(workspace));
    const result = await this.core.request({
      result: "mutateResult",
      exactlyOnce: true,
      body: (number) => ({
        case: "mutate",
        value: create(MutateSchema, {
          request: requestId(number),
          workspace,
          baseEpoch: epoch,
          baseRevision: revision,
          preconditions: [...(preconditions ?? [])],
          operations: [...operations],
        }),
      }),
    });
    if (result.failure !== undefined) throw MuxwireError.ofFailure(result.failure);
    return { epoch: result.epoch, revision: result.revision };
  }

  /** Reads entities whole, at most 256; those that are not there are left out. */
  async get(workspace: string, ids: readonly string[] = []): Promise<Entities> {
    const { epoch, revision, entities } = await this.core.request({
      result: "getResult",
      exactlyOnce: false,
      body: ({ requestSeq }) => ({
        case: "get",
        value: create(GetSchema, { requestSeq, workspace, ids: [...ids] }),
      }),
    });
    const read = entities.map(({ id, revision: at, body }) => Entity.of(id, at, body));
    return { epoch, revision, entities: read.filter((entity) => entity !== undefined) };
  }

  /** Starts a program, exactly once; done when it runs. The answer is the terminal's id. */
  async openTerminal(terminal: NewTerminal): Promise<string> {
    const { workspace, hostId, spec } = terminal;
    const terminalId = terminal.terminalId ?? this.randomId();
    const result = await this.core.request({
      result: "openTerminalResult",
      exactlyOnce: true,
      body: (number) => ({
        case: "openTerminal",
        value: create(OpenTerminalSchema, {
          request: requestId(number),
          workspace,
          terminalId,
          hostId: hostId ?? "",
          spec: create(TerminalSpecSchema, spec ?? {}),
        }),
      }),
    });
    return result.terminalId;
  }

  /** Hangs a program up, and kills it if that does not end it within 5 s. */
  closeTerminal(workspace: string, terminalId: string): Promise<void> {
    return this.done(({ requestSeq }) => ({
      case: "closeTerminal",
      value: create(CloseTerminalSchema, { requestSeq, workspace, terminalId }),
    }));
  }

  /** Changes how a terminal is sized and kept, all of it or nothing. */
  configureTerminal(settings: TerminalSettings): Promise<void> {
    const { size, ...rest } = settings;
    return this.done(({ requestSeq }) => ({
      case: "configureTerminal",
      value: create(ConfigureTerminalSchema, {
        requestSeq,
        ...rest,
        ...(size === undefined ? {} : { size: create(TerminalSizeSchema, size) }),
      }),
    }));
  }

  /** Erases a terminal's output before an offset, or all there is, for good. */
  purgeTerminal(workspace: string, terminalId: string, beforeOffset = 0n): Promise<void> {
    return this.done(({ requestSeq }) => ({
      case: "purgeTerminal",
      value: create(PurgeTerminalSchema, { requestSeq, workspace, terminalId, beforeOffset }),
    }));
  }

  /** Makes a workspace, exactly once. */
  createWorkspace(workspace: string): Promise<void> {
    return this.done(
      (number) => ({
        case: "createWorkspace",
        value: create(CreateWorkspaceSchema, { request: requestId(number), workspace }),
      }),
      true,
    );
  }

  /** Erases a workspace with all that is in it, exactly once. */
  deleteWorkspace(workspace: string): Promise<void> {
    return this.done(
      (number) => ({
        case: "deleteWorkspace",
        value: create(DeleteWorkspaceSchema, { request: requestId(number), workspace }),
      }),
      true,
    );
  }

  /** The workspaces that the token may read, by name. */
  async listWorkspaces(): Promise<string[]> {
    const { workspaces } = await this.core.request({
      result: "workspaceList",
      exactlyOnce: false,
      body: ({ requestSeq }) => ({
        case: "listWorkspaces",
        value: create(ListWorkspacesSchema, { requestSeq }),
      }),
    });
    return workspaces;
  }

  /** What the server is doing. */
  status(): Promise<ServerStatus> {
    return this.core.request({
      result: "serverStatus",
      exactlyOnce: false,
      body: ({ requestSeq }) => ({
        case: "getStatus",
        value: create(GetStatusSchema, { requestSeq }),
      }),
    });
  }

  /** Makes a backup in the server's own directory; a reconnect may make it a second one. */
  createBackup(): Promise<BackupCreated> {
    return this.core.request({
      result: "backupCreated",
      exactlyOnce: false,
      body: ({ requestSeq }) => ({
        case: "createBackup",
        value: create(CreateBackupSchema, { requestSeq }),
      }),
    });
  }

  private randomId(): string {
    const bytes = [...this.core.environment.randomBytes(12)];
    return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  private async done(
    body: Parameters<ClientCore["request"]>[0]["body"],
    exactlyOnce = false,
  ): Promise<void> {
    await this.core.request({ result: "requestDone", exactlyOnce, body });
  }
}

function requestId(number: RequestNumber): MessageInitShape<typeof RequestIdSchema> {
  return number;
}
