package dev.muxwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On an imagined link: a queue of unlimited length before so many bytes a second, and a delay. */
final class PacerTest {
  private static final int MAX_PACKET_BYTES = 64 * 1024;
  private static final long SECOND_US = 1_000_000;

  @ParameterizedTest
  @CsvSource({"125000, 100", "125000, 10", "32000, 300", "1000000, 30", "1000000, 1"})
  void onASlowLink_theQueueStaysShort_andTheLinkIsUsed(long bytesPerSecond, long roundTripMs) {
    ImaginedLink link = new ImaginedLink(bytesPerSecond, roundTripMs * 1000, 0);
    link.run(10 * SECOND_US);
    link.forgetMeasurements();
    link.run(30 * SECOND_US);
    long packetUs = Pacer.MIN_PACKET_BYTES * SECOND_US / bytesPerSecond;
    assertThat(link.queueUs(0.99))
        .as(link.toString())
        .isLessThan(Math.max(45_000, Pacer.TARGET_QUEUE_US + 3 * packetUs));
    assertThat(link.use()).as(link.toString()).isGreaterThan(0.8);
  }

  @ParameterizedTest
  @CsvSource({"12500000, 100", "100000000, 20", "1000000000, 1"})
  void onAFastLink_theWindowOpensUntilTheLinkIsUsed(long bytesPerSecond, long roundTripMs) {
    ImaginedLink link = new ImaginedLink(bytesPerSecond, roundTripMs * 1000, 0);
    link.run(10 * SECOND_US);
    assertThat(link.use()).as(link.toString()).isGreaterThan(0.85);
    assertThat(link.pacer.packetBytes(MAX_PACKET_BYTES)).isEqualTo(MAX_PACKET_BYTES);
  }

  @Test
  void onANearLinkThatIsFull_pingsAreRarerThanPackets_andTheQueueIsShortAllTheSame() {
    ImaginedLink link = new ImaginedLink(30_000_000, 1_000, 0);
    link.run(10 * SECOND_US);
    link.forgetMeasurements();
    link.run(10 * SECOND_US);
    long packets = link.carried / MAX_PACKET_BYTES;
    assertThat(link.pings).as(link.toString()).isLessThan(packets / 2);
    assertThat(link.queueUs(0.99)).as(link.toString()).isLessThan(45_000);
    assertThat(link.use()).as(link.toString()).isGreaterThan(0.8);
  }

  @Test
  void aDelayThatIsNotItsOwnDoing_becomesPartOfTheBase() {
    ImaginedLink link = new ImaginedLink(50_000_000, 500, 0);
    link.run(2 * SECOND_US);
    link.roundTripUs = 80_000;
    link.run(10 * SECOND_US);
    link.forgetMeasurements();
    link.run(20 * SECOND_US);
    assertThat(link.use()).as(link.toString()).isGreaterThan(0.8);
  }

  /** A packet of nothing but Received is never confirmed. */
  @Test
  void aControlFrameThatNothingConfirms_afterAPause_holdsNoDataUp() {
    Pacer pacer = new Pacer();
    pacer.answered(pacer.probe(0), 300);
    pacer.sent(8 * 1024, 1_000);
    pacer.answered(pacer.probe(1_000), 51_000); // a queue: from here on a pause counts

    pacer.sentBeside(50);

    assertThat(pacer.underWayBytes()).isEqualTo(50);
    assertThat(pacer.maySend(false, MAX_PACKET_BYTES)).isTrue();
  }

  @Test
  void aNoisyMachine_doesNotStarveIt() {
    ImaginedLink link = new ImaginedLink(20_000_000, 1_000, 30_000);
    link.run(10 * SECOND_US);
    assertThat(link.use()).as(link.toString()).isGreaterThan(0.7);
  }

  @Test
  void whenTheLinkGetsSlower_theQueueIsShortAgainSoon() {
    ImaginedLink link = new ImaginedLink(10_000_000, 40_000, 0);
    link.run(5 * SECOND_US);
    link.bytesPerSecond = 125_000;
    link.run(25 * SECOND_US);
    link.forgetMeasurements();
    link.run(10 * SECOND_US);
    assertThat(link.queueUs(0.99)).as(link.toString()).isLessThan(45_000);
  }

  @Test
  void aPeerThatStopsReading_isSentNoMoreThanTheWindow() {
    Pacer pacer = new Pacer();
    while (pacer.maySend(false, MAX_PACKET_BYTES)) {
      pacer.sent(pacer.packetBytes(MAX_PACKET_BYTES), 1);
    }
    assertThat(pacer.underWayBytes()).isEqualTo(Pacer.START_WINDOW_BYTES);
    assertThat(pacer.maySend(true, MAX_PACKET_BYTES)).isTrue();
    pacer.confirmed(Pacer.START_WINDOW_BYTES);
    assertThat(pacer.maySend(false, MAX_PACKET_BYTES)).isTrue();
  }

