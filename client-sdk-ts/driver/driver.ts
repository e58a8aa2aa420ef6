import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  Capability,
  ConnectionState,
  DriverEventSchema,
  DriverRequestSchema,
  type Connect,
  type DriverRequest,
} from "../src/gen/muxwire/conformance/v1/driver_pb.js";
import type { EventStream } from "../src/core/event-stream.js";
import {
  ErrorCode,
  MuxwireClient,
  MuxwireError,
  type Environment,
  type ScrollbackEvent,
  type StateStream,
  type TerminalEvent,
  type TerminalStream,
} from "../src/index.js";
import { Consumer } from "./consumer.js";
import * as translate from "./translate.js";
import type { Told } from "./translate.js";

const CAPABILITIES = [
  Capability.STATE,
  Capability.PRESENCE,
  Capability.FILTERS,
  Capability.FOCUS,
  Capability.MUTATIONS,
  Capability.WORKSPACES,
  Capability.TERMINALS,
  Capability.INPUT,
  Capability.BACKPRESSURE,
  Capability.SCROLLBACK,
  Capability.SCROLLBACK_LINES,
  Capability.SEARCH,
  Capability.SAVED_IDENTITY,
  Capability.SAVED_CURSOR,
  Capability.DEFLATE,
  Capability.LIMITS,
  Capability.OPEN_TERMINALS,
  Capability.MESSAGE_LIMIT,
];

const DESCRIPTION = {
  name: "muxwire-ts",
  version: "0.1.0",
  capabilities: CAPABILITIES,
  concurrentClients: true,
};

type Command = DriverRequest["command"];

/** What a command opened, besides a client. */
interface Opened {
  readonly close: () => void;
  readonly setConsuming?: (consuming: boolean) => void;
  readonly subscription?: StateStream;
  readonly attachment?: TerminalStream;
}

/** Does with the library what the suite commands, and tells what the library tells. */
export class Driver {
  private readonly clients = new Map<number, MuxwireClient>();
  private readonly opened = new Map<number, Opened>();

  /** `tell` is handed an encoded DriverEvent at a time. */
  constructor(
    private readonly environment: Environment,
    private readonly tell: (event: Uint8Array) => void,
  ) {}

  /** Closes all clients. */
  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.close()));
  }

  /** Takes an encoded DriverRequest. */
  handle(message: Uint8Array): void {
    const request = fromBinary(DriverRequestSchema, message);
    this.run(request).then(
      (answer) => answer !== undefined && this.answer(request.id, answer),
      (error: unknown) => this.answer(request.id, refusal(request, error)),
    );
  }

  private answer(id: number, event: Told): void {
    this.tell(toBinary(DriverEventSchema, translate.driverEvent(id, event)));
  }

  /** The one answer of a command; undefined if it is answered by what it opened. */
  private async run({ id, client, stream, command }: DriverRequest): Promise<Told | undefined> {
    if (command.case === "describe") return { case: "description", value: DESCRIPTION };
    if (command.case === "connect") return this.connect(id, command.value);
    const found = this.clients.get(client);
    if (found === undefined) throw missing("client");
    if (this.open(id, found, command)) return undefined;
    return (await request(found, command)) ?? this.onStream(this.opened.get(stream), command);
  }

  private connect(id: number, options: Connect): undefined {
    const client = new MuxwireClient(this.environment, translate.clientOptions(options));
    this.clients.set(id, client);
    client.onState((state) => {
      switch (state.state) {
        case "connecting":
          this.changed(id, ConnectionState.CONNECTING);
          break;
        case "connected":
          this.changed(id, ConnectionState.CONNECTED);
          break;
        case "waiting":
          this.changed(id, ConnectionState.WAITING, state.cause);
          break;
        case "ended":
          this.clients.delete(id);
          this.ended(id, state.error);
      }
    });
  }

  private changed(id: number, state: ConnectionState, cause?: MuxwireError): void {
    const why = cause === undefined ? {} : { cause: translate.failed(cause) };
    this.answer(id, { case: "connectionChanged", value: { state, ...why } });
  }

  private ended(id: number, error: unknown): void {
    this.opened.delete(id);
    const why = error === undefined ? {} : { error: translate.failed(error) };
    this.answer(id, { case: "ended", value: why });
  }

  /** True: the command opened something, whose events answer it. */
  private open(id: number, client: MuxwireClient, command: Command): boolean {
    switch (command.case) {
      case "subscribe":
        this.subscribe(id, client.subscribe(translate.subscribeOptions(command.value)));
        return true;
      case "attach": {
        const { attach, stopped } = command.value;
        if (attach === undefined) throw missing("attach");
        const attachment = client.attach(translate.attachOptions(attach));
        this.consume(id, attachment, stopped, (event) => this.terminal(id, event), { attachment });
        return true;
      }
      case "fetchScrollback": {
        const { fetch, stopped } = command.value;
        if (fetch === undefined) throw missing("fetch");
        const stream = client.fetchScrollback(translate.fetchOptions(fetch));
        this.consume(id, stream, stopped, (event) => this.terminal(id, event));
        return true;
      }
      case "searchScrollback": {
        const { search, stopped } = command.value;
        if (search === undefined) throw missing("search");
        const stream = client.search(translate.searchOptions(search));
        this.consume(id, stream, stopped, (event) =>
          this.answer(id, { case: "search", value: translate.searchEvent(event) }),
        );
        return true;
      }
      default:
        return false;
    }
  }

  private subscribe(id: number, subscription: StateStream): void {
    this.opened.set(id, { close: () => subscription.close(), subscription });
    subscription.onChange(() => this.answer(id, view(subscription)));
    subscription.onFocus((entities) =>
      this.answer(id, {
        case: "focus",
        value: { entities: entities.map(translate.wholeEntity) },
      }),
    );
    void subscription.ended.then((error) => this.ended(id, error));
  }

  private terminal(id: number, event: TerminalEvent | ScrollbackEvent): void {
    for (const value of translate.terminalEvents(event))
      this.answer(id, { case: "terminal", value });
  }

  private consume<E>(
    id: number,
    stream: EventStream<E>,
    stopped: boolean,
    tell: (event: E) => void,
    more: Partial<Opened> = {},
  ): void {
    const consumer = new Consumer(stream, !stopped, tell, (error) => this.ended(id, error));
    const setConsuming = (consuming: boolean): void => consumer.setConsuming(consuming);
    this.opened.set(id, { close: () => consumer.close(), setConsuming, ...more });
  }

  private async onStream(opened: Opened | undefined, command: Command): Promise<Told | undefined> {
    if (opened === undefined) throw missing("stream");
    switch (command.case) {
      case "closeStream":
        opened.close();
        return DONE;
      case "setConsuming":
        opened.setConsuming?.(command.value.consuming);
        return DONE;
      case "dumpView":
        return view(opened.subscription ?? mistaken());
      case "awaitRevision": {
        const subscription = opened.subscription ?? mistaken();
        await subscription.reached(command.value.revision);
        return view(subscription);
      }
      default:
        return onAttachment(opened.attachment ?? mistaken(), command);
    }
  }
}

