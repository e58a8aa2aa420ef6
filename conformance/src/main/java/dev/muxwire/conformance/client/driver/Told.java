package dev.muxwire.conformance.client.driver;

import com.google.protobuf.Message;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.Inapplicable;
import dev.muxwire.conformance.client.peer.Patience;
import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the driver tells of one command, in order. Any thread. */
public final class Told {
  private final int id;
  private final Patience patience;
  private final Tamper tamper;
  private final Driver.Listener listener;
  private final Deque<DriverEvent> waiting = new ArrayDeque<>();
  private @Nullable String driverEnded;

  Told(int id, Patience patience, Tamper tamper, Driver.Listener listener) {
    this.id = id;
    this.patience = patience;
    this.tamper = tamper;
    this.listener = listener;
  }

  /** The command's id. */
  public int id() {
    return id;
  }

  synchronized void add(DriverEvent event) {
    listener.told(event);
    for (Message one : tamper.told(event)) {
      waiting.add((DriverEvent) one);
    }
    notifyAll();
  }

  synchronized void driverEnded(String why) {
    driverEnded = why;
    notifyAll();
  }

  /**
   * The next event that is still to be told, which must fit.
   *
   * @throws Inapplicable the driver does not have it
   * @throws Breach another event comes, or none
   */
  public synchronized DriverEvent await(String what, Predicate<DriverEvent> fits) {
    DriverEvent event = next(what);
    if (!fits.test(event)) {
      throw Breach.of("the application is told " + shortText(event) + " where due was " + what);
    }
    return event;
  }

  /** The next event that fits; those before it are passed over. */
  public synchronized DriverEvent awaitLater(String what, Predicate<DriverEvent> fits) {
    while (true) {
      DriverEvent event = next(what);
      if (fits.test(event)) {
        return event;
      }
    }
  }

  private DriverEvent next(String what) {
    DriverEvent event =
        patience.await(
            this,
            what + " from the driver",
            () -> {
              String why = driverEnded;
              if (waiting.isEmpty() && why != null) {
                throw Breach.of("the driver ended: " + why);
              }
              return Optional.ofNullable(waiting.poll());
            });
    if (event.hasUnsupported()) {
      throw new Inapplicable("the driver says: " + event.getUnsupported().getReason());
    }
    return event;
  }

  /** Nothing that fits is told for a while; what else is told goes on waiting. */
  public synchronized void expectNone(
      String requirement, String what, Predicate<DriverEvent> fits) {
    Optional<DriverEvent> event =
        patience.absent(this, () -> waiting.stream().filter(fits).findFirst());
    if (event.isPresent()) {
      throw Breach.of(requirement, what + ": " + shortText(event.get()));
    }
  }

  /** All that was told and not looked at; none of it waits any more. */
  public synchronized List<DriverEvent> takeAll() {
    List<DriverEvent> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  private static String shortText(DriverEvent event) {
    return dev.muxwire.conformance.exchange.MessageText.of(
        event.toBuilder().clearRequestId().build());
  }
}
