import WebSocket from "ws";
import { MuxwireClient } from "../client.js";
import type { ClientOptions } from "../core/client-core.js";
import {
  commonEnvironment,
  type Environment,
  type Socket,
  type SocketListener,
} from "../environment.js";

/** Node, with the WebSocket of `ws`. */
export const nodeEnvironment: Environment = { ...commonEnvironment, openSocket };

/** A client in Node. */
export function connect(options: ClientOptions): MuxwireClient {
  return new MuxwireClient(nodeEnvironment, options);
}

/** Beyond the largest packet; what a server may send is checked by the core. */
const MOST_MESSAGE_BYTES = 16 * 1024 * 1024;

const SOCKET_OPTIONS = {
  perMessageDeflate: false,
  maxPayload: MOST_MESSAGE_BYTES,
  skipUTF8Validation: true,
  // A server that said goodbye and leaves the socket open must not delay the next connection.
  closeTimeout: 1_000,
};

function openSocket(url: string, subprotocol: string, listener: SocketListener): Socket {
  const socket = new WebSocket(url, subprotocol, SOCKET_OPTIONS);
  let refusal = "";
  socket.on("open", () => listener.opened());
  socket.on("message", (data: Buffer, isBinary) => {
    if (isBinary) listener.received(new Uint8Array(data.buffer, data.byteOffset, data.length));
    else listener.receivedText();
  });
  socket.on("error", (error) => {
    refusal = error.message;
  });
  socket.on("close", (code, reason) => listener.closed(code, reason.toString() || refusal));
  return {
    send: (packet) => socket.send(packet),
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    close: (code, reason) => socket.close(code, reason),
    abandon: () => {
      socket.removeAllListeners();
      socket.on("error", () => undefined);
      socket.terminate();
    },
  };
}
