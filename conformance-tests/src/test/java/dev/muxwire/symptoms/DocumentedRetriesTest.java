package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/PROTOCOL.md says to do about an error is what the SDK does about it. */
class DocumentedRetriesTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Z_]+)` \\| \\d+ \\| .* \\| (\\w+)[^|]* \\|$", Pattern.MULTILINE);

  @Test
  void retries_areTheSdks() throws IOException {
    Map<ErrorCode, String> told = new EnumMap<>(ErrorCode.class);
    ROW.matcher(Files.readString(Path.of("..", "docs", "PROTOCOL.md")))
        .results()
        .forEach(row -> told.put(ErrorCode.valueOf(row.group(1)), row.group(2)));

    assertThat(told).containsOnlyKeys(ErrorCode.values());
    told.remove(ErrorCode.CANCELLED); // "as it likes"
    assertThat(told)
        .allSatisfy(
            (code, retry) ->
                assertThat(retry).isEqualTo(code.retry().name().toLowerCase(Locale.ROOT)));
  }
}
