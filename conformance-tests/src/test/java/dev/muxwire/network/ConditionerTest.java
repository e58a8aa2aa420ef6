package dev.muxwire.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.network.Cut.Ending;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real sockets and real time. A loaded machine makes everything slower, so what must not be fast is
 * asserted each time, and what must not be slow for the best of some attempts.
 */
@Timeout(60)
class ConditionerTest {
  private static final int KB = 1_000;
  private static final int ATTEMPTS = 4;

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static Conditions delayed(int ms) {
    return Conditions.PERFECT.delay(Duration.ofMillis(ms));
  }

  private static long ms(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  @Test
  void perfectNetwork_passesEverythingBothWays_andTellsHowMuch() throws Exception {
    try (Wire wire = new Wire(Link.PERFECT)) {
      byte[] up = bytes(20_000 * KB);
      byte[] down = bytes(3_000 * KB);
      long start = System.nanoTime();
      Wire.send(wire.client, up);
      assertThat(Wire.read(wire.server, up.length)).isEqualTo(up);
      System.out.printf("perfect: 20 MB in %d ms%n", ms(System.nanoTime() - start));
      Wire.send(wire.server, down);
      assertThat(Wire.read(wire.client, down.length)).isEqualTo(down);

      Awaitility.await().until(() -> wire.conditioner.bytes() == up.length + down.length);
      assertThat(wire.conditioner.bytesToServer()).isEqualTo(up.length);
      assertThat(wire.conditioner.bytesToClients()).isEqualTo(down.length);
      assertThat(wire.conditioner.connections()).isEqualTo(1);
      assertThat(wire.conditioner.cuts()).isZero();
    }
  }

  @Test
  void bandwidth_isAsAsked_withinFifteenPercent() throws Exception {
    double best = 0;
    for (int i = 0; i < ATTEMPTS && best < 0.85; i++) {
      double share = shareUsed(250 * KB, 125 * KB);
      assertThat(share).isLessThan(1.15);
      best = Math.max(best, share);
    }
    System.out.printf("bandwidth: %.3f of 1 Mbit/s%n", best);
    assertThat(best).isGreaterThan(0.85);
  }

  /** How much of the bandwidth was used. */
  private static double shareUsed(int count, int bytesPerSecond) throws IOException {
    Link link = Link.PERFECT.toClient(Conditions.PERFECT.bandwidth(bytesPerSecond));
    try (Wire wire = new Wire(link)) {
      long start = System.nanoTime();
      Wire.send(wire.server, bytes(count));
      assertThat(Wire.read(wire.client, count)).isEqualTo(bytes(count));
      return count / ((System.nanoTime() - start) / 1e9) / bytesPerSecond;
    }
  }

  @Test
  void bandwidth_ofOneDirection_leavesTheOtherAlone() throws Exception {
    Link link = Link.PERFECT.toClient(Conditions.PERFECT.bandwidth(KB));
    try (Wire wire = new Wire(link)) {
      CompletableFuture<Boolean> down = Wire.send(wire.server, bytes(1_000 * KB));
      Wire.send(wire.client, bytes(1_000 * KB));

      assertThat(Wire.read(wire.server, 1_000 * KB)).isEqualTo(bytes(1_000 * KB));
      assertThat(down).isNotDone();
    }
  }

  @Test
  void roundTrip_takesBothDelays() throws Exception {
    try (Wire wire = new Wire(Link.both(delayed(40)))) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < ATTEMPTS; i++) {
        long nanos = wire.roundTripNanos();
        assertThat(ms(nanos)).isGreaterThanOrEqualTo(80);
        best = Math.min(best, nanos);
      }
      System.out.printf("round trip of 2 x 40 ms: %.1f ms%n", best / 1e6);
      assertThat(ms(best)).isLessThan(160);
    }
  }

  @Test
  void delay_holdsNoBandwidthBack() throws Exception {
    Conditions far = delayed(100).bandwidth(1_000 * KB);
    try (Wire wire = new Wire(Link.PERFECT.toServer(far))) {
      long start = System.nanoTime();
      Wire.send(wire.client, bytes(1_000 * KB));
      assertThat(Wire.read(wire.server, 1_000 * KB)).isEqualTo(bytes(1_000 * KB));

      assertThat(ms(System.nanoTime() - start)).isBetween(950L, 5_000L);
    }
  }

  @Test
  void jitter_keepsTheOrder() throws Exception {
    Conditions jittery = delayed(1).jitter(Duration.ofMillis(20));
    try (Wire wire = new Wire(Link.both(jittery))) {
      int count = 20_000;
      CompletableFuture<Boolean> sent = CompletableFuture.supplyAsync(() -> count(wire, count));
      ByteBuffer received = ByteBuffer.wrap(Wire.read(wire.server, count * Integer.BYTES));

      for (int i = 0; i < count; i++) {
        assertThat(received.getInt()).isEqualTo(i);
      }
      assertThat(sent).isCompletedWithValue(true);
    }
  }

  private static boolean count(Wire wire, int until) {
    try {
      OutputStream out = wire.client.getOutputStream();
      for (int i = 0; i < until; i++) {
        out.write(ByteBuffer.allocate(Integer.BYTES).putInt(i).array());
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void stalledDirection_stopsItsSenderSoon_andLosesNothing() throws Exception {
    try (Wire wire = new Wire(Link.PERFECT.toServer(Conditions.PERFECT.stalled()))) {
      AtomicInteger sent = new AtomicInteger();
      Daemons.start("sender", () -> sendOn(wire.client, sent));
      awaitStandstill(sent);
      int taken = sent.get();
      System.out.printf(
          "a stalled direction took %d KiB, with the sender's own buffer%n", taken >> 10);

      assertThat(taken).isLessThan(256 << 10);
      assertThat(wire.conditioner.bytesToServer()).isZero();
      wire.server.getOutputStream().write(7); // the other direction is as it was
      assertThat(Wire.read(wire.client, 1)).containsExactly(7);

      wire.set(Link.PERFECT);
      Wire.read(wire.server, 2 * taken);
    }
  }

  @Test
  void receiverThatDoesNotRead_stopsTheSenderSoon() throws Exception {
    try (Wire wire = new Wire(Link.both(delayed(1).bandwidth(10_000 * KB)))) {
      AtomicInteger sent = new AtomicInteger();
      Daemons.start("sender", () -> sendOn(wire.server, sent));
      awaitStandstill(sent);
      long hidden = sent.get() - wire.conditioner.bytesToClients();
      System.out.printf("between sender and receiver's socket stood %d KiB%n", hidden >> 10);

      assertThat(hidden).isLessThan(512 << 10);
    }
  }

  private static void sendOn(Socket from, AtomicInteger sent) {
    try {
      OutputStream out = from.getOutputStream();
      byte[] part = new byte[1 << 10];
      while (true) {
        out.write(part);
        sent.addAndGet(part.length);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void awaitStandstill(AtomicInteger sent) {
    AtomicInteger before = new AtomicInteger(-1);
    Awaitility.await("the sender to stand still")
        .pollInterval(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(30))
        .until(() -> sent.get() > 0 && before.getAndSet(sent.get()) == sent.get());
  }

  @Test
  void stallForATime_endsByItself() throws Exception {
    try (Wire wire = new Wire(Link.PERFECT)) {
      long start = System.nanoTime();
      wire.set(Link.both(Conditions.PERFECT.stalled(Duration.ofMillis(200))));
      Wire.send(wire.client, bytes(100));

      assertThat(Wire.read(wire.server, 100)).isEqualTo(bytes(100));
      assertThat(ms(System.nanoTime() - start)).isGreaterThanOrEqualTo(200);
      wire.roundTripNanos();
    }
  }

  @Test
  void cutWithFin_deliversExactlyTheBytesBeforeIt_andEndsBothWays() throws Exception {
    Conditions cut = delayed(20).cutAt(54_321, Ending.FIN);
    try (Wire wire = new Wire(Link.PERFECT.toServer(cut))) {
      Wire.send(wire.client, bytes(500 * KB));

      assertThat(wire.server.getInputStream().readAllBytes()).isEqualTo(first(500 * KB, 54_321));
      assertThat(wire.client.getInputStream().read()).isEqualTo(-1);
      assertThat(wire.conditioner.bytesToServer()).isEqualTo(54_321);
      assertThat(wire.conditioner.cuts()).isEqualTo(1);
    }
  }

  private static byte[] first(int of, int count) {
    return Arrays.copyOf(bytes(of), count);
  }

  @Test
  void cutWithReset_deliversTheBytesBeforeIt_andFailsBothEnds() throws Exception {
    Conditions cut = Conditions.PERFECT.cutAt(4_321, Ending.RESET);
    try (Wire wire = new Wire(Link.PERFECT.toClient(cut))) {
      Wire.send(wire.server, bytes(10 * KB));

      assertThat(untilReset(wire.client)).isEqualTo(first(10 * KB, 4_321));
      assertThat(untilReset(wire.server)).isEmpty();
      assertThat(wire.conditioner.bytesToClients()).isEqualTo(4_321);
      assertThat(wire.conditioner.cuts()).isEqualTo(1);
    }
  }

  private static byte[] untilReset(Socket from) {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    assertThatThrownBy(() -> from.getInputStream().transferTo(received))
        .isInstanceOf(SocketException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
    return received.toByteArray();
  }

  @Test
  void cutAtAByteThatHasPassed_isNow_thoughTheConnectionIsIdle() throws Exception {
    try (Wire wire = new Wire(Link.PERFECT)) {
      wire.roundTripNanos();
      wire.set(Link.cutAt(1));

      assertThat(untilReset(wire.client)).isEmpty();
      assertThat(untilReset(wire.server)).isEmpty();
      assertThat(wire.conditioner.connection(1).isClosed()).isTrue();
      assertThat(wire.conditioner.cuts()).isEqualTo(1);
    }
  }

  @Test
  void halfOpenConnection_givesNeitherDataNorEnd_andIsResetByItsReturn() throws Exception {
    try (Wire wire = new Wire(Link.PERFECT)) {
      wire.roundTripNanos();
      wire.set(Link.both(Conditions.PERFECT.swallowed()));
      assertThat(Wire.send(wire.server, bytes(300 * KB)).get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Wire.send(wire.client, bytes(300 * KB)).get(30, TimeUnit.SECONDS)).isTrue();
      assertSilent(wire.client);
      wire.client.close();
      assertSilent(wire.server);

      wire.set(Link.PERFECT);
      assertThat(untilReset(wire.server)).isEmpty();
    }
  }

  private static void assertSilent(Socket socket) throws IOException {
    int patience = socket.getSoTimeout();
    socket.setSoTimeout(200);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(patience);
  }

  @Test
  void change_appliesToAConnectionThatRuns() throws Exception {
    try (Wire wire = new Wire(Link.both(delayed(100)))) {
      assertThat(ms(wire.roundTripNanos())).isGreaterThanOrEqualTo(200);
      wire.set(Link.PERFECT);
      long best = Long.MAX_VALUE;
      for (int i = 0; i < ATTEMPTS; i++) {
        best = Math.min(best, wire.roundTripNanos());
      }
      assertThat(ms(best)).isLessThan(100);
      wire.set(Link.both(delayed(30)));
      assertThat(ms(wire.roundTripNanos())).isGreaterThanOrEqualTo(60);
    }
  }

  @Test
  void bandwidthThatGrows_letsATransferFinish() throws Exception {
    try (Wire wire = new Wire(Link.PERFECT.toServer(Conditions.PERFECT.bandwidth(KB)))) {
      Wire.send(wire.client, bytes(1_000 * KB)); // a quarter of an hour
      Wire.read(wire.server, 500);
      wire.set(Link.PERFECT);

      assertThat(Wire.read(wire.server, 999_500)).hasSize(999_500);
    }
  }

  @Test
  void everyConnection_mayHaveItsOwn() throws Exception {
    try (Wire wire = new Wire(Link.PERFECT)) {
      wire.conditioner.setLater(n -> n == 2 ? Link.cutAt(3) : Link.PERFECT);
      try (Socket second = wire.connect();
          Socket itsServer = wire.accept();
          Socket third = wire.connect();
          Socket thirdServer = wire.accept()) {
        Wire.send(itsServer, bytes(10));
        Wire.send(thirdServer, bytes(10));

        assertThat(untilReset(second)).hasSize(3);
        assertThat(Wire.read(third, 10)).isEqualTo(bytes(10));
        wire.conditioner.connection(3).set(Link.both(Conditions.PERFECT.stalled()));
        Wire.send(thirdServer, bytes(10));
        assertSilent(third);
        wire.roundTripNanos();
      }
    }
  }

  @Test
  void senderThatCloses_isHeardAfterItsLastByte_andTheOtherMayGoOn() throws Exception {
    try (Wire wire = new Wire(Link.both(delayed(20)))) {
      Wire.send(wire.client, bytes(100 * KB)).get(30, TimeUnit.SECONDS);
      wire.client.shutdownOutput();
      assertThat(wire.server.getInputStream().readAllBytes()).isEqualTo(bytes(100 * KB));
      Wire.send(wire.server, bytes(100 * KB)).get(30, TimeUnit.SECONDS);
      wire.server.close();

      assertThat(wire.client.getInputStream().readAllBytes()).isEqualTo(bytes(100 * KB));
      Awaitility.await().until(() -> wire.conditioner.connection(1).isClosed());
    }
  }

  @Test
  void refusedClients_getNothing_untilTheyAreLetInAgain() throws Exception {
    try (Wire wire = new Wire(Link.PERFECT)) {
      wire.conditioner.refuse(true);
      assertThat(untilReset(wire.client)).isEmpty();
      try (Socket refused = wire.connect()) {
        assertThat(refused.getInputStream().read()).isEqualTo(-1);
      }
      wire.conditioner.refuse(false);
      try (Socket again = wire.connect();
          Socket itsServer = wire.accept()) {
        Wire.send(again, bytes(10));
        assertThat(Wire.read(itsServer, 10)).isEqualTo(bytes(10));
      }
      assertThat(wire.conditioner.connections()).isEqualTo(2);
    }
  }
}
