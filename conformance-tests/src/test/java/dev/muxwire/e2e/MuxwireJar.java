package dev.muxwire.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The runnable jar that the build packaged, and how to start it. */
final class MuxwireJar {
  /** As {@code ./muxwire} starts short commands. */
  static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

  private MuxwireJar() {}

  static List<String> command(List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", path().toString()));
    command.addAll(arguments);
    return command;
  }

  private static Path path() {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    Path jar = module.resolveSibling("cli").resolve("target/muxwire.jar").normalize();
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          jar
              + " is missing: these tests run the packaged program, so build with `mvn verify` (or"
              + " `mvn package`), not `mvn test`");
    }
    return jar;
  }
}
