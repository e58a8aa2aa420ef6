import type { MuxwireError } from "../errors.js";
import { ClientStream } from "./client-stream.js";
import { Feed } from "./feed.js";

/**
 * A stream whose events an application takes one by one, with `for await` or `forEach`. Only one
 * consumer. Asking for the next event consumes the one before, which lets the server send more; leaving
 * the loop closes the stream.
 */
export abstract class EventStream<E> extends ClientStream implements AsyncIterable<E> {
  private readonly feed = new Feed<E>();

  protected emit(event: E, cost: number, onDelivered = nothing, onConsumed = nothing): void {
    const consume = this.consumption(cost);
    this.feed.push(event, onDelivered, () => {
      onConsumed();
      consume();
    });
  }

  /** An event that costs nothing, such as a change of roles. */
  protected emitFree(event: E, onDelivered = nothing, onConsumed = nothing): void {
    this.feed.push(event, onDelivered, onConsumed);
  }

  /** What was not delivered comes again on the next connection. */
  protected override onLost(): void {
    if (!this.isEnded) this.feed.clear();
  }

  protected override onFinished(error: MuxwireError | undefined): void {
    this.feed.finish(error);
  }

  /** Takes the next event, and says that the one before is consumed. */
  next(): Promise<IteratorResult<E, undefined>> {
    return this.feed.next();
  }

  /**
   * Says that the last event is consumed, and waits until there is another one or the end, without
   * taking it. A reconnect may take it back.
   */
  available(): Promise<void> {
    return this.feed.available();
  }

  /** True: `next` has an event at once. */
  get hasEvent(): boolean {
    return !this.feed.isEmpty;
  }

  /** Ends the stream; what was not taken is gone. */
  override close(): void {
    if (!this.isEnded) this.feed.clear();
    super.close();
  }

  [Symbol.asyncIterator](): AsyncIterator<E, undefined> {
    return {
      next: () => this.next(),
      return: () => {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  /** Hands each event to a function, and waits for what it returns; ends as the stream does. */
  async forEach(handle: (event: E) => void | Promise<void>): Promise<void> {
    for await (const event of this) await handle(event);
  }
}

function nothing(): void {}
