package dev.muxwire.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.Exchange;
import dev.muxwire.conformance.Inapplicable;
import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.Scene;
import dev.muxwire.conformance.Script;
import dev.muxwire.conformance.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RunnerTest {
  private static final class QuietScene implements Scene {
    private final Exchange exchange = new Exchange();
    private boolean broken;

    @Override
    public Exchange exchange() {
      return exchange;
    }

    @Override
    public void settle() {
      if (broken) {
        throw Breach.seen("watch/something", "PACKET-2", "a watcher saw it");
      }
    }

    @Override
    public void close() {}
  }

  private static ConformanceCase<QuietScene> must(Script<QuietScene> script) {
    return ConformanceCase.must("family/case", "PACKET-1", "a case", script);
  }

  private static CaseResult play(
      ConformanceCase<QuietScene> one, KnownFailures known, Duration limit)
      throws InterruptedException {
    RunReport report =
        new Runner<QuietScene>(
                "server",
                of -> new QuietScene(),
                new RunOptions("it", 2, limit, known),
                RunListener.NONE)
            .run(List.of(one));
    return report.results().get(0);
  }

  private static CaseResult play(ConformanceCase<QuietScene> one) throws InterruptedException {
    return play(one, KnownFailures.NONE, Duration.ofSeconds(30));
  }

  @Test
  void scriptThatReturns_passes_withoutItsExchange() throws InterruptedException {
    CaseResult result = play(must(scene -> scene.exchange().note("1 >", "hello")));
    assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(result.exchange()).isEmpty();
  }

  @Test
  void breach_fails_withItsRequirementAndExchange() throws InterruptedException {
    CaseResult result =
        play(
            must(
                scene -> {
                  scene.exchange().note("1 >", "hello");
                  throw Breach.of("CHUNK-5", "wrong");
                }));
    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.requirement()).isEqualTo("CHUNK-5");
    assertThat(result.exchange()).singleElement().asString().endsWith("1 > hello");
  }

  @Test
  void breachOfAShould_warns_butAWatchersFails() throws InterruptedException {
    ConformanceCase<QuietScene> should =
        ConformanceCase.should(
            "family/case",
            "PING-2",
            "a case",
            scene -> {
              throw Breach.of("not so good");
            });
    assertThat(play(should).verdict()).isEqualTo(Verdict.WARNED);
    ConformanceCase<QuietScene> watched =
        ConformanceCase.should("family/case", "PING-2", "a case", scene -> scene.broken = true);
    CaseResult result = play(watched);
    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.watcher()).isEqualTo("watch/something");
  }

  @Test
  void anyException_fails() throws InterruptedException {
    CaseResult result =
        play(
            must(
                scene -> {
                  throw new IllegalStateException("of the script");
                }));
    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.message()).contains("of the script");
  }

  @Test
  void inapplicable_isSkipped_withItsReason() throws InterruptedException {
    CaseResult result =
        play(
            must(
                scene -> {
                  throw new Inapplicable("no such feature");
                }));
    assertThat(result.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(result.message()).isEqualTo("no such feature");
  }

  @Test
  void knownFailure_isKnown_andFailsOnceItPasses() throws InterruptedException {
    KnownFailures known = KnownFailures.parse(List.of("# of old", "family/case  # a remark", ""));
    CaseResult failing =
        play(
            must(
                scene -> {
                  throw Breach.of("as ever");
                }),
            known,
            Duration.ofSeconds(30));
    assertThat(failing.verdict()).isEqualTo(Verdict.KNOWN);
    CaseResult passing = play(must(scene -> {}), known, Duration.ofSeconds(30));
    assertThat(passing.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(known.notAmong(java.util.Set.of())).containsExactly("family/case");
  }

  @Test
  void scriptThatHangs_isEnded_andFails() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CaseResult result =
        play(must(scene -> never.await()), KnownFailures.NONE, Duration.ofMillis(50));
    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.message()).contains("did not end");
  }

  @Test
  void casesThatWantToBeAlone_areAlone() throws InterruptedException {
    AtomicInteger running = new AtomicInteger();
    Script<QuietScene> counted =
        scene -> {
          running.incrementAndGet();
          running.decrementAndGet();
        };
    ConformanceCase<QuietScene> alone =
        ConformanceCase.<QuietScene>must(
                "family/alone",
                "PACKET-1",
                "a case",
                scene -> {
                  if (running.get() != 0) {
                    throw Breach.of("not alone");
                  }
                })
            .runAlone();
    List<ConformanceCase<QuietScene>> cases =
        List.of(alone, must(counted), must(counted), must(counted), alone);
    RunReport report =
        new Runner<QuietScene>(
                "server",
                of -> new QuietScene(),
                new RunOptions("it", 4, Duration.ofSeconds(30), KnownFailures.NONE),
                RunListener.NONE)
            .run(cases);
    assertThat(report.results()).allMatch(result -> result.verdict() == Verdict.PASSED);
    assertThat(report.results()).extracting(CaseResult::id).startsWith("family/alone");
  }

  @Test
  void selection_byId_byStar_byRequirement() {
    ConformanceCase<QuietScene> chunk =
        ConformanceCase.must("chunk/broken/empty", "CHUNK-5 CHUNK-1", "a case", scene -> {});
    ConformanceCase<QuietScene> state =
        ConformanceCase.must("state/resume", "CURSOR-1", "a case", scene -> {});
    List<ConformanceCase<QuietScene>> all = List.of(chunk, state);
    assertThat(Selection.of(all, List.of())).isEqualTo(all);
    assertThat(Selection.of(all, List.of("chunk"))).containsExactly(chunk);
    assertThat(Selection.of(all, List.of("*resume*"))).containsExactly(state);
    assertThat(Selection.of(all, List.of("CHUNK-1"))).containsExactly(chunk);
    assertThat(Selection.of(all, List.of("chun"))).isEmpty();
  }
}
