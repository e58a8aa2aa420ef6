package dev.muxwire.cli.logging;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.muxwire.cli.output.PlainText;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * The text of an event: its message and its pairs. Control characters are replaced, for a client's
 * name or a reason may hold a line break, and must not forge a line.
 */
public final class KeyValues extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    StringBuilder text = new StringBuilder(String.valueOf(event.getFormattedMessage()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        text.append(' ').append(pair.key).append('=').append(pair.value);
      }
    }
    return PlainText.of(text.toString());
  }
}
