import type { Environment } from "../environment.js";
import { RECONNECT_FIRST_MS, RECONNECT_MOST_MS } from "../wire/limits.js";

/** A random part of a wait that doubles with each failure (0, 1, 2 …). */
export function fullJitterMs(
  environment: Environment,
  failures: number,
  firstMs = RECONNECT_FIRST_MS,
  mostMs = RECONNECT_MOST_MS,
): number {
  return environment.random() * Math.min(mostMs, firstMs * 2 ** Math.min(failures, 30));
}
