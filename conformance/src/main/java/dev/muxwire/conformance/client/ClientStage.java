package dev.muxwire.conformance.client;

import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.Stage;
import dev.muxwire.conformance.client.driver.Driver;
import dev.muxwire.conformance.client.peer.Patience;
import dev.muxwire.conformance.client.peer.Tamper;
import dev.muxwire.conformance.proto.v1.Description;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Scenes with a driver: one for all cases if it can have many clients at once and does not end,
 * else one for each. Any thread.
 */
public final class ClientStage implements Stage<ClientScene>, AutoCloseable {
  /** Starts a driver. */
  @FunctionalInterface
  public interface Starter {
    Driver start() throws IOException;
  }

  private final Starter starter;
  private final Patience patience;
  private final Supplier<Tamper> tamper;

  /** For the next case, or for all. */
  private @Nullable Driver ready;

  private @Nullable Description description;

  private final List<ClientScene> scenes = new ArrayList<>();

  /**
   * A stage whose drivers are made as they are needed.
   *
   * @param starter starts a driver
   */
  public ClientStage(Starter starter, Patience patience) {
    this(starter, patience, () -> Tamper.NONE);
  }

  /**
   * With a fault between clients and peer.
   *
   * @param tamper makes the fault of one case
   */
  public ClientStage(Starter starter, Patience patience, Supplier<Tamper> tamper) {
    this.starter = starter;
    this.patience = patience;
    this.tamper = tamper;
  }

  /**
   * What is under test.
   *
   * @throws IOException the driver cannot be started, or does not tell
   */
  public synchronized Description description() throws IOException {
    Driver driver = driver();
    ready = driver;
    return described();
  }

  @Override
  public synchronized ClientScene set(ConformanceCase<ClientScene> of) throws IOException {
    Driver driver = driver();
    ready = described().getConcurrentClients() ? driver : null;
    ClientScene scene = new ClientScene(driver, described(), patience, tamper.get());
    scenes.add(scene);
    return scene;
  }

  private Description described() throws IOException {
    Description known = description;
    if (known == null) {
      throw new IOException("the driver does not tell what it is");
    }
    return known;
  }

  private Driver driver() throws IOException {
    Driver known = ready;
    if (known == null || !known.isRunning()) {
      known = starter.start();
      description = known.describe(patience);
    }
    return known;
  }

  @Override
  public synchronized void close() {
    Driver known = ready;
    if (known != null) {
      known.close();
    }
    scenes.forEach(scene -> scene.peer().release());
  }
}
