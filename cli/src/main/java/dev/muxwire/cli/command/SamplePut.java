package dev.muxwire.cli.command;

import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.SampleOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.Progress;
import dev.muxwire.cli.workspace.MutationPlan;
import dev.muxwire.cli.workspace.WorkspaceDifference;
import dev.muxwire.cli.workspace.WorkspaceDocument;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.samples.Sample;
import dev.muxwire.samples.SampleBatches;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Puts a generated workspace into one that is there, a batch after the other: of the sample a few
 * batches are in memory, never the whole. What is there already is made equal; the rest is left.
 */
final class SamplePut {
  /** Batches on their way: enough to keep the server's disk and this program busy at once. */
  private static final int MOST_UNDER_WAY = 4;

  private final ServerSession session;
  private final WorkspaceView view;
  private final Progress progress;
  private final Deque<Sent> underWay = new ArrayDeque<>();
  private MutationResult last;
  private int created;
  private int changed;

  private record Sent(int entities, CompletableFuture<MutationResult> result) {}

  /**
   * How it went.
   *
   * @param last the last batch's result, or what was there if nothing was to be done
   */
  record Outcome(int created, int changed, MutationResult last) {}

  private SamplePut(ServerSession session, WorkspaceView view, Progress progress) {
    this.session = session;
    this.view = view;
    this.progress = progress;
    this.last = new MutationResult(view.epoch(), view.revision());
  }

  /** Puts the sample that the options name, with its progress. */
  static Outcome run(
      ServerSession session, WorkspaceView view, SampleOption options, Console console) {
    Sample sample = options.sample();
    Progress progress =
        new Progress(
            console,
            options.progressIsWanted(),
            "entities",
            sample.count(options.seed()),
            System::nanoTime);
    return new SamplePut(session, view, progress).put(sample, options.seed());
  }

  private Outcome put(Sample sample, long seed) {
    for (SampleBatches batches = sample.batches(seed); batches.hasNext(); ) {
      SampleBatches.Batch batch = batches.next();
      WorkspaceDifference difference =
          WorkspaceDifference.between(view, WorkspaceDocument.of(batch.entities()), false);
      created += difference.summary().created();
      changed += difference.summary().changed();
      int sent = 0;
      for (MutationPlan.Batch part : difference.batches()) {
        sent += part.size();
        send(part);
      }
      // What was equal already, and so is done without being sent.
      progress.advance(batch.entities().size() - sent);
    }
    awaitUntil(0);
    progress.end();
    return new Outcome(created, changed, last);
  }

  private void send(MutationPlan.Batch part) {
    awaitUntil(MOST_UNDER_WAY - 1);
    underWay.add(
        new Sent(part.size(), session.client().mutate(session.workspace(), part.toMutation(last))));
  }

  private void awaitUntil(int mostUnderWay) {
    while (underWay.size() > mostUnderWay) {
      Sent oldest = underWay.remove();
      last = session.await("change workspace " + session.workspace(), oldest.result());
      progress.advance(oldest.entities());
    }
  }
}
