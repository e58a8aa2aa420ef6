import { MuxwireClient } from "../client.js";
import type { ClientOptions } from "../core/client-core.js";
import {
  commonEnvironment,
  type Environment,
  type Socket,
  type SocketListener,
} from "../environment.js";

/** A browser, with its own WebSocket. */
export const browserEnvironment: Environment = { ...commonEnvironment, openSocket };

/** A client in a browser. */
export function connect(options: ClientOptions): MuxwireClient {
  return new MuxwireClient(browserEnvironment, options);
}

function openSocket(url: string, subprotocol: string, listener: SocketListener): Socket {
  const socket = new WebSocket(url, subprotocol);
  let isOver = false;
  const end = (code: number, reason: string): void => {
    if (isOver) return;
    isOver = true;
    listener.closed(code, reason);
  };
  socket.binaryType = "arraybuffer";
  socket.onopen = () => listener.opened();
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data instanceof ArrayBuffer) listener.received(new Uint8Array(data));
    else listener.receivedText();
  };
  socket.onclose = ({ code, reason }) => end(code, reason);
  // Browsers tell the close behind the error; Node's WebSocket may leave it out.
  socket.onerror = () => commonEnvironment.schedule(ERROR_GRACE_MS, () => end(1006, ""));
  return {
    // A browser drops what is sent while it closes, and throws before it is open.
    send: (packet) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(packet));
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    close: (code, reason) => socket.close(mayBeSent(code) ? code : 1000, reason),
    abandon: () => {
      isOver = true;
      socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
      socket.close();
    },
  };
}

const ERROR_GRACE_MS = 100;

function mayBeSent(code: number): boolean {
  return code === 1000 || (code >= 3000 && code <= 4999);
}
