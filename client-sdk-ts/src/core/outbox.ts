import { encodePacket, framedBytes, type OutboundFrame } from "../wire/frames.js";
import type { Pacer } from "../wire/pacer.js";

/** Something with data to send, asked when there is room for it. */
export interface DataSource {
  /** True: it may send something now. */
  readonly ready: boolean;
  /** True: what waits is little, such as a keystroke, and goes ahead of bulk. */
  readonly urgent: boolean;
  /** A frame that takes at most so many bytes of a packet, or undefined if there is none so small. */
  take(maxBytes: number): OutboundFrame | undefined;
}

/**
 * What leaves on one connection, the most urgent first: control frames, keystrokes, bulk. Control and
 * keystrokes go at once; bulk as the pacer allows, a packet at a time. Packets hold one class each.
 */
export class Outbox {
  private control: OutboundFrame[] = [];
  private readonly sources = new Set<DataSource>();

  constructor(
    private readonly pacer: Pacer,
    private readonly send: (packet: Uint8Array) => void,
    private readonly probe: () => OutboundFrame,
    public maxPacketBytes: number,
  ) {}

  add(frame: OutboundFrame): void {
    this.control.push(frame);
  }

  addSource(source: DataSource): void {
    this.sources.add(source);
  }

  removeSource(source: DataSource): void {
    this.sources.delete(source);
  }

  /** Sends what may be sent now. */
  flush(): void {
    this.flushControl();
    for (;;) {
      const packet = this.fill(this.maxPacketBytes, (source) => source.urgent);
      if (packet === undefined) break;
      this.send(packet);
    }
    while (this.pacer.room > 0) {
      const packet = this.fill(Math.min(this.maxPacketBytes, this.pacer.packetBytes), () => true);
      if (packet === undefined) break;
      this.send(packet);
      if (this.pacer.probeDue) this.send(encodePacket([this.probe()]));
      this.flushControl();
    }
  }

  private flushControl(): void {
    let frames: OutboundFrame[] = [];
    let bytes = 0;
    for (const frame of this.control) {
      const more = framedBytes(frame);
      if (frames.length > 0 && bytes + more > this.maxPacketBytes) {
        this.send(encodePacket(frames));
        frames = [];
        bytes = 0;
      }
      frames.push(frame);
      bytes += more;
    }
    this.control = [];
    if (frames.length > 0) this.send(encodePacket(frames));
  }

  /** One packet of frames in turn; who gave a frame goes to the end of the line. */
  private fill(maxBytes: number, wanted: (source: DataSource) => boolean): Uint8Array | undefined {
    const frames: OutboundFrame[] = [];
    let room = maxBytes;
    let progress = true;
    while (progress) {
      progress = false;
      for (const source of [...this.sources]) {
        if (!source.ready || !wanted(source)) continue;
        const frame = source.take(room);
        if (frame === undefined) continue;
        frames.push(frame);
        room -= framedBytes(frame);
        progress = true;
        if (this.sources.delete(source)) this.sources.add(source);
      }
    }
    return frames.length > 0 ? encodePacket(frames) : undefined;
  }
}
