import { create, fromBinary, toBinary, type DescField } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { ErrorCode } from "../gen/muxwire/v1/error_pb.js";
import {
  ClientFrameSchema,
  ServerFrameSchema,
  type ClientFrame,
  type ServerFrame,
} from "../gen/muxwire/v1/packet_pb.js";
import { Violation } from "./violation.js";

/** The body of a frame that this client sends: `{ case, value }`. */
export type ClientBody = Exclude<ClientFrame["body"], { case: undefined }>;
/** The body of a frame that the server sends. */
export type ServerBody = Exclude<ServerFrame["body"], { case: undefined }>;

/** A frame to be sent. */
export interface OutboundFrame {
  readonly streamId: number;
  /** The encoded frame without `stream_id`: tag, length, and the body message. */
  readonly bytes: Uint8Array;
}

/** A frame that came. */
export interface InboundFrame {
  readonly streamId: number;
  /** Absent: a body that this client does not know, or none. */
  readonly body: ServerBody | undefined;
  /** The encoded size of the body message: what it costs, if it counts. */
  readonly bodyBytes: number;
}

const SERVER_BODIES: ReadonlyMap<number, DescField> = new Map(
  (ServerFrameSchema.oneofs[0]?.fields ?? []).map((field) => [field.number, field]),
);

/** Encodes the body of a frame; the result may go to any stream. */
export function encodeBody(body: ClientBody): Uint8Array {
  return toBinary(ClientFrameSchema, create(ClientFrameSchema, { body }));
}

/** The size of the body message in an encoded frame without `stream_id`. */
export function bodyBytesOf(frame: Uint8Array): number {
  const reader = new BinaryReader(frame);
  reader.tag();
  return reader.uint32();
}

/** The bytes that a frame takes in a packet. */
export function framedBytes(frame: OutboundFrame): number {
  const inner = headBytes(frame.streamId) + frame.bytes.length;
  return 1 + varintBytes(inner) + inner;
}

/** Joins frames to a packet; see "Packets, frames, streams" of PROTOCOL.md for the layout. */
export function encodePacket(frames: readonly OutboundFrame[]): Uint8Array {
  const packet = new Uint8Array(frames.reduce((sum, frame) => sum + framedBytes(frame), 0));
  let at = 0;
  for (const { streamId, bytes } of frames) {
    packet[at++] = 0x0a;
    at = writeVarint(packet, at, headBytes(streamId) + bytes.length);
    if (streamId !== 0) {
      packet[at++] = 0x08;
      at = writeVarint(packet, at, streamId);
    }
    packet.set(bytes, at);
    at += bytes.length;
  }
  return packet;
}

/** Takes a packet apart, or throws MALFORMED. */
export function decodePacket(packet: Uint8Array): InboundFrame[] {
  const frames: InboundFrame[] = [];
  orMalformed("the packet", () => {
    const reader = new BinaryReader(packet);
    while (reader.pos < reader.len) {
      const [number, type] = reader.tag();
      if (number === 1 && type === WireType.LengthDelimited) {
        frames.push(decodeFrame(reader.bytes()));
      } else {
        reader.skip(type, number);
      }
    }
  });
  return frames;
}

/** Reads one encoded frame, or throws MALFORMED. */
export function decodeFrame(bytes: Uint8Array): InboundFrame {
  return orMalformed("a frame", () => {
    const reader = new BinaryReader(bytes);
    let streamId = 0;
    let field: DescField | undefined;
    let message: Uint8Array = new Uint8Array();
    while (reader.pos < reader.len) {
      const [number, type] = reader.tag();
      if (number === 1 && type === WireType.Varint) {
        streamId = reader.uint32();
      } else if (SERVER_BODIES.has(number) && type === WireType.LengthDelimited) {
        field = SERVER_BODIES.get(number);
        message = reader.bytes();
      } else {
        reader.skip(type, number);
      }
    }
    return { streamId, body: decodeBody(field, message), bodyBytes: message.length };
  });
}

function decodeBody(field: DescField | undefined, bytes: Uint8Array): ServerBody | undefined {
  if (field?.message === undefined) return undefined;
  // The descriptor pairs each case with its message, which the compiler cannot follow.
  return {
    case: field.localName,
    value: fromBinary(field.message, bytes),
  } as unknown as ServerBody;
}

function orMalformed<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (failure) {
    if (failure instanceof Violation) throw failure;
    throw new Violation(ErrorCode.MALFORMED, `${what} cannot be read: ${String(failure)}`);
  }
}

function headBytes(streamId: number): number {
  return streamId === 0 ? 0 : 1 + varintBytes(streamId);
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest !== 0; rest >>>= 7) bytes++;
  return bytes;
}

function writeVarint(target: Uint8Array, at: number, value: number): number {
  let rest = value >>> 0;
  while (rest > 0x7f) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}
