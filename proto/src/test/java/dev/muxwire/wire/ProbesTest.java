package dev.muxwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ProbesTest {
  private record Sent(long nonce, long position, long atUs) {}

  @Test
  void answers_areThoseOfAQueue_howeverManyAreAwaited() {
    SplittableRandom random = new SplittableRandom(7);
    Probes probes = new Probes();
    Deque<Sent> awaited = new ArrayDeque<>();
    for (int step = 0; step < 10_000; step++) {
      if (awaited.size() < 64 && random.nextInt(5) < 3) {
        long nonce = probes.add(3L * step, 5L * step);
        awaited.add(new Sent(nonce, 3L * step, 5L * step));
      } else if (!awaited.isEmpty()) {
        long answered = awaited.getFirst().nonce() + random.nextInt(Math.min(3, awaited.size()));
        assertThat(probes.awaits(answered)).isTrue();
        awaited.removeIf(sent -> sent.nonce() < answered);
        Sent sent = awaited.remove();
        assertThat(probes.position(answered)).isEqualTo(sent.position());
        assertThat(probes.sentAtUs(answered)).isEqualTo(sent.atUs());
        probes.remove(answered);
        assertThat(probes.awaits(answered)).isFalse();
      }
      assertThat(probes.size()).isEqualTo(awaited.size());
      assertThat(probes.awaits(probes.lastNonce() + 1)).isFalse();
    }
  }
}
