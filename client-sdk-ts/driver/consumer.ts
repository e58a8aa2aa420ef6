import type { EventStream } from "../src/core/event-stream.js";

/** An application that takes a stream's events while it consumes, and none while it does not. */
export class Consumer<E> {
  private resume: (() => void) | undefined;

  constructor(
    private readonly stream: EventStream<E>,
    private consuming: boolean,
    private readonly tell: (event: E) => void,
    private readonly ended: (error: unknown) => void,
  ) {
    this.run().then(
      () => this.ended(undefined),
      (error: unknown) => this.ended(error),
    );
  }

  setConsuming(consuming: boolean): void {
    this.consuming = consuming;
    if (consuming) this.resume?.();
  }

  close(): void {
    this.stream.close();
    this.setConsuming(true);
  }

  private async run(): Promise<void> {
    for (;;) {
      await this.whileStopped();
      await this.stream.available();
      if (!this.consuming || (!this.stream.hasEvent && !this.stream.isEnded)) continue;
      const result = await this.stream.next();
      if (result.done === true) return;
      this.tell(result.value);
    }
  }

  private async whileStopped(): Promise<void> {
    while (!this.consuming) {
      await new Promise<void>((resolve) => {
        this.resume = resolve;
      });
    }
  }
}
