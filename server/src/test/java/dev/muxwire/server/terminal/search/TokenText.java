package dev.muxwire.server.terminal.search;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Random output of programs, of all kinds that a reader has to tell apart. */
final class TokenText {
  private static final String[] TOKENS = {
    "word",
    "needle",
    " ",
    "\n",
    "\n",
    "\r\n",
    "\t",
    "é",
    "日本",
    "🎉",
    "\033[1;31m",
    "\033[0m",
    "\033]0;a title\007",
    "\033]8;;http://example.org/\033\\",
    "\r",
    "\b",
    "\033[K",
    "\033[2K",
    "\033[5G",
    "\033[H",
    "\033[3A",
    "\033[2P",
    "\033[4@",
    "\033",
    "\033[",
    "\033]open",
    "\u009b1m",
    "\f",
    "\000",
    "needle needle"
  };

  private TokenText() {}

  static byte[] random(Random random, int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes + 64);
    while (out.size() < bytes) {
      int kind = random.nextInt(200);
      if (kind == 0) { // a line without end
        int length = random.nextInt(60_000);
        String filler = random.nextBoolean() ? "x" : "\033[1mé";
        out.writeBytes(filler.repeat(length / filler.length()).getBytes(StandardCharsets.UTF_8));
      } else if (kind < 5) {
        byte[] noise = new byte[1 + random.nextInt(4)];
        random.nextBytes(noise);
        out.writeBytes(noise);
      } else if (kind < 100) {
        out.writeBytes(("line " + random.nextInt(1000) + "\n").getBytes(StandardCharsets.UTF_8));
      } else {
        String token = TOKENS[random.nextInt(TOKENS.length)];
        out.writeBytes(token.getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }
}
