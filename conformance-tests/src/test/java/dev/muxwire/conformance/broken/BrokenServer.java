package dev.muxwire.conformance.broken;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A server that is right but for one fault: a proxy in front of a real one. */
public final class BrokenServer implements AutoCloseable {
  private final int serverPort;
  private final Supplier<Fault> faults;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /**
   * @param faults makes one for each connection
   */
  public BrokenServer(int serverPort, Supplier<Fault> faults) throws IOException {
    this.serverPort = serverPort;
    this.faults = faults;
    this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    start("broken-accept", this::accept);
  }

  public URI uri() {
    return URI.create("ws://127.0.0.1:" + listener.getLocalPort() + "/v1/sync");
  }

  private interface Work {
    void run() throws IOException;
  }

  private void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The connection, or all of it, has ended.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      sockets.add(client);
      start("broken-connection", () -> new Relay(client, faults.get()).run());
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One client's connection. */
  private final class Relay {
    private final Socket client;
    private final Socket server;
    private final Fault fault;
    private final DataInputStream fromClient;
    private final DataOutputStream toClient;
    private final DataInputStream fromServer;
    private final DataOutputStream toServer;

    Relay(Socket client, Fault fault) throws IOException {
      this.client = client;
      this.fault = fault;
      this.server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
      sockets.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      fromClient = in(client);
      toClient = out(client);
      fromServer = in(server);
      toServer = out(server);
    }

    void run() throws IOException {
      try {
        toServer.write(fault.request(head(fromClient)).getBytes(StandardCharsets.US_ASCII));
        toServer.flush();
        String answer = fault.response(head(fromServer));
        toClient.write(answer.getBytes(StandardCharsets.US_ASCII));
        toClient.flush();
        if (answer.startsWith("HTTP/1.1 101")) {
          start("broken-up", this::clientToServer);
          serverToClient();
        }
      } finally {
        close();
      }
    }

    private void close() throws IOException {
      client.close();
      server.close();
      sockets.remove(client);
      sockets.remove(server);
    }

    private void clientToServer() throws IOException {
      try {
        WebSocketMessage.Reader messages = new WebSocketMessage.Reader(fromClient);
        while (true) {
          WebSocketMessage message = messages.next();
          if (message.opcode() != WebSocketMessage.BINARY) {
            message.writeTo(toServer, true);
          } else if (fault.takes(message.payload())) {
            up(message);
          }
        }
      } finally {
        close();
      }
    }

    private void up(WebSocketMessage message) throws IOException {
      List<ClientFrame> frames = new ArrayList<>();
      List<ServerFrame> answers = new ArrayList<>();
      ClientPacket packet;
      try {
        packet = ClientPacket.parseFrom(message.payload());
      } catch (InvalidProtocolBufferException e) {
        message.writeTo(toServer, true);
        return;
      }
      for (ClientFrame frame : packet.getFramesList()) {
        frames.addAll(fault.fromClient(frame));
        answers.addAll(fault.answers(frame));
      }
      if (!answers.isEmpty()) {
        down(answers);
      }
      if (frames.equals(packet.getFramesList())) {
        message.writeTo(toServer, true); // byte by byte as it was
      } else if (!frames.isEmpty()) {
        byte[] changed =
            packet.toBuilder().clearFrames().addAllFrames(frames).build().toByteArray();
        new WebSocketMessage(WebSocketMessage.BINARY, changed).writeTo(toServer, true);
      }
    }

    private void serverToClient() throws IOException {
      WebSocketMessage.Reader messages = new WebSocketMessage.Reader(fromServer);
      while (true) {
        WebSocketMessage message = messages.next();
        if (message.opcode() == WebSocketMessage.BINARY) {
          List<ServerFrame> frames = new ArrayList<>();
          for (ServerFrame frame : ServerPacket.parseFrom(message.payload()).getFramesList()) {
            frames.addAll(fault.fromServer(frame));
          }
          for (List<ServerFrame> packet : fault.packets(frames)) {
            down(packet);
          }
        } else {
          write(closing(message));
        }
      }
    }

    private WebSocketMessage closing(WebSocketMessage message) {
      if (message.opcode() != WebSocketMessage.CLOSE || message.payload().length < 2) {
        return message;
      }
      ByteBuffer payload = ByteBuffer.wrap(message.payload().clone());
      payload.putShort(0, (short) fault.closeCode(payload.getShort(0) & 0xFFFF));
      return new WebSocketMessage(WebSocketMessage.CLOSE, payload.array());
    }

    private void down(List<ServerFrame> frames) throws IOException {
      if (!frames.isEmpty()) {
        byte[] packet = ServerPacket.newBuilder().addAllFrames(frames).build().toByteArray();
        write(new WebSocketMessage(WebSocketMessage.BINARY, packet));
      }
    }

    private void write(WebSocketMessage message) throws IOException {
      synchronized (toClient) {
        message.writeTo(toClient, false);
      }
    }

    private DataInputStream in(Socket socket) throws IOException {
      return new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    private DataOutputStream out(Socket socket) throws IOException {
      return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    private String head(DataInputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      return head.toString();
    }
  }
}
