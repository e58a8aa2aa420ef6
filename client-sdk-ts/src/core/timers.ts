import type { Environment } from "../environment.js";

/** Tasks to be run later, one of each name, until all of them are cancelled. */
export class Timers {
  private readonly cancels = new Map<string, () => void>();

  constructor(private readonly environment: Environment) {}

  /** Runs a task after a while, in place of the one of that name which waits. */
  set(name: string, delayMs: number, task: () => void): void {
    this.cancel(name);
    const cancel = this.environment.schedule(delayMs, () => {
      this.cancels.delete(name);
      task();
    });
    this.cancels.set(name, cancel);
  }

  has(name: string): boolean {
    return this.cancels.has(name);
  }

  cancel(name: string): void {
    this.cancels.get(name)?.();
    this.cancels.delete(name);
  }

  cancelAll(): void {
    for (const cancel of this.cancels.values()) cancel();
    this.cancels.clear();
  }
}
