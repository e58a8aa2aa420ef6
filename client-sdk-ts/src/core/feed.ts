interface Entry<E> {
  readonly event: E;
  readonly onDelivered: () => void;
  readonly onConsumed: () => void;
}

interface Waiter<E> {
  readonly resolve: (result: IteratorResult<E, undefined>) => void;
  readonly reject: (failure: Error) => void;
}

/**
 * Events on their way to one consumer, which asks for each. Asking for the next one says that the one
 * before is consumed. How much may wait here is bounded by the credit of the stream behind it.
 */
export class Feed<E> {
  private readonly entries: Array<Entry<E>> = [];
  private readonly waiters: Array<Waiter<E>> = [];
  private readonly lookouts: Array<() => void> = [];
  private consume: (() => void) | undefined;
  private end: { failure: Error | undefined } | undefined;

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  push(event: E, onDelivered: () => void, onConsumed: () => void): void {
    if (this.end !== undefined) return;
    this.entries.push({ event, onDelivered, onConsumed });
    const waiter = this.waiters.shift();
    if (waiter !== undefined) this.deliver(waiter);
    else this.tellLookouts();
  }

  /** Nothing comes behind what waits here; a failure is thrown to who asks behind it, once. */
  finish(failure: Error | undefined): void {
    if (this.end !== undefined) return;
    this.end = { failure };
    for (const waiter of this.waiters.splice(0)) this.deliver(waiter);
    this.tellLookouts();
  }

  /** Forgets what was not delivered. */
  clear(): void {
    this.entries.length = 0;
  }

  next(): Promise<IteratorResult<E, undefined>> {
    this.consumed();
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      if (this.isEmpty && this.end === undefined) this.waiters.push(waiter);
      else this.deliver(waiter);
    });
  }

  available(): Promise<void> {
    this.consumed();
    if (!this.isEmpty || this.end !== undefined) return Promise.resolve();
    return new Promise((resolve) => this.lookouts.push(resolve));
  }

  private tellLookouts(): void {
    for (const tell of this.lookouts.splice(0)) tell();
  }

  private deliver(waiter: Waiter<E>): void {
    const entry = this.entries.shift();
    if (entry === undefined) {
      const failure = this.end?.failure;
      this.end = { failure: undefined };
      if (failure === undefined) waiter.resolve({ done: true, value: undefined });
      else waiter.reject(failure);
      return;
    }
    this.consume = entry.onConsumed;
    entry.onDelivered();
    waiter.resolve({ done: false, value: entry.event });
  }

  private consumed(): void {
    const consume = this.consume;
    this.consume = undefined;
    consume?.();
  }
}