/** A request of a client; undefined if the command is none. */
async function request(client: MuxwireClient, command: Command): Promise<Told | undefined> {
  switch (command.case) {
    case "disconnect":
      await client.close();
      return DONE;
    case "getIdentity":
      return identity(client);
    case "mutate":
      return { case: "mutated", value: await client.mutate(translate.batch(command.value)) };
    case "getEntities": {
      const { entities } = await client.get(command.value.workspace, command.value.ids);
      return { case: "entities", value: { entities: entities.map(translate.wholeEntity) } };
    }
    case "createWorkspace":
      await client.createWorkspace(command.value.workspace);
      return DONE;
    case "listWorkspaces":
      return { case: "workspaces", value: { workspaces: await client.listWorkspaces() } };
    case "deleteWorkspace":
      await client.deleteWorkspace(command.value.workspace);
      return DONE;
    case "openTerminal": {
      const terminalId = await client.openTerminal(translate.newTerminal(command.value));
      return { case: "terminalOpened", value: { terminalId } };
    }
    case "closeTerminal":
      await client.closeTerminal(command.value.workspace, command.value.terminalId);
      return DONE;
    default:
      return undefined;
  }
}

async function onAttachment(attachment: TerminalStream, command: Command): Promise<Told> {
  switch (command.case) {
    case "write":
      await attachment.write(command.value.data, command.value.kind);
      return DONE;
    case "resize": {
      const { columns, rows } = command.value.size ?? { columns: 0, rows: 0 };
      attachment.resize({ columns, rows });
      return DONE;
    }
    case "signal":
      attachment.signal(command.value.name);
      return DONE;
    case "setFocus":
      attachment.focus(command.value.focused);
      return DONE;
    case "getCursor": {
      const { cursor } = attachment;
      if (cursor === undefined) throw missing("cursor");
      return { case: "cursor", value: cursor };
    }
    default:
      return { case: "unsupported", value: { reason: `unknown command ${command.case}` } };
  }
}

function identity(client: MuxwireClient): Told {
  if (client.identity === undefined) throw missing("identity");
  const { nextRequestSeq, ...identity } = client.identity;
  return { case: "identity", value: { identity, nextRequestSeq } };
}

function view({ position, entities }: StateStream): Told {
  const shown = [...entities.values()].map(translate.wholeEntity);
  return { case: "view", value: { ...(position ?? {}), entities: shown } };
}

function refusal({ command }: DriverRequest, error: unknown): Told {
  const value = translate.failed(error);
  const opens = command.case !== undefined && OPENING.has(command.case);
  return opens ? { case: "ended", value: { error: value } } : { case: "failed", value };
}

function missing(what: string): MuxwireError {
  return new MuxwireError(ErrorCode.NOT_FOUND, `no such ${what}`);
}

function mistaken(): never {
  throw new MuxwireError(ErrorCode.INVALID_ARGUMENT, "another kind of stream");
}

const OPENING = new Set(["connect", "subscribe", "attach", "fetchScrollback", "searchScrollback"]);
const DONE: Told = { case: "done", value: {} };
