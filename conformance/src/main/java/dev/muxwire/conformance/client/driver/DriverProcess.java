package dev.muxwire.conformance.client.driver;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A driver as a process of its own; its stderr is the suite's. */
public final class DriverProcess {
  private static final int EXIT_SECONDS = 5;

  private DriverProcess() {}

  /**
   * Starts it.
   *
   * @param command program and arguments
   * @throws IOException it cannot be started
   */
  public static Driver start(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new Driver(process.getInputStream(), process.getOutputStream(), () -> end(process));
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