  @Test
  void littleThatNobodyConfirms_doesNotHoldDataBackForEver() {
    ImaginedLink link = new ImaginedLink(1_000_000, 1_000, 0);
    link.run(5 * SECOND_US);
    link.atRest = true;
    link.run(5 * SECOND_US);
    link.pacer.sentBeside(25); // a pong, which no peer answers
    link.atRest = false;
    link.forgetMeasurements();
    link.run(2 * SECOND_US);
    assertThat(link.use()).as(link.toString()).isGreaterThan(0.8);
  }

  @Test
  void whenTheDataEnds_thePingsEnd() {
    ImaginedLink link = new ImaginedLink(125_000, 100_000, 0);
    link.run(12 * SECOND_US);
    link.atRest = true;
    link.run(5 * SECOND_US);
    assertThat(link.events).isEmpty();
  }

  @Test
  void theFirstData_doesNotWaitForTheHandshakeToBeConfirmed() {
    Pacer pacer = new Pacer();
    pacer.sentBeside(150);
    pacer.probe(0);
    assertThat(pacer.maySend(false, MAX_PACKET_BYTES)).isTrue();
    assertThat(pacer.packetBytes(MAX_PACKET_BYTES)).isEqualTo(16 * 1024);
  }

  @Test
  void whatThePeerMakesUp_changesNothing() {
    Pacer pacer = new Pacer();
    pacer.sent(1000, 1);
    pacer.confirmed(Long.MAX_VALUE);
    pacer.answered(77, 5);
    assertThat(pacer.underWayBytes()).isZero();
    assertThat(pacer.roundTripUs()).isZero();
    pacer.confirmed(-5);
    assertThat(pacer.underWayBytes()).isZero();
  }

  /** A sender that always has more, and what becomes of its packets. */
  private static final class ImaginedLink {
    private record Event(long atUs, long order, Runnable task) {}

    final Pacer pacer = new Pacer();
    long bytesPerSecond;
    long roundTripUs;
    private final long noiseUs;
    private final Random random = new Random(7);
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparing(Event::atUs).thenComparing(Event::order));
    private long order;
    boolean atRest;
    private long nowUs;
    private long busyUntilUs;
    private long answeredUntilUs;
    private long startedUs;
    private long carried;
    private long pings;
    private final List<Long> queues = new ArrayList<>();

    ImaginedLink(long bytesPerSecond, long roundTripUs, long noiseUs) {
      this.bytesPerSecond = bytesPerSecond;
      this.roundTripUs = roundTripUs;
      this.noiseUs = noiseUs;
    }

    void run(long durationUs) {
      long until = nowUs + durationUs;
      if (nowUs == 0) {
        pacer.sentBeside(100); // the handshake's answer
        probe();
      }
      send();
      while (!events.isEmpty() && events.element().atUs() <= until) {
        Event event = events.remove();
        nowUs = event.atUs();
        event.task().run();
        send();
      }
      nowUs = until;
    }

    private void send() {
      while (!atRest && pacer.maySend(false, MAX_PACKET_BYTES)) {
        int bytes = pacer.packetBytes(MAX_PACKET_BYTES);
        pacer.sent(bytes, nowUs);
        carry(bytes);
        carried += bytes;
        probe();
      }
      probe();
      queues.add(Math.max(0, busyUntilUs - nowUs));
    }

    private void probe() {
      if (pacer.wantsProbe()) {
        long nonce = pacer.probe(nowUs);
        pings++;
        pacer.sentBeside(12);
        long arrivesUs = carry(12) + roundTripUs + (long) (random.nextDouble() * noiseUs);
        answeredUntilUs = Math.max(arrivesUs, answeredUntilUs);
        at(answeredUntilUs, () -> pacer.answered(nonce, nowUs));
      }
    }

    private long carry(int bytes) {
      busyUntilUs = Math.max(busyUntilUs, nowUs) + bytes * SECOND_US / bytesPerSecond;
      return busyUntilUs;
    }

    private void at(long atUs, Runnable task) {
      events.add(new Event(atUs, order++, task));
    }

    void forgetMeasurements() {
      queues.clear();
      carried = 0;
      pings = 0;
      startedUs = nowUs;
    }

    double use() {
      return (double) carried / bytesPerSecond / (nowUs - startedUs) * SECOND_US;
    }

    long queueUs(double quantile) {
      Collections.sort(queues);
      return queues.get((int) (queues.size() * quantile));
    }

    @Override
    public String toString() {
      return String.format(
          "%d B/s, %d us: queue p50 %d p99 %d us, used %.2f, packets of %d",
          bytesPerSecond,
          roundTripUs,
          queueUs(0.5),
          queueUs(0.99),
          use(),
          pacer.packetBytes(MAX_PACKET_BYTES));
    }
  }
}
