package dev.muxwire.conformance.broken;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/**
 * How a server is broken, on one connection. Each direction is called by a thread of its own, one
 * call at a time.
 */
public abstract class Fault {
  /** What it sends in place of a frame: none, another one, several. */
  protected List<ServerFrame> fromServer(ServerFrame frame) {
    return List.of(frame);
  }

  /** What it takes in place of a frame that the client sent. */
  protected List<ClientFrame> fromClient(ClientFrame frame) {
    return List.of(frame);
  }

  /** What it sends by itself when a client's frame comes. */
  protected List<ServerFrame> answers(ClientFrame frame) {
    return List.of();
  }

  /** Whether it takes a packet of the client, before it is looked into. */
  protected boolean takes(byte[] packet) {
    return true;
  }

  /** The packets that it makes of the frames of one. */
  protected List<List<ServerFrame>> packets(List<ServerFrame> frames) {
    return List.of(frames);
  }

  /** The code that it closes with in place of this one. */
  protected int closeCode(int code) {
    return code;
  }

  /** The upgrade that it sees in place of the client's, with its line ends. */
  protected String request(String head) {
    return head;
  }

  /** The answer to the upgrade. */
  protected String response(String head) {
    return head;
  }

  static ServerFrame error(int stream, ErrorCode code) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setError(Error.newBuilder().setCode(code).setMessage("said by a broken server"))
        .build();
  }
}
