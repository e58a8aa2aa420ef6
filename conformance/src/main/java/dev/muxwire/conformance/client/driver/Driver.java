package dev.muxwire.conformance.client.driver;

import com.google.protobuf.Message;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.client.peer.Patience;
import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.conformance.proto.v1.Describe;
import dev.muxwire.conformance.proto.v1.Description;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A driver that runs, on two streams of bytes. Any thread. */
public final class Driver implements AutoCloseable {
  private static final int LARGEST_MESSAGE_BYTES = 32 << 20;

  private final DataInputStream in;
  private final OutputStream out;
  private final Runnable end;
  private final Map<Integer, Told> told = new HashMap<>();
  private int nextId = 1;
  private @Nullable String ended;

  /**
   * Begins to read.
   *
   * @param in what the driver writes
   * @param out what the driver reads
   * @param end ends the driver; called once
   */
  public Driver(InputStream in, OutputStream out, Runnable end) {
    this.in = new DataInputStream(in);
    this.out = new BufferedOutputStream(out);
    this.end = end;
    Thread reader = new Thread(this::readAll, "driver");
    reader.setDaemon(true);
    reader.start();
  }

  /** Asks what is under test. */
  public Description describe(Patience patience) {
    DriverRequest.Builder request =
        DriverRequest.newBuilder().setDescribe(Describe.getDefaultInstance());
    Told answer = ask(request, patience, Tamper.NONE, event -> {});
    DriverEvent event = answer.await("Description", DriverEvent::hasDescription);
    return event.getDescription();
  }

  /** Hears every event of a case, for its record. */
  public interface Listener {
    void told(DriverEvent event);
  }

  /**
   * Asks something.
   *
   * @param request without its id
   * @return what the driver tells of it
   */
  public Told ask(
      DriverRequest.Builder request, Patience patience, Tamper tamper, Listener listener) {
    synchronized (this) {
      Told answer = new Told(nextId++, patience, tamper, listener);
      told.put(answer.id(), answer);
      String why = ended;
      if (why != null) {
        answer.driverEnded(why);
        return answer;
      }
      try {
        write(tamper.asked(request.setId(answer.id()).build()));
      } catch (IOException e) {
        answer.driverEnded("it does not read: " + e.getMessage());
      }
      return answer;
    }
  }

  private void write(Message request) throws IOException {
    byte[] bytes = request.toByteArray();
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
    out.write(bytes);
    out.flush();
  }

  /** Forgets what was asked: its events are passed over. */
  synchronized void forget(int id) {
    told.remove(id);
  }

  private void readAll() {
    String why = "its output ended";
    try {
      while (true) {
        int length = Integer.reverseBytes(in.readInt());
        if (length < 0 || length > LARGEST_MESSAGE_BYTES) {
          why = "it wrote a message of " + length + " bytes";
          break;
        }
        byte[] message = new byte[length];
        in.readFully(message);
        DriverEvent event = DriverEvent.parseFrom(message);
        Told of;
        synchronized (this) {
          of = told.get(event.getRequestId());
        }
        if (of != null) {
          of.add(event);
        }
      }
    } catch (IOException e) {
      why = "its output ended: " + e.getMessage();
    }
    ended(why);
  }

  private synchronized void ended(String why) {
    if (ended == null) {
      ended = why;
      told.values().forEach(one -> one.driverEnded(why));
    }
  }

  /** Whether it still runs. */
  public synchronized boolean isRunning() {
    return ended == null;
  }

  /**
   * Throws if it ended.
   *
   * @throws Breach it ended by itself
   */
  public synchronized void requireRunning() {
    if (ended != null) {
      throw Breach.of("the driver ended: " + ended);
    }
  }

  @Override
  public void close() {
    ended("the suite ended it");
    end.run();
  }
}
