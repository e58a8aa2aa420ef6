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
  socket.binaryType = "arraybuffer";
  socket.onopen = () => listener.opened();
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data instanceof ArrayBuffer) listener.received(new Uint8Array(data));
    else listener.receivedText();
  };
  socket.onclose = ({ code, reason }) => listener.closed(code, reason);
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
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}

function mayBeSent(code: number): boolean {
  return code === 1000 || (code >= 3000 && code <= 4999);
}
