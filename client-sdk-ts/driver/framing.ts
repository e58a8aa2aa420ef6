/** Cuts a stream of bytes into messages: 4 bytes of length, little-endian, then the message. */
export class MessageReader {
  private held: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): Uint8Array[] {
    this.held = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    const messages: Uint8Array[] = [];
    while (this.held.length >= 4) {
      const length = this.held.readUInt32LE(0);
      if (length > MOST_BYTES) throw new Error(`a message of ${length} bytes`);
      if (this.held.length < 4 + length) break;
      messages.push(this.held.subarray(4, 4 + length));
      this.held = this.held.subarray(4 + length);
    }
    return messages;
  }
}

/** A message with its length in front. */
export function framed(message: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(message.length);
  return Buffer.concat([length, message]);
}

const MOST_BYTES = 32 * 1024 * 1024;
