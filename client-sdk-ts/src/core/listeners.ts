import type { Environment } from "../environment.js";

/** Functions of the application that are told of something. */
export class Listeners<E> {
  private readonly listeners = new Set<(event: E) => void>();

  constructor(private readonly environment: Environment) {}

  /** The answer removes it. */
  add(listener: (event: E) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls them all. What one throws becomes an uncaught error, and disturbs nobody else. */
  tell(event: E): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (failure) {
        this.environment.defer(() => {
          throw failure;
        });
      }
    }
  }
}
