/** The generated messages of the wire that appear in this library's interface. */
export * from "./gen/muxwire/v1/connection_pb.js";
export * from "./gen/muxwire/v1/entity_pb.js";
export * from "./gen/muxwire/v1/error_pb.js";
export * from "./gen/muxwire/v1/state_pb.js";
export * from "./gen/muxwire/v1/status_pb.js";
export * from "./gen/muxwire/v1/terminal_pb.js";
