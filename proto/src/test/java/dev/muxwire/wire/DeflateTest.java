package dev.muxwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class DeflateTest {
  private static final int MAX_BYTES = 1 << 20;

  private final Deflate deflate = new Deflate();

  @Property
  void whatIsPacked_isUnpackedAsItWas(@ForAll @Size(max = 20_000) byte[] body) {
    assertThat(Deflate.inflate(packed(body, body.length), MAX_BYTES)).isEqualTo(body);
  }

  @Property
  void whatIsPackedBehindOthers_withSeamsAnywhere_isUnpackedAsItWas(
      @ForAll @Size(max = 20) List<@Size(max = 9_000) byte[]> bodies,
      @ForAll @IntRange(max = 9_000) int seam) {
    byte[] before = {};
    for (byte[] body : bodies) {
      int[] seams = {seam / 2 % (body.length + 1), seam % (body.length + 1)};
      Arrays.sort(seams);
      byte[] packed = Deflate.compress(body, seams, before);
      assertThat(Deflate.inflate(compressed(packed, body.length), before, MAX_BYTES))
          .isEqualTo(body);
      before = Deflate.window(before, body);
      assertThat(before.length).isLessThanOrEqualTo(Deflate.WINDOW_BYTES);
    }
  }

  @Test
  void aBodyBehindTheSameOne_packsToNextToNothing_evenWithOthersBetween() {
    byte[] noise = new byte[10_000];
    new Random(1).nextBytes(noise);
    byte[] other = new byte[20_000];
    new Random(2).nextBytes(other);
    byte[] before = Deflate.window(Deflate.window(new byte[0], noise), other);
    assertThat(Deflate.compress(noise, new int[0], before)).hasSizeLessThan(200);
    assertThat(Deflate.window(before, other)).hasSize(Deflate.WINDOW_BYTES).endsWith(other);
  }

  @Property
  void aBodyThatSaysAnotherSize_isMalformed(
      @ForAll @Size(max = 500) byte[] body, @ForAll @IntRange(max = 1_000) int said) {
    if (said != body.length) {
      assertFails(() -> Deflate.inflate(packed(body, said), MAX_BYTES), "MALFORMED");
    }
  }

  @Property
  void noise_isUnpackedToItsSizeOrRefused(
      @ForAll @Size(max = 300) byte[] noise, @ForAll @IntRange(max = 5_000) int said) {
    Compressed compressed =
        Compressed.newBuilder()
            .setUncompressedBytes(said)
            .setData(ByteString.copyFrom(noise))
            .build();
    try {
      assertThat(Deflate.inflate(compressed, MAX_BYTES)).hasSize(said);
    } catch (ProtocolViolation violation) {
      assertThat(violation.code()).isEqualTo(ErrorCode.ERROR_CODE_MALFORMED);
    }
  }

  @Test
  void aCutBody_andOneWithMoreBehindIt_areMalformed() {
    byte[] whole = deflate.compress(new byte[1_000]);
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    byte[] more = Arrays.copyOf(whole, whole.length + 1);
    assertFails(() -> Deflate.inflate(compressed(cut, 1_000), MAX_BYTES), "MALFORMED");
    assertFails(() -> Deflate.inflate(compressed(more, 1_000), MAX_BYTES), "MALFORMED");
  }

  @Test
  void aBomb_isNotUnpackedBeyondWhatItSays_norSaidToBeTooLarge() {
    byte[] bomb = deflate.compress(new byte[50_000_000]);
    assertFails(() -> Deflate.inflate(compressed(bomb, 1_000), MAX_BYTES), "MALFORMED");
    assertFails(() -> Deflate.inflate(compressed(bomb, 50_000_000), MAX_BYTES), "LIMIT_EXCEEDED");
    assertFails(() -> Deflate.inflate(compressed(bomb, -1), MAX_BYTES), "LIMIT_EXCEEDED");
  }

  private Compressed packed(byte[] body, long said) {
    return compressed(deflate.compress(body), said);
  }

  private static Compressed compressed(byte[] data, long said) {
    return Compressed.newBuilder()
        .setUncompressedBytes(said)
        .setData(ByteString.copyFrom(data))
        .build();
  }

  private static void assertFails(ThrowingCallable task, String code) {
    assertThatThrownBy(task)
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            violation -> assertThat(violation.code().name()).isEqualTo("ERROR_CODE_" + code));
  }
}
