package dev.muxwire.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputSeparatorTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\033[?62;22c",
        "\033[>41;370;0c",
        "\033[0n",
        "\033[12;40R",
        "\033[?12;40R",
        "\033[?2026;2$y",
        "\033[8;30;100t",
        "\033[?1u",
        "\033[I",
        "\033[O",
        "\033]11;rgb:0000/0000/0000\033\\",
        "\033]10;rgb:ffff/ffff/ffff\007",
        "\033P>|XTerm(370)\033\\"
      })
  void answersOfTheTerminal_areNotTyped(String reply) {
    List<InputSeparator.Part> parts = separate("ls" + reply + "\r");

    assertThat(parts).extracting(InputSeparator.Part::typed).containsExactly(true, false, true);
    assertThat(text(parts.get(1))).isEqualTo(reply);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "\003",
        "\033",
        "\033[A",
        "\033OP",
        "\033[15~",
        "\033[1;5C",
        "\033b",
        "\033]",
        "\033P",
        "\033[<0;10;5M",
        "\033[200~pasted\033[201~",
        "\033[97;5u",
        "gr\u00fc\u00dfe"
      })
  void keys_areTyped(String keys) {
    List<InputSeparator.Part> parts = separate(keys);

    assertThat(parts).singleElement().matches(InputSeparator.Part::typed);
    assertThat(text(parts.get(0))).isEqualTo(keys);
  }

  @Property
  void allBytes_comeOutInOrder(@ForAll byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (InputSeparator.Part part : new InputSeparator().separate(bytes, bytes.length)) {
      out.writeBytes(part.bytes());
    }
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  private static List<InputSeparator.Part> separate(String input) {
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    return new InputSeparator().separate(bytes, bytes.length);
  }

  private static String text(InputSeparator.Part part) {
    return new String(part.bytes(), StandardCharsets.UTF_8);
  }
}
