package dev.muxwire.cli.local;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that holds the lock of its role.
 *
 * @param pid its process id
 * @param url where the server listens, or what the host is connected to
 */
public record RunningProcess(long pid, URI url) {
  boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("pid", pid);
    json.addProperty("url", url.toString());
    return json + "\n";
  }

  static Optional<RunningProcess> fromJson(String text) {
    try {
      JsonObject json = new Gson().fromJson(text, JsonObject.class);
      return Optional.of(
          new RunningProcess(
              json.get("pid").getAsLong(), URI.create(json.get("url").getAsString())));
    } catch (JsonParseException | IllegalArgumentException e) {
      return Optional.empty();
    } catch (NullPointerException | IllegalStateException | UnsupportedOperationException e) {
      // A member is missing or of another type.
      return Optional.empty();
    }
  }

  /**
   * Asks the process to end, and kills it when it has not after {@code patience}.
   *
   * @return false if it had to be killed
   */
  public boolean end(Duration patience) throws InterruptedException {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    if (handle.isEmpty()) {
      return true;
    }
    handle.get().destroy();
    try {
      handle.get().onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      handle.get().destroyForcibly();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for process " + pid, e.getCause());
    }
  }
}
