package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalFinder;
import dev.muxwire.cli.client.TerminalSubscriber;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.screen.PlainTextWriter;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalEvent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire cat}. */
@Command(
    name = "cat",
    description = {
      "Print a terminal's output, as far back as it is retained.",
      "Without --raw it is text: escape sequences are left out."
    })
final class CatCommand implements Callable<Integer> {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Parameters(
      paramLabel = "ID",
      description = "The terminal: its id, the beginning of it, or its title.")
  private String terminal = "";

  @Option(names = "--raw", description = "Exactly the bytes that the program wrote.")
  private boolean raw;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is written from now on, until the program ends.")
  private boolean follow;

  CatCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      SubscribeOptions terminals = SubscribeOptions.builder().kinds(EntityKind.TERMINAL).build();
      String id = new TerminalFinder(session.view(terminals)).find(terminal).id();
      copy(session, id);
      return ExitCode.OK;
    }
  }

  private void copy(ServerSession session, String id) throws IOException, InterruptedException {
    OutputStream out = new BufferedOutputStream(surroundings.console().bytes(), BUFFER_BYTES);
    PlainTextWriter text = new PlainTextWriter(out);
    TerminalSubscriber subscriber = new TerminalSubscriber(event -> write(event, text, out));
    if (follow) {
      AttachOptions options = AttachOptions.builder().fromStart().readOnly(true).build();
      try (Attachment attachment = session.client().attach(session.workspace(), id, options)) {
        attachment.subscribe(subscriber);
        await(session, subscriber.ended());
      }
    } else {
      session.client().fetchScrollback(session.workspace(), id, 0, 0).subscribe(subscriber);
      await(session, subscriber.ended());
    }
    text.finish();
    out.flush();
  }

  private boolean write(TerminalEvent event, PlainTextWriter text, OutputStream out)
      throws IOException {
    if (event instanceof TerminalEvent.Output output) {
      if (raw) {
        out.write(output.data());
      } else {
        text.write(output.data());
      }
      if (follow) {
        out.flush();
      }
      // Whoever read it has gone, as `head` does: nothing is left to do.
      return !surroundings.console().isBroken();
    }
    if (event instanceof TerminalEvent.Skipped skipped && skipped.to() > skipped.from()) {
      surroundings.console().tell(describe(skipped));
    }
    return !(event instanceof TerminalEvent.Exited);
  }

  private static String describe(TerminalEvent.Skipped skipped) {
    String why =
        switch (skipped.reason()) {
          case RETENTION -> "are older than what is retained";
          case LOST -> "were lost with their host";
          case PURGED -> "were purged";
          case HOST_OVERFLOW -> "were more than the host could keep";
          default -> "were skipped (" + skipped.reason().name().toLowerCase(Locale.ROOT) + ")";
        };
    return "the %d bytes from offset %d on %s."
        .formatted(skipped.to() - skipped.from(), skipped.from(), why);
  }

  /** Without a limit of time: history may be large, and following has no end. */
  private static void await(ServerSession session, CompletableFuture<Void> ended)
      throws InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new CommandFailure(
            ExitCode.FAILURE, "cannot write the output: " + failure.getMessage(), failure);
      }
      throw session.failure("read the terminal's output", e);
    }
  }
}
