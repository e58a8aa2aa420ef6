package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.options.ListenAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StartFailuresTest {
  private static final DataDirectory DATA = new DataDirectory(Path.of("/data"));

  private static String told(Exception failure) {
    var told = StartFailures.of(failure, new ListenAddress("127.0.0.1", 80), DATA);
    assertThat(told.exitCode()).isEqualTo(ExitCode.FAILURE);
    return String.valueOf(told.getMessage());
  }

  @Test
  void addressesThatCannotBeHad_areToldApart() {
    assertThat(told(new IOException("bind", new BindException("Address already in use"))))
        .startsWith("cannot listen on 127.0.0.1:80: the address is in use.")
        .contains("port 0 takes a free one");
    assertThat(told(new IOException("bind", new BindException("Cannot assign requested address"))))
        .contains("it is no address of this machine");
    assertThat(told(new IOException("bind", new SocketException("Permission denied"))))
        .contains("you may not listen on this port", "1024");
  }

  @Test
  void directoryWithoutPermission_isNamed() {
    assertThat(told(new AccessDeniedException("/data/server.lock")))
        .contains("/data/server.lock", "--data-dir");
  }
}
