package dev.muxwire.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.connection.CloseCode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DocumentedCloseCodesTest {
  /** Codes of the 44xx kind carry their error's name. */
  private static final Map<String, String> ERRORS = Map.of("LIMITS", "LIMIT_EXCEEDED");

  @Test
  void protocol_hasEveryCloseCode_andNoOther() throws Exception {
    DocumentTable table = DocumentTable.under("PROTOCOL.md", "## Close codes");

    assertThat(table.names()).isEqualTo(new TreeSet<>(codes().keySet()));
  }

  @Test
  void closeCodesOfThisProtocol_areToldWithTheirError() throws Exception {
    DocumentTable table = DocumentTable.under("PROTOCOL.md", "## Close codes");
    codes()
        .forEach(
            (code, name) -> {
              if (code.startsWith("4")) {
                assertThat(table.value(code)).as(code).contains(ERRORS.getOrDefault(name, name));
              }
            });
  }

  /** Name by number, of the constants that the server closes with. */
  private static Map<String, String> codes() throws IllegalAccessException {
    Map<String, String> codes = new TreeMap<>();
    for (Field field : CloseCode.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
        codes.put(String.valueOf(field.getInt(null)), field.getName());
      }
    }
    return codes;
  }
}
