package dev.muxwire.driver;

import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.Description;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.conformance.proto.v1.Unsupported;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** Reads commands, does them with the SDK, and tells what happens. */
public final class JavaDriver {
  private final DataInputStream in;
  private final EventWriter events;
  private final Map<Integer, DrivenClient> clients = new HashMap<>();

  /** A driver on two streams of bytes; {@link #run} serves it. */
  public JavaDriver(InputStream in, OutputStream out) {
    this.in = new DataInputStream(new BufferedInputStream(in));
    this.events = new EventWriter(out);
  }

  public static void main(String[] arguments) throws IOException {
    new JavaDriver(System.in, System.out).run();
    System.exit(0); // whatever clients still do
  }

  /** Serves until there are no more commands. */
  public void run() throws IOException {
    try {
      while (true) {
        byte[] message = new byte[Integer.reverseBytes(in.readInt())];
        in.readFully(message);
        take(DriverRequest.parseFrom(message));
      }
    } catch (EOFException e) {
      clients.values().forEach(DrivenClient::close);
    }
  }

  private void take(DriverRequest request) {
    int id = request.getId();
    try {
      DrivenClient client = clients.get(request.getClient());
      if (request.hasDescribe()) {
        events.tell(DriverEvent.newBuilder().setRequestId(id).setDescription(description()));
      } else if (request.hasConnect()) {
        clients.put(id, new DrivenClient(id, request.getConnect(), events));
      } else if (client == null) {
        events.tell(unsupported(id, "there is no client " + request.getClient()));
      } else {
        client.take(request);
      }
    } catch (UnsupportedOperationException e) {
      events.tell(unsupported(id, String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      events.failed(id, e);
    }
  }

  private static DriverEvent.Builder unsupported(int id, String reason) {
    return DriverEvent.newBuilder()
        .setRequestId(id)
        .setUnsupported(Unsupported.newBuilder().setReason(reason));
  }

  private static Description description() {
    Description.Builder description =
        Description.newBuilder()
            .setName("muxwire-java")
            .setVersion("0.1.0")
            .setConcurrentClients(true);
    for (Capability one : Capability.values()) {
      switch (one) {
        case CAPABILITY_UNSPECIFIED, UNRECOGNIZED, CAPABILITY_ZSTD -> {}
        default -> description.addCapabilities(one);
      }
    }
    return description.build();
  }
}
