import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";

/** The peer broke a rule; whoever catches it knows what ends by that. */
export class Violation extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}
